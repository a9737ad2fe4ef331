// The buttons that use a passkey. What talks to the browser is allauth's; this says which form
// does what, and says in words when the browser gives up.
const { forms } = window.allauth.webauthn;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const credential = form.elements.credential.id;
  const passwordless = form.elements.passwordless?.id;
  const button = form.querySelector("button").id;
  const ids = { add: button, authenticate: button, login: button, credential, passwordless };
  // A passkey that signs in by itself asks for what it needs when it is used.
  if (document.getElementById("js_data")) ids.data = "js_data";
  forms[form.dataset.passkey]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const said of document.querySelectorAll("[data-passkey-not-done]")) said.hidden = false;
});
