// Which wristband: read off the band in hand, never only counted on. Scan it, tap its number, or type it.

import { button, make } from "../dom.js";
import { readTag, tagOf } from "../figures.js";
import { bad } from "../feedback.js";
import { icon } from "../icons.js";
import { isNumber, keypad, showNumber } from "../keypad.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

const LETTERS = "ABCDEFGHIJKL";
const DIGITS = 4;

/** Ask for the number of the wristbands that a party is given; resolves to it, or null if left. */
export function askBand({ numbers, ages, used }) {
  return new Promise((resolve) => {
    let chosen = null;
    const draw = (close, redraw) => {
      const choose = (number) => {
        if (used.has(number)) return bad(), say(fill(gettext("%(tag)s is on somebody else already. Read it again."), { tag: tagOf(number) }), "is-bad");
        chosen = number;
        close();
      };
      const type = () => redraw(typedBand(choose));
      const camera = async () => {
        const tag = await scan(gettext("Scan the wristband"), readTag);
        if (tag) choose(tag.number);
      };
      return numbers.length ? suggestion(numbers, ages, choose, camera, type) : typedBand(choose);
    };
    openSheet(gettext("Put on the wristbands"), draw, { onClose: () => resolve(chosen) });
  });
}

function suggestion([next, ...later], ages, choose, camera, type) {
  return [
    make("p.band-word", {}, gettext("Tap the number that stands on the band")),
    button(`band-number${next > 999 ? ".is-long" : ""}`, () => choose(next), make("b", {}, tagOf(next)), make("div.band-letters", {}, letters(next, ages))),
    make("div.band-later", {}, later.map((number) => button("btn.btn-huge.tag", () => choose(number), tagOf(number)))),
    make(
      "div.full-foot.two",
      {},
      button("btn.btn-huge", type, icon("keys"), gettext("Type")),
      button("btn.btn-huge.btn-primary", camera, icon("scan"), gettext("Scan")),
    ),
  ];
}

const letters = (number, ages) =>
  ages.map((age, index) =>
    make("span.band-letter", {}, make("span.tag", {}, tagOf(number, LETTERS[index])), age === "child" ? gettext("child") : gettext("adult")),
  );

function typedBand(choose) {
  return keypad({
    length: DIGITS,
    show: showNumber,
    ready: isNumber,
    done: (digits) => choose(Number(digits)),
    word: gettext("OK"),
  });
}
