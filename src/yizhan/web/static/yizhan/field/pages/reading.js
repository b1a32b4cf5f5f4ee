// One reading: typed without the point, doubted when no living person can have it, and what follows from a high one.

import { CONNECTED } from "../contact.js";
import { button, make } from "../dom.js";
import { tagOf } from "../figures.js";
import { alarm, bad } from "../feedback.js";
import { keypad } from "../keypad.js";
import { openSheet } from "../sheet.js";
import { fill, gettext } from "../words.js";
import { chooseSecond, thermometerName, thermometerOf } from "./thermometer.js";

const DIGITS = 3;

/** Ask for somebody's temperature and keep it. */
export function measure(phone, tag) {
  const thermometer = thermometerOf(phone);
  askCelsius(phone, tagOf(tag.number, tag.letter), thermometer, false, async (value) => {
    if (!(await keep(phone, tag, value, thermometer, false)) || value < phone.now.temperature.fever_c) return;
    const first = { ...tag, value_c: value, device: thermometer.device };
    showFever(phone, tagOf(tag.number, tag.letter), value, () => measureAgain(phone, first));
  });
}

/** The second reading of somebody whose first was high: at rest, with another thermometer. */
export function measureAgain(phone, first) {
  const tag = tagOf(first.number, first.letter);
  chooseSecond(phone, first.device, (thermometer) =>
    askCelsius(phone, tag, thermometer, true, async (value) => {
      if (await keep(phone, first, value, thermometer, true)) showOutcome(phone, tag, value);
    }),
  );
}

function keep(phone, { number, letter }, value, thermometer, atRest) {
  const facts = { batch_id: phone.batch.id, number, letter, value_c: value.toFixed(1), ...thermometer, at_rest: atRest };
  return phone.tap("intake.take_temperature", facts);
}

/** Ask for a temperature under a title; `done(value)` is called with one that somebody can have. */
export function askCelsius(phone, title, thermometer, atRest, done) {
  const { lowest_c: lowest, highest_c: highest } = phone.now.temperature;
  openSheet(title, (close, redraw) => {
    const draw = (doubt) => [
      make("p.band-word", {}, atRest ? `${gettext("Second reading, at rest")} · ${thermometerName(phone, thermometer)}` : thermometerName(phone, thermometer)),
      doubt ? make("p.notice.is-bad", { role: "alert" }, doubt) : null,
      keypad({ length: DIGITS, show: showValue, ready: (digits) => digits.length === DIGITS, done: decide, word: gettext("OK") }),
    ].filter(Boolean);
    const decide = (digits) => {
      const value = Number(digits) / 10;
      if (value < lowest || value > highest) {
        bad();
        return redraw(...draw(fill(gettext("%(value)s °C cannot be right. Measure again."), { value: value.toFixed(1) })));
      }
      close();
      return done(value);
    };
    return draw(null);
  });
}

function showValue(digits) {
  const shown = digits.padEnd(DIGITS, "·");
  return make("span.tag", {}, `${shown.slice(0, 2)}.${shown.slice(2)}`, make("small", {}, " °C"));
}

const atArrival = (doctor) => [
  gettext("Stay calm and friendly. Lead them a few steps aside to sit down."),
  gettext("Child and guardian stay together, whatever the thermometer says."),
  doctor,
  gettext("Measure again at rest, with the second thermometer."),
  gettext("They get a room apart. Nobody else goes in."),
];

/** Say what follows from a high temperature; `again()` asks for the second reading. `steps(doctor)` are its lines. */
export function showFever(phone, tag, value, again, steps = atArrival) {
  alarm();
  const doctor = make("li");
  // The network may go while this stands here, or be gone already without a word: sending the entry finds out.
  const tellWho = () => {
    doctor.textContent = phone.contact.state === CONNECTED
      ? gettext("This entry tells the doctor and the desk.")
      : gettext("There is no network: tell the doctor yourself, now.");
  };
  tellWho();
  phone.contact.addEventListener("change", tellWho);
  openSheet(gettext("High temperature"), (close) => [
    feverHead(tag, value),
    make("ol.fever-steps", {}, steps(doctor).map((step) => (step === doctor ? doctor : make("li", {}, step)))),
    make("div.full-foot.two", {},
      button("btn.btn-huge", close, gettext("Later: next person")),
      button("btn.btn-huge.btn-primary", () => (close(), again()), gettext("Measure again now")),
    ),
  ], { kind: "fever", onClose: () => phone.contact.removeEventListener("change", tellWho) });
}

/** Say what the second reading means. */
export function showOutcome(phone, tag, value) {
  const fever = value >= phone.now.temperature.fever_c;
  if (fever) alarm();
  const words = fever
    ? [gettext("Fever confirmed"), gettext("The doctor decides now. A room apart; child and guardian stay together.")]
    : [gettext("Second reading normal"), gettext("They go on with the others. The doctor sees both readings.")];
  openSheet(words[0], (close) => [
    feverHead(tag, value),
    make("p.fever-word", {}, words[1]),
    make("div.full-foot", {}, button("btn.btn-huge.btn-primary", close, gettext("Next person"))),
  ], { kind: fever ? "fever" : "calm" });
}

const feverHead = (tag, value) =>
  make("div.fever-head", {}, make("b.tag", {}, tag), make("b.fever-value", {}, value.toFixed(1), make("small", {}, " °C")));
