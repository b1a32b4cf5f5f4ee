// The counter's own figures: what the server has of this account's taps, and what it does not have yet.

import { PENDING, SENT, WAITING } from "./queue.js";

const COUNTED = new Set([PENDING, WAITING, SENT]);
const ROUNDS = { "intake.count_party": 1, "intake.take_temperature": 2, "intake.check_room": 3 };

/** Return this account's own marks of a batch, oldest first, taps that were taken back marked `withdrawn`. */
export function ownMarks(snapshot, entries, batch) {
  const undone = new Set();
  const marks = new Map((snapshot?.marks ?? []).filter((mark) => mark.batch_id === batch).map((mark) => [mark.id, mark]));
  for (const entry of entries) {
    if (!COUNTED.has(entry.state)) continue;
    if (entry.action === "intake.undo_count") undone.add(entry.facts.mark_id);
    else if (ROUNDS[entry.action] && entry.facts.batch_id === batch) marks.set(entry.id, markOf(entry));
  }
  return [...marks.values()]
    .map((mark) => ({ ...mark, withdrawn: mark.withdrawn || undone.has(mark.id) }))
    .sort((a, b) => Date.parse(a.tapped_at) - Date.parse(b.tapped_at));
}

function markOf({ id, action, facts, tapped_at }) {
  return {
    id, tapped_at, round: ROUNDS[action], batch_id: facts.batch_id, wave: facts.wave ?? null, number: facts.number ?? null,
    letter: facts.letter ?? "", room_id: facts.room_id ?? null, people: facts.people ?? facts.make_up?.length ?? 1,
    value_c: facts.value_c ?? null, device: facts.device ?? "", at_rest: facts.at_rest ?? false, withdrawn: false,
  };
}

/** Return the marks of one round that stand. */
export const standing = (marks, round) => marks.filter((mark) => mark.round === round && !mark.withdrawn);

/** Return how many people a counter's own taps of a round add up to. */
export function peopleOf(marks, round) {
  const mine = standing(marks, round);
  if (round === 1) return mine.reduce((sum, mark) => sum + mark.people, 0);
  if (round === 2) return new Set(mine.map((mark) => `${mark.number}-${mark.letter}`)).size;
  return [...lastByRoom(mine).values()].reduce((sum, mark) => sum + mark.people, 0);
}

/** Return the latest look into each room. */
export const lastByRoom = (marks) => new Map(marks.filter((mark) => mark.round === 3).map((mark) => [mark.room_id, mark]));

/** Return the present wave: the one remembered, or the last one counted. */
export function waveOf(marks, remembered) {
  return Math.max(remembered ?? 1, ...standing(marks, 1).map((mark) => mark.wave ?? 1));
}

/** Return the next `count` wristband numbers on the phone's rolls: bands come off a roll in order. */
export function nextNumbers(rolls, marks, count) {
  const used = new Set(standing(marks, 1).map((mark) => mark.number));
  const roll = [...rolls].reverse().find((one) => free(one, used).length) ?? null;
  return roll ? free(roll, used).slice(0, count) : [];
}

function free({ first, last }, used) {
  const mine = [...used].filter((number) => number >= first && number <= last);
  const start = mine.length ? Math.max(...mine) + 1 : first;
  return Array.from({ length: Math.max(0, last - start + 1) }, (_, index) => start + index);
}

/** Return the figure with which this account closed a round, or null. */
export function closedAt(snapshot, entries, batch, round) {
  const told = (snapshot?.closings ?? []).find((one) => one.batch_id === batch && one.round === round);
  const tapped = entries.find(
    ({ action, facts, state }) =>
      action === "intake.close_round" && COUNTED.has(state) && facts.batch_id === batch && facts.round === round,
  );
  return told?.people ?? tapped?.facts.people ?? null;
}

/** Return a wristband as it is printed: 023-A, or 023 for the whole party. */
export function tagOf(number, letter = "") {
  const digits = String(number).padStart(3, "0");
  return letter ? `${digits}-${letter}` : digits;
}

/** Read a wristband as scanned or typed; null if it is none. */
export function readTag(text) {
  // A printed code may lead to an address that ends with the number.
  const found = /^\s*(\d{1,4})\s*[-－ ]?\s*([A-Za-z])?\s*$/.exec(text.split("/").pop() ?? "");
  return found && Number(found[1]) ? { number: Number(found[1]), letter: (found[2] ?? "").toUpperCase() } : null;
}
