// A sheet over the page that asks for one thing. Sheets are not redrawn when something changes behind them.

import { button, make } from "./dom.js";
import { gettext } from "./words.js";

/** Open a sheet; `draw(close)` returns its contents. `onClose` runs however it is left. */
export function openSheet(title, draw, { kind = "", onClose = () => {}, leave = gettext("Back") } = {}) {
  const dialog = /** @type {HTMLDialogElement} */ (make(`dialog.full${kind ? `.${kind}` : ""}`, { "aria-label": title }));
  const close = () => dialog.open && dialog.close();
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  const head = make("header.full-head", {}, button("btn.btn-back", close, `‹ ${leave}`), make("h2", {}, title), actingHere(),
    title === gettext("Emergency") ? null : button("sos", () => dispatchEvent(new Event("help")), gettext("SOS")));
  const body = make("div.full-body");
  dialog.append(head, body);
  body.append(...[draw(close, (...contents) => body.replaceChildren(...contents))].flat().filter(Boolean));
  document.body.append(dialog);
  dialog.showModal();
  return close;
}

/** On a shared phone it is seen above every sheet whose taps these are. */
function actingHere() {
  const { acting } = document.body.dataset;
  return acting ? make("b.full-who", {}, acting) : null;
}

/** Ask one question with two answers; resolves to whether the answer was yes. */
export function ask(title, contents, yes, { danger = false } = {}) {
  return new Promise((resolve) => {
    let answer = false;
    const draw = (close) => [
      make("div.asked", {}, contents),
      make("div.full-foot", {}, button(`btn.btn-huge${danger ? ".btn-danger" : ".btn-primary"}`, () => {
        answer = true;
        close();
      }, yes)),
    ];
    openSheet(title, draw, { onClose: () => resolve(answer) });
  });
}
