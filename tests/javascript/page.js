// Plays the script of the account pages: a person who presses the button twice before the first answer is there.

export async function pressTwice(script) {
  const button = { disabled: false };
  const form = {
    dataset: { to: "/there", done: "Done." },
    querySelector: () => button,
    addEventListener: (_, listener) => (form.submit = listener),
  };
  const status = { textContent: "" };
  const answers = [];
  const names = { form, "[role=status]": status };
  const play = new Function("document", "location", "history", "FormData", "fetch", script);
  play(
    { querySelector: (name) => names[name] },
    { hash: "#token", pathname: "/account/verify-email" },
    { replaceState: () => {} },
    class {
      *[Symbol.iterator]() {}
    },
    () => new Promise((answer) => answers.push(answer)),
  );
  const press = () => (button.disabled ? undefined : form.submit({ preventDefault: () => {} }));
  const pressed = [press(), press()];
  const [first, ...others] = answers;
  first({ ok: true });
  others.forEach((answer) => answer({ ok: false, json: async () => ({ detail: "The link was used." }) }));
  await Promise.all(pressed);
  return { sent: answers.length, shown: status.textContent, hidden: form.hidden, disabled: button.disabled };
}
