// Passkeys: makes one, signs in with one, or proves with one that it is still the same person.
// A form says which by data-passkey; the browser's answer travels in its field "credential".

/** @typedef {{id: string, type: string, transports?: string[]}} Described */

/** @param {string} text */
function bytesOf(text) {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer | null | undefined} buffer */
function textOf(buffer) {
  if (!buffer) return undefined;
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {Described[] | undefined} list */
const described = (list) => list?.map((entry) => ({ ...entry, id: bytesOf(entry.id) }));

/** @param {{publicKey: any}} options */
async function make({ publicKey }) {
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      user: { ...publicKey.user, id: bytesOf(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
      authenticatorSelection: { ...publicKey.authenticatorSelection, ...wanted },
    },
  });
}

/** @param {{publicKey: any}} options */
async function use({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      allowCredentials: described(publicKey.allowCredentials),
    },
  });
}

/** @param {any} credential */
function asJson(credential) {
  const { response } = credential;
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      userHandle: textOf(response.userHandle),
      transports: response.getTransports?.(),
    },
  });
}

/** @param {HTMLFormElement} form */
async function answer(form) {
  if (form.dataset.passkey === "sign-in") {
    // Asked for at the last moment: a challenge that lay on an open page for hours would be stale.
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    return use((await reply.json()).request_options);
  }
  const options = JSON.parse(document.getElementById("passkey-options")?.textContent ?? "{}");
  return form.dataset.passkey === "make" ? make(options.creation_options) : use(options.request_options);
}

/** @param {HTMLFormElement} form @param {string} name */
function say(form, name) {
  for (const notice of form.querySelectorAll("[data-passkey-notice]")) {
    /** @type {HTMLElement} */ (notice).hidden = notice.getAttribute("data-passkey-notice") !== name;
  }
}

/** @param {HTMLFormElement} form */
async function submitWithPasskey(form) {
  say(form, "");
  if (!window.PublicKeyCredential) return say(form, "unsupported");
  try {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
    field.value = asJson(await answer(form));
    form.submit();
  } catch (error) {
    const reason = error instanceof DOMException ? error.name : "";
    say(form, { InvalidStateError: "known", SecurityError: "unsupported" }[reason] ?? "stopped");
  }
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submitWithPasskey(form);
  });
}
