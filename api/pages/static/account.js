const form = document.querySelector("form");
const button = form.querySelector("button");
const error = document.getElementById("error");
// The fragment stays, so that the page can be loaded again; it reaches no server, and works once.
const token = location.hash.slice(1);
// What can go wrong in the reader's language, by the code of the problem.
const told = JSON.parse(form.dataset.told);

async function send(body) {
  try {
    const answer = await fetch(form.dataset.to, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return null;
    const { code } = await answer.json();
    return told[code] ?? told.otherwise;
  } catch {
    return told.unreachable;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  // A link works once: the answer to a second press would hide that the first has worked.
  button.disabled = true;
  error.hidden = true;
  const problem = await send({ token, ...Object.fromEntries(new FormData(form)) });
  form.hidden = problem === null;
  document.getElementById("done").hidden = problem !== null;
  error.hidden = problem === null;
  error.textContent = problem ?? "";
  button.disabled = false;
});
form.hidden = !token;
document.getElementById("incomplete").hidden = Boolean(token);
