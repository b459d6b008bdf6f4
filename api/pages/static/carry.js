// The token of an invitation stands behind the #, which reaches no server: it goes along to the next page, and into the
// form that accepts.
const token = location.hash.slice(1);
for (const one of document.querySelectorAll("[data-carry]")) {
  const name = one.tagName === "FORM" ? "action" : "href";
  one.setAttribute(name, one.getAttribute(name) + location.hash);
}
const field = document.querySelector("input[name=token]");
if (field) field.value = token;
const needing = document.querySelector("[data-needs-token]");
if (needing) {
  needing.hidden = !token;
  document.getElementById("incomplete").hidden = Boolean(token);
}
