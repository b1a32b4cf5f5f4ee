// An entry in one line, as its author would say it.

import { tagOf } from "../figures.js";
import { fill, gettext, ngettext } from "../words.js";

const SENTENCES = {
  "intake.count_party": ({ number, make_up, wave }) =>
    `${tagOf(number)} · ${people(make_up.length)} · ${fill(gettext("Wave %(wave)s"), { wave })}`,
  "intake.undo_count": (facts, phone) => fill(gettext("Taken back: %(what)s"), { what: undone(facts, phone) }),
  "intake.take_temperature": ({ number, letter, value_c, at_rest }) =>
    `${tagOf(number, letter)} · ${value_c} °C${at_rest ? ` · ${gettext("at rest")}` : ""}`,
  "intake.check_room": ({ room_id, people: count }, phone) => `${roomName(phone, room_id)} · ${people(count)}`,
  "intake.note_findings": ({ room_id, findings }, phone) =>
    `${roomName(phone, room_id)} · ${findings.map(({ kind, letter }) => careName(phone, kind) + (letter ? ` (${letter})` : "")).join(", ")}`,
  "intake.close_round": ({ round, people: count }) => `${roundName(round)} · ${fill(gettext("Finished at %(people)s"), { people: count })}`,
  "intake.tick_step": ({ step_id, done }, phone) => (done ? "✓ " : "○ ") + stepText(phone, step_id),
  "stays.room_party": ({ rooms, party_id }, phone) =>
    `${phone.note(`party/${party_id}`, "")} → ${rooms.map(({ room_id }) => roomName(phone, room_id)).join(" + ")}`,
};

/** Return what an entry says. */
export function describe(phone, { action, facts }) {
  return SENTENCES[action]?.(facts, phone) ?? action;
}

/** Return the name of a room, as it stands on its door. */
export function roomName(phone, id) {
  for (const floor of phone.now?.floors ?? []) for (const room of floor.rooms) if (room.id === id) return room.name;
  return "?";
}

/** Return the name of a round. */
export const roundName = (round) => [gettext("Off the bus"), gettext("Temperature"), gettext("Room check")][round - 1];

/** Return "3 people". */
export const people = (count) => fill(ngettext("%(count)s person", "%(count)s people", count), { count });

const careName = (phone, kind) => (phone.now?.care ?? []).find(({ id }) => id === kind)?.name ?? kind;
const stepText = (phone, id) => (phone.now?.steps ?? []).find((step) => step.id === id)?.text ?? gettext("A step of the countdown");

function undone({ mark_id }, phone) {
  const entry = phone.queue.entries.get(mark_id);
  return entry ? describe(phone, entry) : gettext("an earlier tap");
}
