// Parcels at the gate: what waits longest stands first, and one button scans the next one.

import { ago } from "../clock.js";
import { button, make, pressed } from "../dom.js";
import { bad } from "../feedback.js";
import { icon } from "../icons.js";
import { readParcel, standingParcels, STEPS } from "../parcels.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";
import { roomOfParcel } from "./describe.js";
import { openParcel, stepWord, typeNumber } from "./parcel.js";

const SHOWN = 40;
const HOUR_MS = 3_600_000;
const CHOSEN = "parcels/step";

export const parcels = {
  id: "parcels",
  icon: "parcel",
  label: () => gettext("Parcels"),
  allowed: (phone) => phone.can("parcel.handle"),
  draw(phone) {
    phone.parcels.look();
    const rows = standing(phone);
    const step = phone.note(CHOSEN, "");
    return [tally(phone, rows), steps(phone, rows, step), list(phone, rows.filter((row) => !step || row.step === step)), foot(phone, step)];
  },
};

const standing = (phone) => standingParcels(phone.parcels.told, phone.queue.all(), (facts) => roomOfParcel(phone, facts));

function isOverdue(phone, row) {
  const hours = phone.parcels.told?.wait_hours;
  return Boolean(hours) && Date.now() - Date.parse(row.received_at) > hours * HOUR_MS;
}

function tally(phone, rows) {
  const late = rows.filter((row) => isOverdue(phone, row)).length;
  return make("section.tally", {},
    make("div.tally-figure", {}, make("span", {}, gettext("Waiting")), make("b", { "data-figure": "waiting" }, rows.length + (phone.parcels.told?.more ?? 0))),
    late ? make("div.tally-figure.is-late", {}, make("span", {}, gettext("Too long")), make("b", { "data-figure": "late" }, late)) : null,
    make("div.tally-deeds", {}, button("btn.btn-huge", () => find(phone), gettext("Find"))));
}

/** The steps with how many wait for each; the chosen one is also what a scan does. */
function steps(phone, rows, chosen) {
  return make("div.floors", { role: "group", "aria-label": gettext("What they wait for") }, STEPS.map((step) => {
    const count = rows.filter((row) => row.step === step).length;
    const choose = () => phone.remember(CHOSEN, step === chosen ? "" : step);
    return pressed(button("floor", choose, make("b", {}, count), make("small", {}, stepWord(step))), step === chosen);
  }));
}

function list(phone, rows) {
  if (!rows.length) return make("p.empty", {}, phone.parcels.told ? gettext("Nothing waits here. Scan a parcel to take it in.") : gettext("What waits is fetched as soon as there is network. Scanning works without."));
  const more = rows.length - SHOWN + (phone.parcels.told?.more ?? 0);
  return make("div.rounds", {}, rows.slice(0, SHOWN).map((row) => card(phone, row)),
    rows.length > SHOWN ? make("p.muted", {}, fill(gettext("%(count)s more wait. Find one by its number, or scan it."), { count: more })) : null);
}

function card(phone, row) {
  const late = isOverdue(phone, row);
  return button(`round-card.parcel-card${late ? ".is-late" : ""}`, () => openParcel(phone, row.number, row),
    make("b.round-time", {}, row.room || "?"),
    make("span.round-word", {}, make("b.mono", {}, row.number), make("small", {}, [row.sender, row.looks, ago(row.received_at)].filter(Boolean).join(" · "))),
    make(`span.chip${row.step === "held" ? ".is-bad" : row.step === "carry" ? ".is-ok" : ".is-warn"}`, {}, row.step === "held" ? heldWord(phone, row) : stepWord(row.step)));
}

const heldWord = (phone, { held_for }) => phone.parcels.told?.held.find(({ id }) => id === held_for)?.name ?? gettext("set aside");

const DIRECT = {
  check: (number) => ["provision.check_parcel", { number }],
  disinfect: (number) => ["provision.disinfect_parcels", { numbers: [number] }],
  carry: (number) => ["provision.hand_over_parcel", { number }],
};
const DONE = { check: () => gettext("Looked through"), disinfect: () => gettext("Disinfected"), carry: () => gettext("Given out") };

function foot(phone, step) {
  const does = DONE[step] ? make("small", {}, fill(gettext("each: %(step)s"), { step: DONE[step]() })) : null;
  return make("div.full-foot.two", {},
    button("btn.btn-giant", async () => handle(phone, step, await typeNumber()), icon("keys"), gettext("Type")),
    button("btn.btn-giant.btn-primary", () => scanOn(phone, step), icon("scan"), gettext("Scan"), does));
}

/** Scan one after another until somebody goes back. */
async function scanOn(phone, step) {
  for (;;) {
    let typing = false;
    const wrong = (text) => fill(gettext("“%(text)s” is no parcel's number"), { text: text.slice(0, 24) });
    const scanned = await scan(gettext("Scan the label"), readParcel, { wrong, instead: () => (typing = true), lines: true });
    const number = scanned ?? (typing ? await typeNumber() : null);
    if (!number || !(await handle(phone, step, number))) return;
  }
}

/** Do the chosen step on a parcel at once, or open it; resolves to whether something was done. */
async function handle(phone, step, number) {
  if (!number) return false;
  const row = standing(phone).find((one) => one.number === number);
  if (!DIRECT[step] || (row && row.step !== step)) {
    if (DIRECT[step]) bad();
    return openParcel(phone, number, row ?? null);
  }
  if (!(await phone.tap(...DIRECT[step](number)))) return false;
  say(`${row?.room ?? ""} ${number} · ${DONE[step]()}`.trim());
  return true;
}

/** Find by number or room without network, by name or wristband with it; gone ones are found with it too. */
function find(phone) {
  openSheet(gettext("Find a parcel"), (close, redraw) => {
    const typed = /** @type {HTMLInputElement} */ (make("input", { type: "search", maxlength: 60, autocomplete: "off", "aria-label": gettext("Number, room, wristband, name or initials"), placeholder: gettext("Number, room, wristband, name or initials") }));
    const look = async () => {
      const text = typed.value.trim();
      if (!text) return;
      const near = standing(phone).filter(({ number, room }) => number.includes(text.toUpperCase()) || room === text);
      const found = await phone.parcels.find(text);
      const rows = found ?? near;
      const open = (row) => () => (close(), openParcel(phone, row.number, row));
      redraw(typed, go, found ? null : make("p.notice.is-warn", {}, gettext("Without network only what this phone knows is found, by number or room.")),
        rows.length ? make("div.rounds", {}, rows.map((row) => (row.step === "gone" ? goneCard(phone, row) : button("round-card", open(row), make("b.round-time", {}, row.room || "?"), make("span.round-word", {}, make("b.mono", {}, row.number), make("small", {}, ago(row.received_at))), make("span.chip", {}, stepWord(row.step)))))) : make("p.empty", {}, gettext("No parcel is known by that.")));
    };
    const go = button("btn.btn-huge.btn-primary", look, gettext("Find"));
    typed.addEventListener("keydown", (event) => event.key === "Enter" && look());
    return [typed, go];
  });
}

function goneCard(phone, row) {
  const why = phone.parcels.told?.refused.find(({ id }) => id === row.gone_for)?.name;
  return make("div.round-card", {}, make("b.round-time", {}, row.room || "?"),
    make("span.round-word", {}, make("b.mono", {}, row.number), make("small", {}, ago(row.gone_at))),
    make(`span.chip${why ? "" : ".is-ok"}`, {}, why ?? gettext("Given out")));
}
