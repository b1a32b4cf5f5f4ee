// What is done at a door and is about nobody in particular, or leaves no figure: bags put down, heads counted.

import { button, make, pressed } from "../dom.js";
import { icon } from "../icons.js";
import { readParcel } from "../parcels.js";
import { scan } from "../scan.js";
import { say } from "../toast.js";
import { doorId } from "../walk.js";
import { fill, gettext } from "../words.js";
import { draftOf } from "./walk-person.js";

const TICK = "duty.tick_task";
const LOOK = "stays.look_into_room";
/** Commands by which things are handed over at a door, each confirmed by itself. */
export const HANDING = new Set(["provision.hand_over_order", "provision.hand_over_parcels", "provision.hand_packs_at_door"]);

/** Whether a kind's result is a plain word about the room, said by one tap: it was disinfected, its people moved. */
export const isSaid = ({ per_room, action }) => per_room && action !== TICK && action !== LOOK && !HANDING.has(action);

/**
 * Draw the lines of a door: what is put down is ticked with the door unless it is tapped off, what is said of the room
 * is tapped by itself.
 */
export function roomTasks(phone, walk, stop) {
  const { off, said } = draftOf(walk, doorId(stop));
  const rows = walk.round.kinds.filter(({ action }) => action === TICK).flatMap((kind) => {
    const tasks = [...stop.tasks, ...stop.people.flatMap(({ tasks: theirs }) => theirs)].filter(({ kind: key, state }) => key === kind.key && state !== "dropped");
    return tasks.length ? [row(phone, kind, stop.lines[kind.key], tasks, off)] : [];
  });
  const look = walk.round.kinds.find(({ action }) => action === LOOK);
  const heads = look && stop.tasks.find(({ kind, state }) => kind === look.key && state !== "dropped");
  const words = walk.round.kinds.filter(isSaid).flatMap((kind) => stop.tasks.filter((task) => task.kind === kind.key && task.state !== "dropped").map((task) => saying(phone, kind, stop.lines[kind.key], task, said)));
  const bags = walk.round.kinds.filter(({ action }) => HANDING.has(action)).flatMap((kind) => handing(phone, walk, stop, kind));
  return rows.length || bags.length || heads || words.length ? make("div.steps", {}, rows, bags, heads ? census(phone, walk, stop, look, heads) : null, words) : null;
}

/** Return the facts of who was seen behind a door; null while nobody has said. A temperature taken is a person seen. */
export function lookFacts(walk, stop) {
  const { others, nobody } = draftOf(walk, doorId(stop));
  const tags = stop.people.filter((person) => isSeen(walk, person)).map(({ tag }) => tag);
  return tags.length || others || nobody ? { room_id: stop.room_id, tags, others } : null;
}

/** Return the facts of what of a kind is handed over at a door: all that stands there, whole or as it was tapped down. */
export function handFacts(walk, stop, { kind }) {
  const { given } = draftOf(walk, doorId(stop));
  const items = stop.items?.[kind] ?? [];
  return { room_id: stop.room_id, lines: items.map(({ id, count }) => ({ line_id: id, quantity: given.get(id) ?? count })) };
}

/** Draw what is handed over at a door: a tap takes one off, the last tap puts all back. */
function handing(phone, walk, stop, kind) {
  const task = stop.tasks.find(({ kind: key, state }) => key === kind.key && state !== "dropped");
  if (!task) return [];
  if (task.state === "done") return [make("p.walk-taken", {}, make("span.chip.is-ok", {}, kind.name))];
  const { given } = draftOf(walk, doorId(stop));
  const items = stop.items?.[kind.key] ?? [];
  const rows = items.map(({ id, words, count }) => {
    const now = given.get(id) ?? count;
    const flip = () => {
      now > 0 ? given.set(id, now - 1) : given.delete(id);
      phone.changed();
    };
    const left = now < count ? make("span", {}, fill(gettext("%(now)s of %(count)s handed over"), { now, count })) : null;
    return pressed(button(`step${now === count ? ".is-done" : ""}`, flip, make("span.step-box", { "aria-hidden": "true" }, now === count ? "✓" : now || ""), make("span.step-text", {}, make("b", {}, words), left)), now === count);
  });
  return items.some(({ code }) => code) ? [...rows, button("btn.btn-huge", () => scanThings(phone, walk, stop, kind, items), icon("scan"), gettext("Scan what is handed over"))] : rows;
}

/** Scan what is handed over here: from the first scan on only what was scanned counts, and what goes elsewhere is told. */
async function scanThings(phone, walk, stop, kind, items) {
  const draft = draftOf(walk, doorId(stop));
  const numbered = (rows, text) => (rows ?? []).find(({ code }) => code && code === readParcel(text));
  const wrong = (text) => {
    const other = walk.stops.find((one) => numbered(one.items?.[kind.key], text));
    return other ? fill(gettext("This goes to %(room)s, not here."), { room: other.room }) : fill(gettext("“%(text)s” goes to no door of this round."), { text: text.slice(0, 24) });
  };
  let left = items.length;
  while (left) {
    const found = await scan(stop.room, (text) => numbered(items, text), { wrong, other: gettext("Tap them instead"), lines: true });
    if (!found) return;
    if (!draft.scanned) for (const { id } of items) draft.given.set(id, 0);
    draft.scanned = true;
    draft.given.delete(found.id);
    left = items.filter(({ id }) => draft.given.get(id) === 0).length;
    say(`✓ ${found.words}`);
    phone.changed();
  }
}

function isSeen(walk, person) {
  const { seen, value } = draftOf(walk, person.person_id);
  return seen ?? (value !== null || person.tasks.some(({ kind, result }) => kind === "observation" && result));
}

function census(phone, walk, stop, kind, task) {
  if (task.state === "done") return make("p.walk-taken", {}, make("span.chip.is-ok", {}, kind.name));
  const draft = draftOf(walk, doorId(stop));
  const change = (what) => () => (what(), phone.changed());
  const head = (person) => {
    const mine = draftOf(walk, person.person_id);
    return pressed(button("btn.tag", change(() => (mine.seen = !isSeen(walk, person))), person.tag), isSeen(walk, person));
  };
  return make("section.walk-census", {},
    make("b", {}, gettext("Who is in the room?")),
    make("div.walk-heads", {},
      stop.people.map(head),
      pressed(button("btn", change(() => (draft.others = (draft.others + 1) % 10)), draft.others ? fill(gettext("+%(count)s others"), { count: draft.others }) : gettext("+ others")), draft.others > 0),
      pressed(button("btn", change(() => (draft.nobody = !draft.nobody)), gettext("Nobody")), draft.nobody)));
}

function row(phone, kind, line, tasks, off) {
  const open = tasks.filter(({ state }) => state !== "done");
  const on = open.every(({ id }) => !off.has(id));
  const flip = () => {
    for (const { id } of open) on ? off.add(id) : off.delete(id);
    phone.changed();
  };
  return step(kind, line, on, open.length > 0, flip);
}

function saying(phone, kind, line, task, said) {
  const isOpen = task.state !== "done";
  const flip = () => {
    said.has(task.id) ? said.delete(task.id) : said.add(task.id);
    phone.changed();
  };
  return step(kind, line, !isOpen || said.has(task.id), isOpen, flip);
}

function step(kind, line, on, isOpen, flip) {
  const one = pressed(button(`step${on ? ".is-done" : ""}`, flip, make("span.step-box", { "aria-hidden": "true" }, on ? "✓" : ""), make("span.step-text", {}, make("b", {}, kind.name), line ? make("span", {}, line) : null)), on);
  one.disabled = !isOpen;
  return one;
}
