// Plays the script of the account pages: a person who presses the button twice before the first answer is there.

export async function pressTwice(script) {
  const button = { disabled: false };
  const told = { action_token_refused: "The link was used." };
  const form = {
    dataset: { to: "/there", told: JSON.stringify(told) },
    querySelector: () => button,
    addEventListener: (_, listener) => (form.submit = listener),
  };
  const shown = { error: { hidden: true }, done: { hidden: true }, incomplete: { hidden: true } };
  const answers = [];
  const play = new Function("document", "location", "FormData", "fetch", script);
  play(
    { querySelector: () => form, getElementById: (id) => shown[id] },
    { hash: "#token" },
    class {
      *[Symbol.iterator]() {}
    },
    () => new Promise((answer) => answers.push(answer)),
  );
  const press = () => (button.disabled ? undefined : form.submit({ preventDefault: () => {} }));
  const pressed = [press(), press()];
  const [first, ...others] = answers;
  first({ ok: true });
  others.forEach((answer) => answer({ ok: false, json: async () => ({ code: "action_token_refused" }) }));
  await Promise.all(pressed);
  return {
    sent: answers.length,
    done: !shown.done.hidden,
    error: !shown.error.hidden,
    form: !form.hidden,
    disabled: button.disabled,
  };
}
