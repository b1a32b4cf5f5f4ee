// Somebody behind a door: eleven temperatures to tap, symptoms and mood behind one more, and a fever's path at once.

import { button, make, pressed } from "../dom.js";
import { alarm } from "../feedback.js";
import { icon } from "../icons.js";
import { openSheet } from "../sheet.js";
import { doorId, tilesAround } from "../walk.js";
import { fill, gettext } from "../words.js";
import { openCards } from "./cards.js";
import { askCelsius, showFever, showOutcome } from "./reading.js";
import { chooseSecond, chooseThermometer, thermometerName, thermometerOf } from "./thermometer.js";
import { sampleOf } from "./walk-sample.js";

const LONGEST_NOTE = 500;
const OBSERVATION = "observation";
const SAMPLE = "health.take_sample";
const LOOK_IN = "care.look_in";
const NO_LANGUAGE = "no_common_language";

/** What was chosen at a door and is not kept yet, by round and person or door. */
const drafts = new Map();

/** Return what was chosen for a person, or struck off at a door. */
export function draftOf(walk, id) {
  const key = `${walk.round.id}/${id}`;
  if (!drafts.has(key)) drafts.set(key, { value: null, symptoms: new Set(), mood: "", note: "", seen: null, off: new Set(), said: new Set(), others: 0, nobody: false, given: new Map(), scanned: false });
  return drafts.get(key);
}

/** Forget what was chosen at a door. */
export function forget(walk, stop) {
  for (const id of [doorId(stop), ...stop.people.map(({ person_id }) => person_id)]) drafts.delete(`${walk.round.id}/${id}`);
}

/** Return the facts of what was chosen for somebody; null if nothing was. */
export function observedFacts(phone, walk, person) {
  const { value, symptoms, mood, note } = draftOf(walk, person.person_id);
  if (value === null && !symptoms.size && !mood && !note) return null;
  const measured = value === null ? {} : { value_c: value.toFixed(1), ...thermometerOf(phone) };
  return { person_id: person.person_id, ...measured, symptoms: [...symptoms], mood, note };
}

/** Draw one person of a door; `stay()` keeps the screen at it. */
export function personAtDoor(phone, walk, person, stay) {
  const theirs = person.tasks.filter(({ state }) => state !== "dropped");
  const task = theirs.find(({ kind }) => kind === OBSERVATION);
  const doneBy = (name) => theirs.find((one) => walk.round.kinds.some(({ key, action }) => key === one.kind && action === name));
  const [sample, look] = [doneBy(SAMPLE), doneBy(LOOK_IN)];
  return make("section.walk-person", { "data-tag": person.tag },
    make("header", {},
      make("b.tag", {}, person.tag),
      person.child ? make("span.chip", {}, gettext("child")) : null,
      person.fever ? make("span.chip.is-bad", {}, gettext("Fever")) : null,
      person.flags.map(({ name }) => make("span.chip.is-warn", {}, name)),
      person.flags.some(({ id }) => id === NO_LANGUAGE) ? button("btn", () => openCards(phone), gettext("Cards")) : null,
      task ? button("btn.walk-more", () => askMore(phone, walk, person), chosenWord(phone, walk, person)) : null),
    person.door ? make("p.notice.is-warn.walk-knock", {}, person.door) : null,
    look ? lookIn(phone, walk, person, look, stay) : null,
    task ? (task.state === "done" ? taken(phone, walk, person, task) : tiles(phone, walk, person, stay)) : null,
    sample ? sampleOf(phone, walk, person, sample, stay) : null);
}

/** A high reading has its path at once; the round goes on when its sheet is closed. */
function tiles(phone, walk, person, stay) {
  const draft = draftOf(walk, person.person_id);
  const last = phone.rounds.observing?.last[person.person_id];
  const choose = (value) => {
    draft.value = draft.value === value ? null : value;
    phone.changed();
  };
  const around = tilesAround(last, phone.now.temperature.fever_c);
  const typed = draft.value !== null && !around.includes(draft.value);
  const tile = (value) => pressed(button("tile", () => choose(value), value.toFixed(1)), draft.value === value);
  const other = pressed(button("tile.tile-other", () => type(phone, walk, person, draft, stay), typed ? draft.value.toFixed(1) : gettext("other")), typed);
  return make("div.tiles", {}, around.map(tile), other);
}

function type(phone, walk, person, draft, stay) {
  const thermometer = thermometerOf(phone);
  askCelsius(phone, person.tag, thermometer, false, async (value) => {
    draft.value = value;
    if (value < phone.now.temperature.fever_c) return phone.changed();
    const facts = { round_id: walk.round.id, ...observedFacts(phone, walk, person) };
    drafts.delete(`${walk.round.id}/${person.person_id}`);
    stay();
    if (await phone.tap("health.observe", facts)) fever(phone, walk, person, value, thermometer.device);
    return undefined;
  });
}

const inTheRoom = (doctor) => [
  gettext("Stay calm and friendly. They sit down; the others put on masks."),
  doctor,
  gettext("Measure again at rest, with the second thermometer."),
  gettext("A sample, and the fever clinic, as the doctor says. Nobody leaves the room alone."),
];

function fever(phone, walk, person, value, device) {
  showFever(phone, person.tag, value, () => again(phone, walk, person, device), inTheRoom);
}

function again(phone, walk, person, device) {
  chooseSecond(phone, device, (thermometer) =>
    askCelsius(phone, person.tag, thermometer, true, async (value) => {
      const facts = { round_id: walk.round.id, person_id: person.person_id, value_c: value.toFixed(1), ...thermometer, at_rest: true };
      if (await phone.tap("health.observe", facts)) showOutcome(phone, person.tag, value);
    }),
  );
}

/** What was measured here, with a way to take it back, and to measure a fever again. */
function taken(phone, walk, person, task) {
  const { result, tap } = task;
  if (!result) return make("p.walk-taken", {}, make("span.chip.is-ok", {}, gettext("measured")));
  const high = Number(result.value_c) >= phone.now.temperature.fever_c;
  return make("div.walk-taken", {},
    make(`b${high ? ".is-high" : ""}`, {}, `${result.value_c} °C`),
    high ? button("btn.btn-danger", () => again(phone, walk, person, result.device), gettext("Measure again")) : null,
    button("btn", () => phone.tap("health.withdraw_observation", { observation_id: tap }, { after: [tap] }), icon("undo"), gettext("Wrong")));
}

/** How somebody of the register of special care is: one tap, and words only where something is worse. */
function lookIn(phone, walk, person, task, stay) {
  if (task.state === "done") return make("p.walk-taken", {}, make("span.chip.is-ok", {}, gettext("looked in")));
  const found = (state, note = "") => {
    stay();
    return phone.tap(LOOK_IN, { round_id: walk.round.id, person_id: person.person_id, state, note });
  };
  return make("div.looks", { role: "group", "aria-label": gettext("How are they?") },
    button("btn.btn-huge", () => found("as_before"), gettext("As before")),
    button("btn.btn-huge", () => found("better"), gettext("Better")),
    button("btn.btn-huge.btn-danger", () => sayWorse(person, found), gettext("Worse")));
}

function sayWorse(person, found) {
  openSheet(fill(gettext("%(tag)s: worse. The carer is called."), { tag: person.tag }), (close) => {
    const note = /** @type {HTMLTextAreaElement} */ (make("textarea", { maxlength: LONGEST_NOTE, rows: 2, "aria-label": gettext("Note") }));
    return [
      make("label.own-reason", {}, gettext("What did you see? It may stay empty."), note),
      make("div.full-foot", {}, button("btn.btn-huge.btn-primary", () => (close(), found("worse", note.value.trim())), gettext("Call the carer"))),
    ];
  });
}

function chosenWord(phone, walk, person) {
  const { symptoms, mood, note } = draftOf(walk, person.person_id);
  const count = symptoms.size + (mood ? 1 : 0) + (note ? 1 : 0);
  return count ? [make("b", {}, count), gettext("noted")] : gettext("Unwell?");
}

function askMore(phone, walk, person) {
  const draft = draftOf(walk, person.person_id);
  const { symptoms, moods } = phone.rounds.observing ?? { symptoms: [], moods: [] };
  openSheet(fill(gettext("%(tag)s: how are they?"), { tag: person.tag }), (close, redraw) => {
    const note = /** @type {HTMLTextAreaElement} */ (make("textarea", { maxlength: LONGEST_NOTE, rows: 2, "aria-label": gettext("Note") }));
    note.value = draft.note;
    note.addEventListener("input", () => (draft.note = note.value.trim()));
    const again = () => redraw(...draw());
    const draw = () => [
      make("div.moods", {}, moods.map(({ id, name }) => pressed(button("btn.btn-huge", () => ((draft.mood = draft.mood === id ? "" : id), again()), name), draft.mood === id))),
      make("div.findings", {}, symptoms.map((symptom) => toggle(draft.symptoms, symptom, again))),
      make("label.own-reason", {}, gettext("Note"), note),
      button("btn.btn-row", () => (close(), chooseThermometer(phone)), icon("thermometer"), make("span", {}, thermometerName(phone, thermometerOf(phone))), make("small", {}, gettext("Change"))),
      make("div.full-foot", {}, button("btn.btn-huge.btn-primary", () => (close(), noted(phone, walk, person, draft)), gettext("Keep"))),
    ];
    return draw();
  });
}

/** What is alarming does not wait for the door to be finished. */
async function noted(phone, walk, person, draft) {
  const urgent = phone.rounds.observing.symptoms.some(({ id, rings }) => rings === "now" && draft.symptoms.has(id));
  phone.changed();
  if (!urgent) return;
  const { person_id, symptoms, mood, note } = observedFacts(phone, walk, person);
  if (!(await phone.tap("health.observe", { round_id: walk.round.id, person_id, symptoms, mood, note }))) return;
  Object.assign(draft, { symptoms: new Set(), mood: "", note: "" });
  phone.changed();
  alarm();
  openSheet(gettext("Alarming symptom"), (close) => [
    make("div.fever-head", {}, make("b.tag", {}, person.tag)),
    make("p.fever-word", {}, gettext("Stay with them. The doctor and the site head are called. If it gets worse: SOS, above.")),
    make("div.full-foot", {}, button("btn.btn-huge.btn-primary", close, gettext("Back to the door"))),
  ], { kind: "fever" });
}

function toggle(chosen, { id, name }, again) {
  const flip = () => {
    if (!chosen.delete(id)) chosen.add(id);
    again();
  };
  return pressed(button("finding", flip, make("span.step-box", { "aria-hidden": "true" }, chosen.has(id) ? "✓" : ""), make("span", {}, name)), chosen.has(id));
}
