// Taking a roll of wristbands: this phone's own block of numbers, so that no two phones give out the same.

import { button, make } from "../dom.js";
import { readTag, tagOf } from "../figures.js";
import { good } from "../feedback.js";
import { icon } from "../icons.js";
import { isNumber, keypad, showNumber } from "../keypad.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

const DIGITS = 4;

/** Ask for the first and the last number of a roll, and take it; needs network. */
export function takeRoll(phone) {
  openSheet(gettext("Take a roll"), (close, redraw) => {
    const askLast = (first) => redraw(...end(fill(gettext("First %(first)s. And the last number of the roll?"), { first: tagOf(first) }), (last) => issue(first, last)));
    const issue = async (first, last) => {
      const roll = await phone.doNow("intake.issue_roll", { first, last, device: phone.device });
      // Whatever came of it, the server knows by now which rolls are this phone's: an answer can be lost.
      await phone.snapshot.refresh();
      if (!roll) return;
      good();
      close();
      say(fill(gettext("Roll %(first)s to %(last)s is yours"), { first: tagOf(first), last: tagOf(last) }));
    };
    return end(gettext("The first number of the roll?"), askLast);
  });
}

function end(question, done) {
  const camera = async () => {
    const tag = await scan(question, readTag);
    if (tag) done(tag.number);
  };
  return [
    make("p.band-word", {}, question),
    button("btn.btn-huge", camera, icon("scan"), gettext("Scan")),
    keypad({ length: DIGITS, show: showNumber, ready: isNumber, done: (digits) => done(Number(digits)), word: gettext("OK") }),
  ];
}
