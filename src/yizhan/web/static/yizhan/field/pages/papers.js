// The round with the papers: at each door handed over, or refused with why and who saw it.

import { button, make } from "../dom.js";
import { tagOf } from "../figures.js";
import { openSheet } from "../sheet.js";
import { fill, gettext, ngettext } from "../words.js";

const STANDS = new Set(["pending", "waiting", "sent"]);

export const papers = {
  id: "papers",
  icon: "paper",
  label: () => gettext("Papers"),
  allowed: (phone) => phone.can("paper.serve"),
  draw(phone) {
    const doors = withTaps(phone);
    if (!doors.length) return make("p.empty", {}, gettext("Nobody is here yet. Whoever was counted off the bus appears here."));
    const owed = doors.filter((door) => owing(door).length);
    const served = doors.filter((door) => !owing(door).length);
    return [
      make("section.tally", {}, figure(gettext("Not served"), people(doors, (one) => !one.outcome)), figure(gettext("Served"), people(doors, (one) => one.outcome))),
      owed.length ? list(phone, gettext("Not served"), owed) : make("p.notice.is-ok", {}, `✓ ${gettext("Everybody has been served.")}`),
      served.length ? list(phone, gettext("Served"), served) : null,
    ];
  },
};

const owing = (door) => door.people.filter(({ outcome }) => !outcome);
const people = (doors, which) => doors.reduce((sum, door) => sum + door.people.filter(which).length, 0);
const figure = (word, number) => make("div.tally-figure", {}, make("span", {}, word), make("b", {}, number));

/** Return the doors with this phone's own taps laid over what the server said last. */
function withTaps(phone) {
  const told = Date.parse(phone.now.server_time) - phone.snapshot.clockOffMs;
  const isFresh = (entry) => STANDS.has(entry.state) && (entry.state !== "sent" || entry.at > told);
  const taps = phone.queue.all().filter((entry) => entry.action === "stays.serve_papers" && isFresh(entry));
  return (phone.now.papers ?? []).map((door) => ({ ...door, people: door.people.map((one) => latest(door, one, taps)) }));
}

function latest(door, one, taps) {
  const last = taps.filter(({ facts }) => facts.party_id === door.party_id && facts.letters.includes(one.letter)).pop();
  if (!last) return one;
  return { ...one, outcome: last.facts.outcome === "withdrawn" ? "" : last.facts.outcome };
}

function list(phone, title, doors) {
  return make("section.step-group", {}, make("h2", {}, title), make("div.steps", {}, doors.map((door) => row(phone, door))));
}

function row(phone, door) {
  const refused = door.people.some(({ outcome }) => outcome === "refused");
  const left = owing(door).length;
  const state = left
    ? make("span.chip.is-bad", {}, fill(ngettext("%(count)s not served", "%(count)s not served", left), { count: left }))
    : make(`span.chip.${refused ? "is-warn" : "is-ok"}`, {}, refused ? gettext("refused") : gettext("handed over"));
  return button("step", () => openDoor(phone, door),
    make("span.paper-room", {}, door.room || "–"),
    make("span.step-text", {}, make("b", {}, door.people.map(({ letter }) => tagOf(door.number, letter)).join("  ")), make("span.step-when", {}, state)));
}

function openDoor(phone, door) {
  openSheet(`${door.room || "–"} · ${tagOf(door.number)}`, (close, replace) => {
    const record = async (outcome, chosen, more = {}) => {
      const letters = chosen.map(({ letter }) => letter);
      if (await phone.tap("stays.serve_papers", { party_id: door.party_id, letters, outcome, ...more })) close();
    };
    return deeds(door, record, () => replace(...why(phone, owing(door), record)));
  });
}

function deeds(door, record, refuse) {
  const owed = owing(door);
  const done = door.people.filter(({ outcome }) => outcome);
  const single = owed.length > 1 ? owed : [];
  const all = owed.length > 1 ? gettext("Handed over to all of them") : gettext("Handed over");
  return [
    owed.length ? button("btn.btn-giant.btn-primary", () => record("handed", owed), all) : null,
    ...single.map((one) => button("btn.btn-huge", () => record("handed", [one]), fill(gettext("Handed over to %(tag)s only"), { tag: tagOf(door.number, one.letter) }))),
    owed.length ? button("btn.btn-huge.btn-danger", refuse, gettext("Refused")) : null,
    done.length ? button("btn.btn-huge", () => record("withdrawn", done), gettext("Entered by mistake: not served")) : null,
  ];
}

/** Ask why, at one tap; who saw it may be typed before. */
function why(phone, owed, record) {
  const witness = /** @type {HTMLInputElement} */ (make("input", { id: "witness", maxlength: 60, autocomplete: "off" }));
  return [
    make("h3", {}, gettext("Why? A tap records it")),
    make("div.field", {}, make("label", { for: "witness" }, gettext("Who saw it")), witness),
    ...phone.now.refusals.map(({ name }) => button("btn.btn-huge.btn-row", () => record("refused", owed, { reason: name, witness: witness.value.trim() }), make("span", {}, name))),
  ];
}
