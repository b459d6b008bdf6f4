// Whom a link was mailed to, so that its reader sees whose account this is about. Where that cannot be told, the page
// works as it does without.
const whose = document.getElementById("whose");
if (whose && location.hash.length > 1) {
  fetch("/account/mailed-to", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ token: location.hash.slice(1) }),
  })
    .then((answer) => answer.json())
    .then(({ email }) => {
      whose.querySelector("bdi").textContent = email ?? "";
      whose.hidden = !email;
    })
    .catch(() => {});
}
