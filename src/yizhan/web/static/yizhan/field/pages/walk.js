// One door a screen: a tile for each temperature, one big button for all is well, and on to the next.

import { doorOfCard, readCard } from "../card.js";
import { button, make } from "../dom.js";
import { readTag, tagOf } from "../figures.js";
import { bad } from "../feedback.js";
import { icon } from "../icons.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { askable, doorId, isOpen, isSkipped, nextStop, progress, tasksAt } from "../walk.js";
import { fill, gettext, ngettext } from "../words.js";
import { mayAsk, needsAtDoor } from "./needs.js";
import { draftOf, forget, observedFacts, personAtDoor } from "./walk-person.js";
import { HANDING, handFacts, isSaid, lookFacts, roomTasks } from "./walk-tasks.js";

const TICK = "duty.tick_task";
const LOOK = "stays.look_into_room";

/** Draw the door where somebody stands; `ways` leads elsewhere: leave(), more(), end(); `may(kind)`: what is done by whoever walks. */
export function door(phone, walk, ways) {
  const chosen = walk.stops.find((stop) => doorId(stop) === phone.note(`at/${walk.round.id}`, ""));
  const stop = chosen ?? nextStop(walk.stops);
  return [head(phone, walk, ways), ...(stop ? atDoor(phone, walk, stop, ways) : [finished(walk, ways)])];
}

function head(phone, walk, ways) {
  const { doors, done, skipped } = progress(walk.stops);
  return make("header.walk-head", {},
    make("div.walk-row", {},
      button("btn.btn-back", ways.leave, make("span", { role: "img", "aria-label": gettext("All rounds") }, "‹")),
      button("btn.walk-doors", () => allDoors(phone, walk), make("b", { "data-figure": "doors" }, `${done}/${doors}`), skipped ? make("small", {}, fill(gettext("%(count)s to come back to"), { count: skipped })) : make("small", {}, gettext("doors"))),
      button("btn", () => scanDoor(phone, walk), icon("scan"), make("span.unseen", {}, gettext("Scan"))),
      button("btn", ways.more, make("span", { role: "img", "aria-label": gettext("More") }, "⋯"))),
    make("progress", { max: doors, value: done, "aria-label": gettext("Doors done") }));
}

function finished(walk, ways) {
  const { done, doors } = progress(walk.stops);
  return make("section.walk-end", {},
    make("b.asked-figure", {}, "✓"),
    make("p.fever-word", {}, fill(gettext("%(done)s of %(doors)s doors done"), { done, doors })),
    button("btn.btn-giant.btn-primary", ways.end, gettext("End the round")));
}

function atDoor(phone, walk, stop, ways) {
  const open = tasksAt(stop).filter(({ state }) => state === "open" || state === "skipped");
  // Only "next door" leads on: what is done last at a door must not bring the next one up under the finger.
  const stay = () => go(phone, walk, stop);
  return [
    make(`section.walk-door${stop.dirty ? ".is-dirty" : ""}`, {},
      make("h1", {}, stop.room || gettext("Without a room")),
      make("div.walk-chips", {}, make("span", {}, stop.floor),
        stop.dirty ? make("span.chip.is-bad", {}, gettext("Fever: change gloves after this door")) : null,
        isSkipped(stop) ? make("span.chip.is-warn", {}, gettext("passed before")) : null)),
    roomTasks(phone, walk, stop),
    ...stop.people.map((person) => personAtDoor(phone, walk, person, stay)),
    askedFor(phone, walk, stop, ways),
    foot(phone, walk, stop, open),
  ];
}

/** Draw the way to write down what somebody asks for at this door: kinds of this entry, and all other needs. */
function askedFor(phone, walk, stop, ways) {
  const found = askable(walk, stop, ways.may);
  if (!found.length && !mayAsk(phone)) return null;
  const kinds = (close) => (found.length ? make("div.choices", {}, found.map(({ kind, person }) => button("btn.btn-huge", () => (close(), add(phone, walk, stop, kind, person)), person ? make("span.tag", {}, person.tag) : null, kind.name))) : null);
  const choose = () => openSheet(gettext("Asked for at the door"), (close, redraw) =>
    (mayAsk(phone) ? needsAtDoor(phone, stop, kinds(close), close, redraw) : [kinds(close)]));
  return button("btn.walk-asked", choose, gettext("＋ Asked for at the door"));
}

async function add(phone, walk, stop, kind, person) {
  const where = person ? { person_id: person.person_id } : { room_id: stop.room_id };
  if (!(await phone.tap("duty.add_task", { round_id: walk.round.id, kind: kind.key, ...where }))) return;
  go(phone, walk, stop);
}

function foot(phone, walk, stop, open) {
  const lacking = open.filter((task) => !isAnswered(walk, stop, task));
  const next = button("btn.btn-giant.btn-primary.walk-next", () => keep(phone, walk, stop, open, lacking, ""), lacking.length ? make("small", {}, lackWord(lacking)) : null, open.length ? gettext("All well, next door") : gettext("Next door"));
  next.disabled = lacking.length > 0;
  const skip = open.length ? button("btn.btn-giant.walk-skip", () => whySkip(phone, walk, stop, open, lacking), gettext("Skip")) : null;
  return make("div.full-foot.walk-foot", {}, skip, next);
}

const lackWord = (lacking) => fill(ngettext("%(count)s still open", "%(count)s still open", lacking.length), { count: lacking.length });

/** Whether what stands on the screen answers a task: a chosen temperature, a tick that is not taken off, a word said. */
function isAnswered(walk, stop, task) {
  if (actionOf(walk, task) === TICK) return !draftOf(walk, doorId(stop)).off.has(task.id);
  if (actionOf(walk, task) === LOOK) return lookFacts(walk, stop) !== null;
  if (HANDING.has(actionOf(walk, task))) return true;
  if (isOfRoom(walk, task)) return draftOf(walk, doorId(stop)).said.has(task.id);
  const person = stop.people.find(({ tasks }) => tasks.includes(task));
  return task.kind === "observation" && person ? draftOf(walk, person.person_id).value !== null : false;
}

const kindOf = (walk, { kind }) => walk.round.kinds.find(({ key }) => key === kind);
const actionOf = (walk, task) => kindOf(walk, task)?.action;
const isOfRoom = (walk, task) => Boolean(kindOf(walk, task)) && isSaid(kindOf(walk, task));

/** Keep what was answered, pass over the rest with a reason, and go on. */
async function keep(phone, walk, stop, open, lacking, reason) {
  const round = { round_id: walk.round.id };
  for (const person of stop.people) {
    const facts = observedFacts(phone, walk, person);
    if (facts && !(await phone.tap("health.observe", { ...round, ...facts }))) return;
  }
  // What is passed over was not done, also where it counts as answered unless it is tapped off.
  for (const task of open.filter((one) => !lacking.includes(one))) {
    if (actionOf(walk, task) === LOOK && !(await phone.tap(LOOK, { ...round, ...lookFacts(walk, stop) }))) return;
    if (HANDING.has(actionOf(walk, task)) && !(await phone.tap(actionOf(walk, task), { ...round, ...handFacts(walk, stop, task) }))) return;
    if (actionOf(walk, task) === TICK && !(await phone.tap(TICK, { ...round, task_id: task.id }, task.asked ? { after: [task.id] } : {}))) return;
    if (isOfRoom(walk, task) && !(await phone.tap(actionOf(walk, task), { ...round, room_id: stop.room_id }))) return;
  }
  if (lacking.length) await phone.tap("duty.skip_task", { ...round, task_ids: lacking.map(({ id }) => id), reason });
  forget(walk, stop);
  phone.remember(`at/${walk.round.id}`, "");
}

function whySkip(phone, walk, stop, open, lacking) {
  // Whoever passes a door on which all is answered passes all of it.
  const passed = lacking.length ? lacking : open;
  if (!lacking.length) forget(walk, stop);
  openSheet(fill(gettext("%(room)s: why skip?"), { room: stop.room || gettext("Without a room") }), (close) =>
    make("div.choices", {}, walk.skip_reasons.map(({ id, name }) => button("btn.btn-huge", () => (close(), keep(phone, walk, stop, open, passed, id)), name))));
}

function go(phone, walk, stop) {
  phone.remember(`at/${walk.round.id}`, doorId(stop));
}

/** Open the door of a wristband, or of the card that lies in a room. */
async function scanDoor(phone, walk) {
  let choosing = false;
  const wrong = (text) => fill(gettext("“%(text)s” is neither a wristband nor a room's card"), { text: text.slice(0, 24) });
  const found = await scan(gettext("Scan a wristband or the room's card"), readDoor, { wrong, instead: () => (choosing = true), other: gettext("All doors") });
  if (choosing) return allDoors(phone, walk);
  if (!found) return undefined;
  const stop = found.card ? await doorOfCard(walk.stops, found.card) : doorOfTag(walk.stops, found);
  if (stop) return go(phone, walk, stop);
  bad();
  const sentence = found.card ? gettext("This card's room is not on this round, or the card is an old one.") : fill(gettext("%(tag)s is not on this round"), { tag: tagOf(found.number, found.letter) });
  return say(sentence, "is-bad");
}

const readDoor = (text) => {
  const card = readCard(text);
  return card ? { card } : readTag(text);
};

function doorOfTag(stops, { number, letter }) {
  const worn = tagOf(number, letter);
  return stops.find(({ people }) => people.some(({ tag }) => tag === worn || (!letter && tag.startsWith(`${worn}-`))));
}

function allDoors(phone, walk) {
  openSheet(gettext("All doors"), (close) =>
    byFloor(walk.stops).map(([floor, stops]) => make("section.step-group", {}, make("h2", {}, floor || gettext("Without a room")),
      make("div.rooms", {}, stops.map((stop) => button(`room${look(stop)}`, () => (close(), go(phone, walk, stop)), make("b", {}, stop.room || "–"), make("span", {}, signOf(stop))))))));
}

function byFloor(stops) {
  const floors = new Map();
  for (const stop of stops) floors.set(stop.floor, [...(floors.get(stop.floor) ?? []), stop]);
  return [...floors];
}

const look = (stop) => (isOpen(stop) ? "" : isSkipped(stop) ? ".is-taken" : ".is-done");
const signOf = (stop) => (isOpen(stop) ? "" : isSkipped(stop) ? gettext("later") : "✓");
