const form = document.querySelector("form");
const button = form.querySelector("button");
const error = document.getElementById("error");
// The fragment stays, so that the page can be loaded again; it reaches no server, and works once.
const token = location.hash.slice(1);
// In memory only. Who has an account by the first press is not asked to make it again by the second.
let session = null;

function show() {
  const isNew = form.elements.way.value === "register";
  document.getElementById("new").hidden = !isNew;
  document.getElementById("rule").hidden = !isNew;
  form.elements.name.required = isNew;
  form.elements.password.minLength = isNew ? 8 : 0;
  form.elements.password.autocomplete = isNew ? "new-password" : "current-password";
}

async function send(path, body, headers = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.detail);
  return content;
}

async function accept() {
  const email = form.elements.email.value;
  const password = form.elements.password.value;
  if (session?.email !== email) {
    const isNew = form.elements.way.value === "register";
    const about = isNew ? { email, password, name: form.elements.name.value } : { email, password };
    const { access_token } = await send(isNew ? "/v1/auth/register" : "/v1/auth/login", about);
    session = { email, access_token };
  }
  const path = `/v1/invitations/${encodeURIComponent(token)}/accept`;
  return send(path, undefined, { authorization: `Bearer ${session.access_token}` });
}

form.addEventListener("change", show);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  error.hidden = true;
  try {
    const { kind } = await accept();
    const done = document.getElementById("done");
    for (const one of done.children) one.hidden = one.dataset.kind !== (kind === "member" ? "member" : "payer");
    done.hidden = false;
    form.hidden = true;
  } catch (problem) {
    // A TypeError is the network's.
    error.textContent = problem instanceof TypeError ? form.dataset.unreachable : problem.message;
    error.hidden = false;
  }
  button.disabled = false;
});
show();
form.hidden = !token;
document.getElementById("incomplete").hidden = Boolean(token);
