// Why it must be this room although a rule speaks against it: a tap, or words.

import { button, make } from "../dom.js";
import { openSheet } from "../sheet.js";
import { gettext } from "../words.js";

const MOST = 200;

/** Ask for a reason, showing what is broken; resolves to the words, or null if left. */
export function askReason(broken) {
  return new Promise((resolve) => {
    let given = null;
    openSheet(gettext("Why this room?"), (close) => {
      const answer = (reason) => ((given = reason), close());
      const own = /** @type {HTMLTextAreaElement} */ (make("textarea", { maxlength: MOST, rows: 2, "aria-label": gettext("Another reason") }));
      return [
        broken.map((text) => make("p.notice.is-bad", {}, text)),
        make("div.choices", {}, reasons().map((reason) => button("btn.btn-huge", () => answer(reason), reason))),
        make("label.own-reason", {}, gettext("Another reason"), own),
        make("div.full-foot", {}, button("btn.btn-huge.btn-primary", () => own.value.trim() && answer(own.value.trim()), gettext("Use these words"))),
      ].flat();
    }, { onClose: () => resolve(given) });
  });
}

const reasons = () => [
  gettext("The family asked for it"),
  gettext("Next to relatives"),
  gettext("The doctor wants it so"),
  gettext("The site head decided"),
  gettext("No other room is free"),
];
