// While the page is looked at: loads it anew when it would say something else, as a stream of the server's tells. Without
// one it asks every few seconds.
const section = document.querySelector("[data-watch]");
const page = section.dataset.watch;
const LOOK_MS = 3000;
const LOOKS_MAX = 120;
// So often it asks in place of a stream, then it tries to get one again.
const LOOKS_PER_TRY = 10;
// Where nobody answers it waits twice as long each time, up to this.
const PAUSE_MAX_MS = 60000;
// A stream begins with a word; where none comes, something on the way holds it back.
const SILENCE_MS = 10000;
// Loading anew would end what leads away from here, which may wait for the gateway for so long.
const LEAVING_MS = 20000;
let stream = null;
let timer = null;
let turn = 0;
let looks = 0;
let unanswered = 0;
let hasChanged = false;
// Not at once: should two servers not agree on what stands, it is not loaded without end.
let calmUntil = Date.now() + 2000;

function isBeingFilledIn() {
  const report = document.getElementById("report");
  if (!report) return false;
  const isTyped = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  return report.open || [...report.querySelectorAll("input")].some(isTyped);
}

// What has changed is shown once the page is looked at and the server answers.
async function show() {
  if (document.hidden) return;
  const mine = turn;
  // Were the network lost after it was told, an error of the browser would take the place of this page.
  const isReached = calmUntil <= Date.now() && (await state().catch(() => null)) !== null;
  if (turn !== mine) return;
  // Somebody may have begun to leave meanwhile.
  const wait = calmUntil - Date.now();
  const notice = document.getElementById("changed");
  if (wait > 0) {
    later(show, wait);
  } else if (!isReached) {
    later(show, Math.min(LOOK_MS * 2 ** unanswered, PAUSE_MAX_MS));
    unanswered += 1;
  } else if (isBeingFilledIn()) {
    if (!notice.hidden) return;
    notice.hidden = false;
    document.activeElement.scrollIntoView({ block: "nearest" });
  } else {
    // reload() would keep what hidden fields hold: the key of a form that was sent.
    location.replace(page);
  }
}

function hear(state) {
  if (hasChanged || state === section.dataset.shown) return;
  hasChanged = true;
  stop();
  show();
}

function stop() {
  turn += 1;
  if (stream) stream.close();
  clearTimeout(timer);
}

function listen() {
  if (!window.EventSource) return later(look);
  stream = new EventSource(`${page}/events`);
  const without = () => {
    stop();
    later(look);
  };
  timer = setTimeout(without, SILENCE_MS);
  stream.onmessage = (message) => {
    clearTimeout(timer);
    looks = 0;
    hear(message.data);
  };
  // What was only cut comes back by itself.
  stream.onerror = () => stream.readyState === EventSource.CLOSED && without();
}

async function state() {
  const answer = await fetch(`${page}/state`, { headers: { accept: "text/plain" } });
  if (answer.status === 404) return "gone";
  return answer.ok ? answer.text() : null;
}

async function look() {
  const mine = turn;
  // Whoever has lost the network is asked again.
  const found = await state().catch(() => null);
  if (found !== null) hear(found);
  if (turn !== mine) return;
  looks += 1;
  if (looks < LOOKS_MAX) later(looks % LOOKS_PER_TRY ? look : listen);
}

function later(what, pause = LOOK_MS) {
  timer = setTimeout(what, pause);
}

// Browsers have few connections for each server, so only what is looked at holds one.
function begin() {
  stop();
  if (document.hidden) return;
  unanswered = 0;
  if (hasChanged) show();
  else listen();
}

addEventListener("beforeunload", () => {
  calmUntil = Date.now() + LEAVING_MS;
});
document.addEventListener("visibilitychange", begin);
addEventListener("pageshow", begin);
addEventListener("online", begin);
