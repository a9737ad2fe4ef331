// Warns before somebody is signed out, and keeps them signed in at one key (WCAG 2.2, 2.2.1).
// A dialog of the browser's own: it takes the focus, gives it back, and is read out.
const dialog = document.getElementById("time-out");
const shown = dialog.querySelector("[data-in]");
const WARNED = 120;
let ends, timer;

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const left = () => Math.round((ends - Date.now()) / 1000);

function wait(seconds) {
  ends = Date.now() + seconds * 1000;
  clearTimeout(timer);
  // Where the whole time is short, the warning comes half-way.
  timer = setTimeout(warn, Math.max(seconds - WARNED, Math.min(seconds / 2, 60)) * 1000);
}

// Another page may have been used since: the site knows.
async function ask(address, options) {
  // Sent on to sign in, it isn't followed: the page that is shown next says why.
  const answer = await fetch(address, { redirect: "manual", ...options });
  return answer.ok ? answer.json() : { seconds: 0 };
}

async function warn() {
  const { seconds, longer } = await ask(dialog.dataset.asks);
  if (seconds > Math.max(left(), 0) + 5) return wait(seconds);
  ends = Date.now() + seconds * 1000;
  dialog.querySelector("[data-last]").hidden = longer;
  if (!dialog.open) dialog.showModal();
  count();
}

function count() {
  const seconds = left();
  if (seconds <= 0) return leave();
  // Read out at each half minute, not at each second.
  const said = seconds > 90 ? "2 minutes" : seconds > 60 ? "a minute and a half"
    : seconds > 30 ? "a minute" : "half a minute";
  if (shown.textContent !== said) shown.textContent = said;
  timer = setTimeout(count, 1000);
}

// A page that was sent a form is asked for, not sent again.
const leave = () => location.assign(location.pathname + location.search);

async function stay() {
  clearTimeout(timer);
  const headers = { "X-CSRFToken": token() };
  const { seconds } = await ask(dialog.dataset.stays, { method: "POST", headers });
  if (!seconds) return leave();
  wait(seconds);
}

// Enter and space press the button that has the focus; Escape closes, and is a sign of life too.
dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", stay);
// A computer that slept may wake after the end.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && left() < WARNED) warn();
});

wait(Number(dialog.dataset.left));
