// Which thermometer, and how it measures: asked once, remembered by the phone.

import { button, make, pressed } from "../dom.js";
import { openSheet } from "../sheet.js";
import { fill, gettext } from "../words.js";

const NUMBERS = ["1", "2", "3", "4", "5", "6"];

/** Return the thermometer that this phone uses: {method, device}. */
export const thermometerOf = (phone) => phone.note("thermometer", { method: "forehead", device: "1" });

/** Return "Forehead, infrared · No. 1". */
export function thermometerName(phone, { method, device }) {
  const name = phone.now.temperature.methods.find(({ id }) => id === method)?.name ?? method;
  return `${name} · ${fill(gettext("No. %(number)s"), { number: device })}`;
}

/** Ask for method and number, and remember them. */
export function chooseThermometer(phone) {
  openSheet(gettext("Thermometer"), (close, redraw) => {
    const chosen = { ...thermometerOf(phone) };
    const draw = () => [methods(phone, chosen, () => redraw(...draw())), ...numbers(chosen, [], (device) => {
      phone.remember("thermometer", { ...chosen, device });
      close();
    })];
    return draw();
  });
}

/** Ask for the second thermometer, which must not be `first`; calls `done({method, device})`. */
export function chooseSecond(phone, first, done) {
  openSheet(gettext("Second thermometer"), (close, redraw) => {
    const chosen = { ...phone.note("second", thermometerOf(phone)) };
    const draw = () => [methods(phone, chosen, () => redraw(...draw())), ...numbers(chosen, [first], (device) => {
      phone.remember("second", { ...chosen, device });
      close();
      done({ ...chosen, device });
    })];
    return draw();
  });
}

function methods(phone, chosen, redraw) {
  return make("div.choices", {}, phone.now.temperature.methods.map(({ id, name }) =>
    pressed(button("btn.btn-huge", () => ((chosen.method = id), redraw()), name), chosen.method === id),
  ));
}

function numbers(chosen, without, done) {
  return [
    make("p.band-word", {}, gettext("Which number stands on it?")),
    make("div.letters", {}, NUMBERS.map((number) => {
      const key = pressed(button("key", () => done(number), number), chosen.device === number && !without.includes(number));
      key.disabled = without.includes(number);
      return key;
    })),
  ];
}
