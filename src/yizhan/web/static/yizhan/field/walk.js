// A round as this phone knows it: what the server told, with the taps of this phone laid over it. Nothing here draws.

import { PENDING, SENT, WAITING } from "./queue.js";

const STANDS = new Set([PENDING, WAITING, SENT]);
const OPEN = "open";
const SKIPPED = "skipped";
const DONE = "done";
const TICK = "duty.tick_task";
const ADD = "duty.add_task";
const SAMPLE = "health.take_sample";

/**
 * Return the walk with the state of every task, and the round's own, after these entries (in order of taps).
 * What `may(kind)` says nobody here can do is struck off this phone's list.
 */
export function standingWalk(told, entries, may = (_kind) => true) {
  const walk = withAsked(told, entries.filter(({ action, state, facts }) => action === ADD && STANDS.has(state) && facts.round_id === told.round.id));
  const taps = entries.filter(({ state }) => STANDS.has(state));
  const undone = new Set(taps.filter(({ action }) => action === "health.withdraw_observation").map(({ facts }) => facts.observation_id));
  const kinds = new Map(walk.round.kinds.map((kind) => [kind.key, kind]));
  const mine = taps.filter(({ id, facts }) => facts.round_id === walk.round.id && !undone.has(id));
  const lay = (task, person, room) => (may(kinds.get(task.kind)) ? laid(task, person, room) : { ...task, state: "dropped" });
  const laid = (task, person, room) => mine.reduce((now, tap) => after(now, tap, kinds.get(task.kind), person, room), fromServer(task, undone, entries, person));
  const stops = walk.stops.map((stop) => ({
    ...stop,
    tasks: stop.tasks.map((task) => lay(task, null, stop.room_id)),
    people: stop.people.map((person) => ({ ...person, tasks: person.tasks.map((task) => lay(task, person.person_id, stop.room_id)) })),
  }));
  return { ...walk, round: standingRound(walk.round, mine), stops, pools: standingPools(walk.pools ?? [], taps) };
}

/** Return the walk with what was asked for at its doors and the server has not told yet. */
function withAsked(walk, added) {
  if (!added.length) return walk;
  const fresh = (tasks, who) => [
    ...tasks,
    ...added.filter(({ facts }) => who(facts) && !tasks.some(({ kind }) => kind === facts.kind)).map(({ id, facts }) => ({
      id, kind: facts.kind, person_id: facts.person_id ?? null, obligation: "", opens_at: null, closes_at: null, urgent: false, state: OPEN, skip_reason: "", tried_at: null, closed_at: null, asked: true,
    })),
  ];
  const keys = new Set([...walk.round.kinds.map(({ key }) => key), ...added.map(({ facts }) => facts.kind)]);
  const known = new Map([...(walk.asked_for ?? []), ...walk.round.kinds].map((kind) => [kind.key, kind]));
  const kinds = [...keys].flatMap((key) => known.get(key) ?? []).sort((a, b) => a.order - b.order);
  const stops = walk.stops.map((stop) => ({
    ...stop,
    tasks: fresh(stop.tasks, ({ room_id }) => Boolean(room_id) && room_id === stop.room_id),
    people: stop.people.map((person) => ({ ...person, tasks: fresh(person.tasks, ({ person_id }) => person_id === person.person_id) })),
  }));
  return { ...walk, round: { ...walk.round, kinds }, stops };
}

/** Return what may be asked for at a door and is not on its list: pairs of a kind and a person, null for the room. */
export function askable(walk, stop, may) {
  const kinds = (walk.asked_for ?? []).filter(may);
  const lacks = (tasks, { key }) => !tasks.some(({ kind, state }) => kind === key && state !== "dropped");
  return [
    ...kinds.filter((kind) => kind.per_room && stop.room_id && lacks(stop.tasks, kind)).map((kind) => ({ kind, person: null })),
    ...stop.people.flatMap((person) => kinds.filter((kind) => !kind.per_room && lacks(person.tasks, kind)).map((kind) => ({ kind, person }))),
  ];
}

/** Return the pools with whose samples are in each, those that only this phone knows of included. */
export function standingPools(pools, taps) {
  const into = (tube) => taps.filter(({ action, facts }) => action === SAMPLE && facts.tube === tube).flatMap(({ facts }) => facts.person_ids);
  return pools.map((pool) => ({ ...pool, people: [...new Set([...pool.people, ...into(pool.tube)])] }));
}

/** Whether a pool has room for somebody's sample, and nobody in it shares with more than they may. */
export const takesSample = (pool, person) => pool.size <= person.pool && pool.people.length < pool.size;

/** Return a round after this phone's taps: begun, handed over, taken over, ended. */
export function standingRound(round, taps) {
  const own = taps.filter(({ state, facts }) => STANDS.has(state) && facts.round_id === round.id);
  const did = (name) => own.some(({ action }) => action === `duty.${name}_round`);
  const state = did("end") ? "ended" : round.state === "ended" || round.state === "called_off" ? round.state : did("start") ? "walking" : round.state;
  return { ...round, state, mine: round.mine || did("accept") || (did("start") && round.state !== "walking"), offered_to_me: round.offered_to_me && !did("accept") };
}

/** A reading that this phone took back is to be done again, whatever the server has told before. */
function fromServer(task, undone, entries, person) {
  if (task.state !== DONE || !undone.size || !person) return task;
  const back = entries.some(({ id, facts }) => undone.has(id) && facts.person_id === person);
  return back && task.kind === "observation" ? { ...task, state: OPEN } : task;
}

function after(task, { id, action, facts, tapped_at }, kind, person, room) {
  if (action === "duty.skip_task" && facts.task_ids.includes(task.id)) {
    return task.state === DONE ? task : { ...task, state: SKIPPED, skip_reason: facts.reason, tried_at: tapped_at };
  }
  if (action === "duty.untick_task" && facts.task_id === task.id) return { ...task, state: OPEN };
  return kind && action === kind.action && isResult(task, facts, kind, person, room) ? { ...task, state: DONE, tap: id, result: facts } : task;
}

function isResult(task, facts, kind, person, room) {
  if (kind.action === TICK) return facts.task_id === task.id;
  if (kind.per_room) return facts.room_id === room;
  // Symptoms without a temperature are kept, and leave the temperature to be taken.
  if (kind.action === "health.observe") return facts.person_id === person && facts.value_c !== undefined;
  return (facts.person_ids ?? [facts.person_id]).includes(person);
}

/** Return every task behind a door that is not struck off the list. */
export const tasksAt = (stop) =>
  [...stop.tasks, ...stop.people.flatMap(({ tasks }) => tasks)].filter(({ state }) => state !== "dropped");

/** Whether something at a door has neither been done nor been passed over. */
export const isOpen = (stop) => tasksAt(stop).some(({ state }) => state === OPEN);

/** Whether something at a door was passed over and is to be come back to. */
export const isSkipped = (stop) => !isOpen(stop) && tasksAt(stop).some(({ state }) => state === SKIPPED);

/** Return what names a door: its room, or where those without one wait. */
export const doorId = (stop) => stop.room_id ?? "none";

/** Return the next door: the first that is open, then those passed over, the longest ago first; null at the end. */
export function nextStop(stops) {
  const skipped = stops.filter(isSkipped);
  return stops.find(isOpen) ?? skipped.sort((a, b) => triedAt(a) - triedAt(b))[0] ?? null;
}

const triedAt = (stop) => Math.max(...tasksAt(stop).map(({ tried_at }) => (tried_at ? Date.parse(tried_at) : 0)));

/** Return how many doors there are, are done, and are to be come back to. */
export function progress(stops) {
  const skipped = stops.filter(isSkipped).length;
  const open = stops.filter(isOpen).length;
  return { doors: stops.length, open, skipped, done: stops.length - open - skipped };
}

/** Return eleven temperatures in tenths around the last one, none of them a fever. */
export function tilesAround(last, fever) {
  const [lowest, highest] = [360, Math.round(fever * 10) - 1];
  const middle = Math.round((last ?? 36.5) * 10);
  const first = Math.max(lowest, Math.min(middle - 5, highest - 10));
  return Array.from({ length: 11 }, (_, step) => (first + step) / 10);
}
