// Sixty seconds at the door: ten questions, a tap for each yes.

import { button, make } from "../dom.js";
import { keypad } from "../keypad.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

const LETTERS = ["A", "B", "C", "D", "E", "F"];
const MOST_WEEKS = 45;

/** Ask the ten questions about a room; what is found is kept after the entry of its count. */
export function askFindings(phone, room, counted) {
  const found = new Map();
  openSheet(fill(gettext("Room %(room)s: does anybody here…"), { room: room.name }), (close, redraw) => {
    const again = () => redraw(...draw());
    const finish = async () => {
      close();
      const findings = [...found.values()];
      if (!findings.length) return;
      if (await phone.tap("intake.note_findings", { room_id: room.id, findings }, { after: [counted.id] })) say(fill(gettext("Room %(room)s noted"), { room: room.name }));
    };
    const draw = () => [
      make("div.findings", {}, phone.now.care.map((care) => toggle(care, found, again))),
      ...phone.now.care.filter(({ id }) => found.has(id)).map((care) => details(care, found.get(care.id), again)),
      make("div.full-foot", {}, button("btn.btn-huge.btn-primary", finish, found.size ? fill(gettext("Keep %(count)s"), { count: found.size }) : gettext("Nothing of this"))),
    ];
    return draw();
  });
}

function toggle(care, found, redraw) {
  const finding = found.get(care.id);
  const flip = () => {
    if (finding) found.delete(care.id);
    else found.set(care.id, { kind: care.id });
    redraw();
  };
  const one = button("finding", flip, make("span.step-box", { "aria-hidden": "true" }, finding ? "✓" : ""), make("span", {}, care.name));
  one.setAttribute("aria-pressed", String(Boolean(finding)));
  return one;
}

function details(care, finding, redraw) {
  const week = care.id === "pregnant" ? weeks(finding, redraw) : null;
  return make("div.finding-details", {}, make("div.spread", {}, make("b", {}, care.name), week), whose(finding, redraw));
}

function whose(finding, redraw) {
  const one = (letter, word) => {
    const choice = button("btn", () => {
      if (letter) finding.letter = letter;
      else delete finding.letter;
      redraw();
    }, word);
    choice.setAttribute("aria-pressed", String((finding.letter ?? "") === letter));
    return choice;
  };
  return make("div.finding-whose", { role: "group", "aria-label": gettext("Whose wristband?") }, one("", gettext("All")), LETTERS.map((letter) => one(letter, letter)));
}

function weeks(finding, redraw) {
  const ask = () =>
    openSheet(gettext("Weeks of pregnancy"), (close) =>
      keypad({
        length: 2,
        show: (digits) => make("span.tag", {}, digits || "·"),
        ready: (digits) => Number(digits) >= 1 && Number(digits) <= MOST_WEEKS,
        done: (digits) => ((finding.weeks = Number(digits)), close(), redraw()),
        word: gettext("OK"),
      }),
    );
  return button("btn", ask, finding.weeks ? fill(gettext("Week %(weeks)s"), { weeks: finding.weeks }) : gettext("Which week?"));
}
