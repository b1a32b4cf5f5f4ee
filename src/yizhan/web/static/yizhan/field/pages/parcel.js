// One parcel: what it is, the next step as the big button, and what else may come of it.

import { button, make } from "../dom.js";
import { readTag, tagOf } from "../figures.js";
import { icon } from "../icons.js";
import { readParcel } from "../parcels.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";
import { roomOfParcel } from "./describe.js";
import { floorGrid } from "./floor-grid.js";

const LONGEST = 40;

/** Return what a parcel waits for. */
export const stepWord = (step) => ({ whose: gettext("whose is it?"), held: gettext("set aside"), check: gettext("to look through"), disinfect: gettext("to disinfect"), carry: gettext("to carry up") })[step] ?? step;

const NEXT = {
  held: () => ["provision.check_parcel", { held_for: "" }, gettext("Let it go on")],
  check: () => ["provision.check_parcel", {}, gettext("Looked through")],
  disinfect: () => ["provision.disinfect_parcels", null, gettext("Disinfected")],
  carry: () => ["provision.hand_over_parcel", {}, gettext("Given out")],
};

/** Open the sheet of a parcel, `row` null for one that nobody has taken in; resolves to whether something was done. */
export function openParcel(phone, number, row) {
  return new Promise((resolve) => {
    let isDone = false;
    openSheet(gettext("Parcel"), (close, redraw) => {
      const keep = async (action, facts, word) => {
        if (!(await phone.tap(action, facts ?? { numbers: [number] }))) return;
        isDone = true;
        close();
        say([roomOfParcel(phone, facts ?? {}) || row?.room, number, word].filter(Boolean).join(" · "));
      };
      return row && row.step !== "whose" ? standing(phone, number, row, keep, redraw) : arriving(phone, number, row, keep, redraw);
    }, { onClose: () => resolve(isDone) });
  });
}

function standing(phone, number, row, keep, redraw) {
  const [action, more, word] = NEXT[row.step]();
  const why = phone.parcels.told?.held.find(({ id }) => id === row.held_for)?.name;
  return [
    head(number, row),
    why ? make("p.notice.is-bad", {}, fill(gettext("Held: %(why)s"), { why })) : make("p.band-word", {}, stepWord(row.step)),
    others(phone, number, row, keep, redraw),
    make("div.full-foot", {}, button("btn.btn-giant.btn-primary", () => keep(action, more && { number, ...more }, word), word)),
  ];
}

const head = (number, row) => make("div.parcel-head", {}, make("b", {}, row?.room || "?"), make("span.mono", {}, number), row?.sender || row?.looks ? make("span", {}, [row.sender, row.looks].filter(Boolean).join(" · ")) : null);

/** What else may come of a parcel: another room, held, gone back. */
function others(phone, number, row, keep, redraw) {
  const { held = [], refused = [] } = phone.parcels.told ?? {};
  const choices = (title, rows, tap) => () => redraw(make("p.band-word", {}, title), make("div.choices", {}, rows.map(({ id, name }) => button("btn.btn-huge", () => tap(id, name), name))));
  const known = row ? [button("btn.btn-huge", () => redraw(...rooms(phone, number, "provision.address_parcel", keep, redraw)), gettext("Another room"))] : [];
  return make("div.choices", {}, known,
    held.length ? button("btn.btn-huge", choices(gettext("Why is it held?"), held, (id, name) => keep("provision.check_parcel", { number, held_for: id }, name)), gettext("Hold it")) : null,
    refused.length ? button("btn.btn-huge", choices(gettext("Why does it go back?"), refused, (id, name) => keep("provision.refuse_parcel", { number, refused_for: id }, name)), gettext("Goes back")) : null);
}

/** Somebody's whose room is not known yet: taken in, or only given its room. */
function arriving(phone, number, row, keep, redraw) {
  const action = row ? "provision.address_parcel" : "provision.receive_parcel";
  return [
    head(number, row),
    ...rooms(phone, number, action, keep, redraw),
    others(phone, number, row, keep, redraw),
    row ? null : make("div.full-foot", {}, button("btn.btn-huge", () => unknown(number, keep, redraw), gettext("Nobody knows whose it is"))),
  ];
}

function rooms(phone, number, action, keep, redraw) {
  const word = gettext("Taken in");
  const cell = (room) => button("room", () => keep(action, { number, room_id: room.id }, word), make("b", {}, room.name));
  const found = (text) => byName(phone, text, (one) => {
    phone.remember(`addressee/${one.party_id}`, one.room || one.tags.join(" "));
    return keep(action, { number, party_id: one.party_id }, word);
  }, redraw);
  const camera = async () => {
    const tag = await scan(gettext("Scan the wristband"), readTag);
    if (tag) await found(tagOf(tag.number, tag.letter));
  };
  return [
    make("p.band-word", {}, gettext("For which room?")),
    make("div.parcel-by", {},
      button("btn.btn-huge", () => askText(gettext("Name, initials or wristband"), gettext("Find"), found, redraw), gettext("By name")),
      button("btn.btn-huge", camera, icon("scan"), gettext("Wristband"))),
    floorGrid(phone, "parcels/floor", cell),
  ];
}

async function byName(phone, text, choose, redraw) {
  const found = await phone.parcels.whose(text);
  if (!found) return say(gettext("By name it is found with network only. Choose the room, or leave it for later."), "is-bad");
  if (found.length === 1) return choose(found[0]);
  if (!found.length) return say(gettext("Nobody here is called that."), "is-bad");
  return redraw(make("p.band-word", {}, gettext("Several are meant. Which room?")), make("div.choices", {}, found.map((one) => button("btn.btn-huge", () => choose(one), make("b", {}, one.room || "–"), " ", one.tags.join(" ")))));
}

/** Ask for a text in the sheet; `done(text)` is told. */
function askText(title, word, done, redraw) {
  const typed = /** @type {HTMLInputElement} */ (make("input", { type: "text", maxlength: 60, autocomplete: "off", "aria-label": title }));
  const go = () => typed.value.trim() && done(typed.value.trim());
  typed.addEventListener("keydown", (event) => event.key === "Enter" && go());
  redraw(make("p.band-word", {}, title), typed, make("div.full-foot", {}, button("btn.btn-huge.btn-primary", go, word)));
  typed.focus();
}

function unknown(number, keep, redraw) {
  askText(gettext("How does it look? Size, colour, shop"), gettext("Take it in"), (looks) => keep("provision.receive_parcel", { number, looks }, gettext("Taken in")), redraw);
}

/** Ask for the number under a label's bars; resolves to it, or null. */
export function typeNumber() {
  return new Promise((resolve) => {
    let found = null;
    openSheet(gettext("Number on the label"), (close) => {
      const typed = /** @type {HTMLInputElement} */ (make("input.parcel-typed", { type: "text", maxlength: LONGEST, autocomplete: "off", autocapitalize: "characters", "aria-label": gettext("Number on the label") }));
      const done = () => {
        found = readParcel(typed.value);
        if (found) close();
      };
      typed.addEventListener("keydown", (event) => event.key === "Enter" && done());
      setTimeout(() => typed.focus(), 0);
      return [typed, make("div.full-foot", {}, button("btn.btn-giant.btn-primary", done, gettext("OK")))];
    }, { onClose: () => resolve(found) });
  });
}
