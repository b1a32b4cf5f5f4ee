// A short word at the foot of the screen, above any sheet; read out by a screen reader too.

import { make } from "./dom.js";

const SHOWN_MS = { "is-bad": 7_000 };
const SHOWN_BRIEFLY_MS = 2_000;

let timer = 0;

/** Say something for a moment; `kind` is is-ok, is-info or, for longer, is-bad. */
export function say(text, kind = "is-ok") {
  const place = /** @type {HTMLElement} */ (document.getElementById("toasts"));
  place.replaceChildren(make(`p.toast.${kind}`, {}, text));
  // Shown anew, so that it lies above a sheet that was opened meanwhile.
  place.hidePopover();
  place.showPopover();
  clearTimeout(timer);
  timer = setTimeout(() => place.hidePopover(), SHOWN_MS[kind] ?? SHOWN_BRIEFLY_MS);
}
