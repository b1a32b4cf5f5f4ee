// Count 1: whoever steps off the bus, party by party, wave by wave. Two taps a party.

import { button, make } from "../dom.js";
import { closedAt, nextNumbers, peopleOf, standing, tagOf, waveOf } from "../figures.js";
import { icon, partyPicture } from "../icons.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext, ngettext } from "../words.js";
import { askBand } from "./band.js";
import { closeButton } from "./close-round.js";
import { people } from "./describe.js";
import { takeRoll } from "./roll.js";

const ROUND = 1;
const LAST_TAPS = 12;
const MOST = 12;

// The commonest stands where the thumb rests: last.
const MAKE_UPS = [
  { adults: 0, children: 2, word: () => gettext("Two children") },
  { adults: 2, children: 0, word: () => gettext("Two adults") },
  { adults: 1, children: 2, word: () => gettext("Adult + 2 children") },
  { adults: 1, children: 0, word: () => gettext("Adult alone") },
];
const COMMONEST = { adults: 1, children: 1, word: () => gettext("Adult + child") };

export const offBus = {
  id: "bus",
  icon: "bus",
  label: () => gettext("Off the bus"),
  allowed: (phone) => phone.can("count.off_bus"),
  draw(phone) {
    if (!phone.batch) return make("p.empty", {}, gettext("No batch is announced. As soon as one is, it appears here."));
    const marks = phone.marks();
    const wave = waveOf(marks, phone.note(waveNote(phone)));
    return [figures(phone, marks, wave), rollNotice(phone), lastTap(phone, marks), makeUpButtons(phone, wave)];
  },
};

const waveNote = (phone) => `wave/${phone.batch.id}`;

function figures(phone, marks, wave) {
  const inWave = standing(marks, ROUND).filter((mark) => mark.wave === wave).reduce((sum, mark) => sum + mark.people, 0);
  const total = peopleOf(marks, ROUND);
  const next = () => phone.remember(waveNote(phone), wave + 1);
  return make(
    "section.tally",
    {},
    make("div.tally-figure", {}, make("span", {}, fill(gettext("Wave %(wave)s"), { wave })), make("b", { "data-figure": "wave" }, inWave)),
    make("div.tally-figure", {}, make("span", {}, gettext("My count")), make("b", { "data-figure": "total" }, total)),
    make(
      "div.tally-deeds",
      {},
      button("btn.btn-next", next, `${gettext("Next wave")} ›`),
      closeButton(phone, ROUND, total, closedAt(phone.now, phone.queue.all(), phone.batch.id, ROUND)),
    ),
  );
}

function rollNotice(phone) {
  const { rolls } = phone;
  const left = nextNumbers(rolls, phone.marksHere(), 6).length;
  if (left > 5) return null;
  const word = rolls.length
    ? fill(ngettext("%(count)s wristband left on this roll.", "%(count)s wristbands left on this roll.", left), { count: left })
    : gettext("No roll of wristbands on this phone yet.");
  return make("div.notice.is-warn.roll-notice", {}, make("p", {}, word), button("btn.btn-primary", () => takeRoll(phone), gettext("Take a roll")));
}

function lastTap(phone, marks) {
  const mark = standing(marks, ROUND).at(-1);
  if (!mark) return phone.rolls.length ? make("p.last-tap.muted", {}, gettext("Tap who steps off.")) : null;
  return make(
    "div.last-tap",
    {},
    make("p", {}, make("span.tag", {}, tagOf(mark.number)), ` ${people(mark.people)}`),
    button("btn.btn-undo", () => chooseUndo(phone), icon("undo"), gettext("Undo")),
  );
}



function chooseUndo(phone) {
  const draw = (close) => {
    const last = standing(phone.marks(), ROUND).slice(-LAST_TAPS).reverse();
    const take = async (mark) => {
      close();
      if (await phone.tap("intake.undo_count", { mark_id: mark.id }, { after: [mark.id] }))
        say(fill(gettext("%(tag)s taken back"), { tag: tagOf(mark.number) }), "is-info");
    };
    return [
      make("p", {}, gettext("Which tap was wrong? Take the wristbands back too.")),
      make("div.choices", {}, last.map((mark) => button("btn.btn-huge.choice", () => take(mark), [
        make("span.tag", {}, tagOf(mark.number)), make("span", {}, people(mark.people)),
        make("small", {}, fill(gettext("Wave %(wave)s"), { wave: mark.wave })),
      ]))),
    ];
  };
  openSheet(gettext("Take back a tap"), draw);
}

function makeUpButtons(phone, wave) {
  const count = (makeUp) => countParty(phone, wave, makeUp);
  const one = (makeUp, size = "") =>
    button(`make-up${size}`, () => count(makeUp), partyPicture(makeUp.adults, makeUp.children), make("b", {}, makeUp.word()));
  return make(
    "section.make-ups",
    { "aria-label": gettext("Who steps off") },
    MAKE_UPS.map((makeUp) => one(makeUp)),
    button("make-up.make-up-free", () => chooseFreely(count), make("b", {}, gettext("Other…"))),
    one(COMMONEST, ".make-up-main"),
  );
}

async function countParty(phone, wave, { adults, children }) {
  const ages = [...Array(adults).fill("adult"), ...Array(children).fill("child")];
  const marks = phone.marksHere();
  const used = new Set(standing(marks, ROUND).map((mark) => mark.number));
  const number = await askBand({ numbers: nextNumbers(phone.rolls, marks, 3), ages, used });
  if (!number) return;
  const facts = { batch_id: phone.batch.id, wave, number, make_up: ages };
  await phone.tap("intake.count_party", facts);
}

function chooseFreely(count) {
  const chosen = { adults: 1, children: 3 };
  openSheet(gettext("Who steps off"), (close, redraw) => {
    const draw = () => {
      const sum = chosen.adults + chosen.children;
      const ok = button("btn.btn-huge.btn-primary", () => (close(), count(chosen)), fill(gettext("Count %(people)s"), { people: people(sum) }));
      ok.disabled = sum < 1 || sum > MOST;
      return [stepper("adults", gettext("Adults")), stepper("children", gettext("Children")), make("div.full-foot", {}, ok)];
    };
    const stepper = (name, word) => {
      const change = (by) => () => ((chosen[name] = Math.min(MOST, Math.max(0, chosen[name] + by))), redraw(...draw()));
      return make("div.stepper", {}, make("span", {}, word), button("key", change(-1), "−"), make("b", {}, chosen[name]), button("key", change(1), "+"));
    };
    return draw();
  });
}
