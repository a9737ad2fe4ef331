// How much of the files has been sent, while the browser sends them.

document.body.addEventListener("htmx:beforeRequest", (event) => show(event.target, true));
document.body.addEventListener("htmx:afterRequest", (event) => show(event.target, false));

document.body.addEventListener("htmx:xhr:progress", (event) => {
  const bar = document.getElementById("sending-bar");
  if (!bar || !event.detail.lengthComputable) return;
  bar.max = event.detail.total;
  bar.value = event.detail.loaded;
});

function show(form, isSending) {
  if (form.id !== "send") return;
  form.querySelector("[data-sending]").hidden = !isSending;
}
