// Count 2: whose temperature, by wristband. What is high is said at once, with or without network.

import { button, make } from "../dom.js";
import { closedAt, peopleOf, readTag, standing, tagOf } from "../figures.js";
import { icon } from "../icons.js";
import { isNumber, keypad, showNumber } from "../keypad.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { fill, gettext } from "../words.js";
import { closeButton } from "./close-round.js";
import { measure, measureAgain } from "./reading.js";
import { chooseThermometer, thermometerName, thermometerOf } from "./thermometer.js";

const ROUND = 2;
const DIGITS = 4;
const LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H"];

export const temperature = {
  id: "temperature",
  icon: "thermometer",
  label: () => gettext("Temperature"),
  allowed: (phone) => phone.can("count.temperature"),
  draw(phone) {
    if (!phone.batch) return make("p.empty", {}, gettext("No batch is announced. As soon as one is, it appears here."));
    const marks = phone.marks();
    const rule = phone.now.temperature;
    return [
      figures(phone, marks),
      thermometer(phone),
      again(phone, toMeasureAgain(marks, rule.fever_c)),
      whose(phone, marks),
    ];
  },
};

function figures(phone, marks) {
  const total = peopleOf(marks, ROUND);
  return make(
    "section.tally",
    {},
    make("div.tally-figure", {}, make("span", {}, gettext("My count")), make("b", { "data-figure": "total" }, total)),
    lastReading(marks),
    make("div.tally-deeds", {}, closeButton(phone, ROUND, total, closedAt(phone.now, phone.queue.all(), phone.batch.id, ROUND))),
  );
}

function lastReading(marks) {
  const last = standing(marks, ROUND).at(-1);
  if (!last) return null;
  const value = last.value_c === null || last.value_c === undefined ? "" : `${Number(last.value_c).toFixed(1)} °C`;
  return make("div.tally-figure.tally-small", {}, make("span", {}, gettext("Last")), make("b.tag", {}, tagOf(last.number, last.letter)), make("span", {}, value));
}

function thermometer(phone) {
  const chosen = thermometerOf(phone);
  return button("btn.btn-row", () => chooseThermometer(phone), icon("thermometer"), make("span", {}, thermometerName(phone, chosen)), make("small", {}, gettext("Change")));
}

/** Return those whose latest first reading was high and who have no second one from another device. */
export function toMeasureAgain(marks, fever) {
  const first = new Map();
  for (const mark of standing(marks, ROUND)) {
    const tag = tagOf(mark.number, mark.letter);
    const high = first.get(tag);
    if (high && mark.at_rest && mark.device !== high.device) first.delete(tag);
    else if (!high && Number(mark.value_c) >= fever) first.set(tag, mark);
  }
  return [...first.values()];
}

function again(phone, waiting) {
  if (!waiting.length) return null;
  return make(
    "section.notice.is-bad.again",
    {},
    make("p", {}, gettext("To be measured again, at rest, with a second thermometer")),
    make("div.again-tags", {}, waiting.map((mark) =>
      button("btn.btn-huge", () => measureAgain(phone, mark), make("span.tag", {}, tagOf(mark.number, mark.letter)), make("span", {}, `${Number(mark.value_c).toFixed(1)} °C`)),
    )),
  );
}

function whose(phone, marks) {
  const camera = async () => {
    const tag = await scan(gettext("Scan the wristband"), readTag);
    if (tag) withLetter(phone, tag);
  };
  return make(
    "section.whose",
    {},
    make("h2", {}, gettext("Whose temperature?")),
    suggestions(phone, marks),
    make(
      "div.full-foot.two",
      {},
      button("btn.btn-giant", () => typeTag(phone), icon("keys"), gettext("Type")),
      button("btn.btn-giant.btn-primary", camera, icon("scan"), gettext("Scan")),
    ),
  );
}

/** The same family's next letter and the next family's first: to be read off the band, then tapped. */
function suggestions(phone, marks) {
  const last = standing(marks, ROUND).at(-1);
  if (!last) return make("p.muted", {}, gettext("Scan the wristband, or type its number."));
  const measured = new Set(standing(marks, ROUND).map((mark) => tagOf(mark.number, mark.letter)));
  const next = [
    { number: last.number, letter: LETTERS[LETTERS.indexOf(last.letter) + 1] },
    { number: last.number + 1, letter: "A" },
  ].filter(({ number, letter }) => letter && !measured.has(tagOf(number, letter)));
  return make("div.band-later", {}, next.map((tag) => button("btn.btn-huge.tag", () => measure(phone, tag), tagOf(tag.number, tag.letter))));
}

function typeTag(phone) {
  openSheet(gettext("Number on the wristband"), (close) =>
    keypad({
      length: DIGITS,
      show: showNumber,
      ready: isNumber,
      done: (digits) => (close(), withLetter(phone, { number: Number(digits), letter: "" })),
      word: gettext("Next"),
    }),
  );
}

function withLetter(phone, { number, letter }) {
  if (letter) return measure(phone, { number, letter });
  openSheet(fill(gettext("%(tag)s: which letter?"), { tag: tagOf(number) }), (close) =>
    make("div.letters", {}, LETTERS.map((one) => button("key.tag", () => (close(), measure(phone, { number, letter: one })), one))),
  );
}
