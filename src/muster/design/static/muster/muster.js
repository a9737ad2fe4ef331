import { initAll } from "./govuk-frontend.min.js";

// A form sent after “Skip to main content” comes back with #main-content in its address. The
// browser would go there and take the focus from the list of what to put right.
if (location.hash && document.querySelector(".govuk-error-summary")) {
  history.replaceState(null, "", location.pathname + location.search);
}

initAll();

// A piece of a page that htmx put in has components of its own.
document.body.addEventListener("htmx:afterSettle", (event) => initAll({ scope: event.target }));
