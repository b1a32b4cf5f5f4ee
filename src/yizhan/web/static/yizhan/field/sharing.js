// Before a phone becomes a shared one: the server learns the name by which its taps are known, and
// nobody is signed out whose taps are not sent.

import { PENDING } from "./queue.js";
import { deviceOf, openStore } from "./store.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-device]"));

async function prepare() {
  const store = await openStore(() => location.reload());
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("device"));
  field.value = await deviceOf(store);
  const unsent = (await store.getAll("commands")).some(({ state }) => state === PENDING);
  /** @type {HTMLElement} */ (form.querySelector("[data-unsent]")).hidden = !unsent;
  /** @type {HTMLButtonElement} */ (form.querySelector("button")).disabled = unsent;
}

prepare().catch(() => undefined); // without a name of its own the server gives the phone one
