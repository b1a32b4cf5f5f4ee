// A huge number pad for gloves and fogged goggles.

import { button, make } from "./dom.js";
import { gettext } from "./words.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * Return a pad that collects up to `length` digits, starting with `typed`. `show(digits)` draws what was
 * typed so far; `done(digits)` is called by the button `word`, which works once `ready(digits)`.
 */
export function keypad({ length, show, done, word, ready = (digits) => digits !== "", typed = "" }) {
  const shown = make("output.typed", { "aria-live": "polite" });
  const finish = button("key.key-done.btn-primary", () => done(typed), word);
  const redraw = () => {
    shown.replaceChildren(...[show(typed)].flat());
    finish.disabled = !ready(typed);
  };
  const press = (digit) => {
    if (typed.length < length) typed += digit;
    redraw();
  };
  const remove = () => {
    typed = typed.slice(0, -1);
    redraw();
  };
  const digitKey = (digit) => button("key", () => press(digit), digit);
  const keys = [
    ...DIGITS.map(digitKey),
    button("key.key-quiet", remove, make("span", { role: "img", "aria-label": gettext("Delete the last digit") }, "⌫")),
    digitKey("0"),
    finish,
  ];
  redraw();
  return make("div.pad", {}, shown, make("div.keys", {}, keys));
}

/** What a pad for wristband numbers shows: 023, dots for what is missing. */
export const showNumber = (digits) => make("span.tag", {}, digits.padStart(3, "·"));

/** Whether the digits are a wristband's number. */
export const isNumber = (digits) => Number(digits) > 0;
