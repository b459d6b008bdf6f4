// While a payment is on its way: looks every few seconds whether the page would say something else, and loads it then.
const section = document.querySelector("[data-watch]");
const LOOKS_MAX = 120;

async function state() {
  const answer = await fetch(section.dataset.watch, { headers: { accept: "text/plain" } });
  return answer.ok ? answer.text() : null;
}

async function watch() {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    // Whoever has lost the network is asked again.
    const now = await state().catch(() => null);
    if (now !== null && now !== section.dataset.shown) return location.replace(location.pathname);
  }
}

watch();
