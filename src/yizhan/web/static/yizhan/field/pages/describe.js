// An entry in one line, as its author would say it.

import { tagOf } from "../figures.js";
import { fill, gettext, ngettext } from "../words.js";
import { describeAsked } from "./needs.js";
import { describeIssued } from "./supplies.js";

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
  "health.observe": ({ person_id, value_c, symptoms, at_rest }, phone) =>
    [tagOnRound(phone, person_id), value_c && `${value_c} °C`, at_rest && gettext("at rest"), symptoms?.length && fill(ngettext("%(count)s symptom", "%(count)s symptoms", symptoms.length), { count: symptoms.length })].filter(Boolean).join(" · "),
  "health.withdraw_observation": ({ observation_id }, phone) => fill(gettext("Taken back: %(what)s"), { what: undone({ mark_id: observation_id }, phone) }),
  "health.take_sample": ({ person_ids, tube }, phone) => [...person_ids.map((id) => tagOnRound(phone, id)), tube].join(" · "),
  "care.look_in": ({ person_id, state }, phone) => `${tagOnRound(phone, person_id)} · ${lookWord(state)}`,
  "duty.ask": (facts, phone) => describeAsked(phone, facts),
  "duty.answer_matter": ({ matter_id, words }, phone) => `${matterNamed(phone, matter_id)} · ${words}`,
  "duty.finish_matter": ({ matter_id }, phone) => `${matterNamed(phone, matter_id)} · ${gettext("It is done")}`,
  "duty.offer_matter": ({ matter_id }, phone) => `${matterNamed(phone, matter_id)} · ${gettext("Hand it over")}`,
  "duty.take_matter": ({ matter_id }, phone) => `${matterNamed(phone, matter_id)} · ${gettext("I take it")}`,
  "duty.decline_matter": ({ matter_id }, phone) => `${matterNamed(phone, matter_id)} · ${gettext("I cannot")}`,
  "duty.start_round": () => gettext("Round begun"),
  "duty.end_round": () => gettext("Round ended"),
  "duty.hand_over_round": () => gettext("Round handed over"),
  "duty.accept_round": () => gettext("Round taken over"),
  "duty.skip_task": ({ task_ids, reason }, phone) => `${fill(gettext("Skipped: %(count)s"), { count: task_ids.length })} · ${phone.rounds.walk?.skip_reasons.find(({ id }) => id === reason)?.name ?? reason}`,
  "duty.tick_task": ({ task_id }, phone) => doorOfTask(phone, task_id),
  "stays.look_into_room": ({ room_id, tags, others }, phone) => `${roomOnRound(phone, room_id)} · ${people(tags.length + others)}`,
  "provision.hand_over_order": ({ room_id }, phone) => `${roomOnRound(phone, room_id)} · ${gettext("Order handed over")}`,
  "provision.hand_over_parcels": ({ room_id }, phone) => `${roomOnRound(phone, room_id)} · ${gettext("Parcels handed over")}`,
  "provision.receive_parcel": (facts, phone) => [facts.number, roomOfParcel(phone, facts), gettext("Taken in")].filter(Boolean).join(" · "),
  "provision.address_parcel": (facts, phone) => `${facts.number} → ${roomOfParcel(phone, facts)}`,
  "provision.check_parcel": ({ number, held_for }) => `${number} · ${held_for ? gettext("set aside") : gettext("Looked through")}`,
  "provision.disinfect_parcels": ({ numbers }) => `${numbers.join(", ")} · ${gettext("Disinfected")}`,
  "provision.hand_over_parcel": ({ number }) => `${number} · ${gettext("Given out")}`,
  "provision.refuse_parcel": ({ number }) => `${number} · ${gettext("Goes back")}`,
  "provision.issue_stock": (facts, phone) => describeIssued(phone, facts),
  "provision.hand_packs_at_door": ({ room_id }, phone) => `${roomOnRound(phone, room_id)} · ${gettext("Care packs handed over")}`,
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

/** Return the room that a parcel was given, by its name or by whom it is for; empty if by neither. */
export const roomOfParcel = (phone, { room_id, party_id }) => (room_id ? roomName(phone, room_id) : party_id ? phone.note(`addressee/${party_id}`, "?") : "");

/** Return the name of a round. */
export const roundName = (round) => [gettext("Off the bus"), gettext("Temperature"), gettext("Room check")][round - 1];

const lookWord = (state) => ({ as_before: gettext("As before"), better: gettext("Better"), worse: gettext("Worse") })[state] ?? state;

/** Return "3 people". */
export const people = (count) => fill(ngettext("%(count)s person", "%(count)s people", count), { count });

const matterNamed = (phone, id) => phone.note(`matter/${id}`, gettext("A matter"));

const stopsKept = (phone) => phone.rounds.walk?.stops ?? [];
const tagOnRound = (phone, id) => stopsKept(phone).flatMap((stop) => stop.people).find(({ person_id }) => person_id === id)?.tag ?? "";
const roomOnRound = (phone, id) => stopsKept(phone).find(({ room_id }) => room_id === id)?.room ?? roomName(phone, id);

function doorOfTask(phone, id) {
  const stop = stopsKept(phone).find(({ tasks, people: those }) => [...tasks, ...those.flatMap((one) => one.tasks)].some((task) => task.id === id));
  return `✓ ${stop?.room ?? gettext("Round")}`;
}

const careName = (phone, kind) => (phone.now?.care ?? []).find(({ id }) => id === kind)?.name ?? kind;
const stepText = (phone, id) => (phone.now?.steps ?? []).find((step) => step.id === id)?.text ?? gettext("A step of the countdown");

function undone({ mark_id }, phone) {
  const entry = phone.queue.entries.get(mark_id);
  return entry ? describe(phone, entry) : gettext("an earlier tap");
}
