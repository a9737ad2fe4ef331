import { initAll } from "./govuk-frontend.min.js";

// A form sent after “Skip to main content” comes back with #main-content in its address. The
// browser would go there and take the focus from the list of what to put right.
if (location.hash && document.querySelector(".govuk-error-summary")) {
  history.replaceState(null, "", location.pathname + location.search);
}

initAll();

// A link beside which stands a button to copy it: only where the browser can.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).href);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Not copied: use the link itself";
    }
  });
}

// A piece of a page that htmx put in has components of its own.
document.body.addEventListener("htmx:afterSettle", (event) => initAll({ scope: event.target }));

// A list that is asked for again takes its links away with the focus on one of them. htmx gives
// the focus back only to what has an id.
let left;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const at = document.activeElement;
  left = at.id || !event.target.contains(at) ? undefined : at;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  // A form that came back with errors has put the focus on the list of them.
  if (!left || document.contains(left) || document.activeElement !== document.body) return;
  const same = (one) =>
    one.className === left.className && one.getAttribute("href") === left.getAttribute("href");
  [...event.target.querySelectorAll(left.localName)].find(same)?.focus({ preventScroll: true });
});

// Work that is followed is said aloud when it comes to its next step, not at every percent.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const said = document.querySelector("[data-stage]");
  const step = event.target.querySelector(".muster-progress label")?.textContent;
  if (said && step && said.textContent !== step) said.textContent = step;
});
