// Parcels as this phone knows them: what the server told, with the taps of this phone laid over it. Nothing draws here.

import { isNews } from "./told-list.js";

const RECEIVE = "provision.receive_parcel";
const CHECK = "provision.check_parcel";
const ADDRESS = "provision.address_parcel";
const DISINFECT = "provision.disinfect_parcels";
const HAND_OVER = "provision.hand_over_parcel";
const REFUSE = "provision.refuse_parcel";
const OURS = new Set([RECEIVE, CHECK, ADDRESS, DISINFECT, HAND_OVER, REFUSE]);

/** What a parcel waits for, in the order in which it is looked after. */
export const STEPS = ["whose", "held", "check", "disinfect", "carry"];

const LONGEST = 40;
const PLAIN = /^[A-Z0-9][A-Z0-9-]{2,39}$/;
const WITHIN = /[A-Z]{0,5}\d{8,}/;

/** Read the number off a label as scanned or typed: alone, or the long one within an address; null if there is none. */
export function readParcel(text) {
  const whole = text.trim().toUpperCase();
  if (PLAIN.test(whole)) return whole;
  return WITHIN.exec(whole)?.[0].slice(0, LONGEST) ?? null;
}

/**
 * Return what waits after this phone's taps, the longest here first. `told` is the server's list with the ids of the
 * taps that it did not have yet when it was asked; `roomOf(facts)` names the room of a tap.
 */
export function standingParcels(told, entries, roomOf) {
  const rows = new Map((told?.waiting ?? []).map((row) => [row.number, row]));
  for (const entry of entries) if (OURS.has(entry.action) && isNews(entry, told)) after(rows, entry, roomOf);
  return [...rows.values()].sort((a, b) => Date.parse(a.received_at) - Date.parse(b.received_at));
}

function after(rows, { action, facts, tapped_at }, roomOf) {
  for (const number of facts.numbers ?? [facts.number]) {
    if (action === HAND_OVER || action === REFUSE) rows.delete(number);
    else {
      const before = rows.get(number) ?? { number, sender: "", looks: facts.looks ?? "", room: "", step: "whose", held_for: "", received_at: tapped_at, checked: false, clean: false };
      rows.set(number, withStep(changed(known(before), action, facts, roomOf)));
    }
  }
}

/** What a row of the server says by its step alone: whether it was looked through, and disinfected. */
const known = (row) => ({ ...row, checked: row.checked ?? ["disinfect", "carry"].includes(row.step), clean: row.clean ?? row.step === "carry", owned: row.owned ?? (row.step !== "whose" && Boolean(row.room)) });

function changed(row, action, facts, roomOf) {
  if (action === CHECK) return { ...row, checked: true, held_for: facts.held_for ?? "" };
  if (action === DISINFECT) return { ...row, clean: true };
  const room = roomOf(facts);
  return room ? { ...row, room, owned: true, held_for: row.held_for === "unknown" ? "" : row.held_for } : row;
}

function withStep(row) {
  const step = row.held_for ? "held" : !row.owned ? "whose" : !row.checked ? "check" : row.clean ? "carry" : "disinfect";
  return { ...row, step };
}
