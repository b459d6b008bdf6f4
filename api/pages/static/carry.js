// The token of an invitation stands behind the #, which reaches no server: here it goes along to the next page.
for (const one of document.querySelectorAll("[data-carry]")) {
  const name = one.tagName === "FORM" ? "action" : "href";
  one.setAttribute(name, one.getAttribute(name) + location.hash);
}
