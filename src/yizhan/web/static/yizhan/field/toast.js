// A short word at the foot of the screen; read out by a screen reader too.

import { make } from "./dom.js";

const SHOWN_MS = 3_500;

/** Say something for a moment; `kind` is is-ok, is-warn, is-bad or is-info. */
export function say(text, kind = "is-ok") {
  const place = /** @type {HTMLElement} */ (document.getElementById("toasts"));
  const toast = make(`p.toast.${kind}`, {}, text);
  place.replaceChildren(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
