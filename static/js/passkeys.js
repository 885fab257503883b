/* Passkeys: the browser makes or uses one, and the form carries its answer. Forms are data-passkey="create" or "get". */

const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;

const ceremonies = {
  create: () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: () => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function run(form) {
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    const credential = await ceremonies[form.dataset.passkey]();
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    error.hidden = false;
    form.removeAttribute("data-sending");
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
}
