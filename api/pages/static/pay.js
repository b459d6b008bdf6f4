// While a payment is on its way: looks every few seconds whether the invoice has changed, and shows the page anew then.
const section = document.querySelector("[data-invoice]");
const LOOKS_MAX = 120;
// As the page was made from: see pay.html.
const told = ["status", "settlement", "in_flight", "amount_paid", "amount_reserved", "amount_payable"];

async function state() {
  const answer = await fetch(section.dataset.invoice, { headers: { accept: "application/json" } });
  if (!answer.ok) return null;
  const invoice = await answer.json();
  return JSON.stringify(told.map((name) => invoice[name]));
}

async function watch() {
  const shown = JSON.stringify(JSON.parse(section.dataset.shown));
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    // Whoever has lost the network is asked again.
    const now = await state().catch(() => null);
    if (now !== null && now !== shown) return location.replace(location.pathname);
  }
}

watch();
