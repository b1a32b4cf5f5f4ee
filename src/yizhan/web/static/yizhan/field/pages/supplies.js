// The store: what is taken off a shelf is written down at once, also in gloves and without network.

import { button, make, pressed } from "../dom.js";
import { keypad } from "../keypad.js";
import { namedLike, ISSUE, offered, standingShelves } from "../shelves.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

const RECENT = "supplies/recent";
const PURPOSE = "supplies/purpose";
const TEAM = "supplies/team";
const MOST_RECENT = 8;
const DIGITS = 4;

export const supplies = {
  id: "supplies",
  icon: "shelf",
  label: () => gettext("Supplies"),
  allowed: (phone) => phone.can("stock.move"),
  draw(phone) {
    phone.shelves.look();
    const shelves = standing(phone);
    const rows = offered(shelves, phone.note(RECENT, []));
    return [
      make("h1.walk-title", {}, gettext("What do you take?")),
      rows.length ? make("div.rounds", {}, rows.map((row) => card(phone, row))) : make("p.empty", {}, phone.shelves.told ? gettext("Nothing is in the book. The desk takes the first delivery in.") : gettext("What stands here is fetched as soon as there is network.")),
      shelves.length ? make("div.full-foot", {}, button("btn.btn-giant", () => find(phone), gettext("Find"))) : null,
    ];
  },
};

const standing = (phone) => standingShelves(phone.shelves.told, phone.queue.all());

const card = (phone, row, open = () => take(phone, row)) => button("round-card.shelf-card", open, make("b.round-time", {}, row.there), make("span.round-word", {}, make("b", {}, row.name), make("small", {}, row.unit)));

/** Find among everything that a store can hold, what the book has none of too. */
function find(phone) {
  openSheet(gettext("Find"), (close) => {
    const found = make("div.rounds");
    const typed = /** @type {HTMLInputElement} */ (make("input", { type: "search", maxlength: 40, autocomplete: "off", "aria-label": gettext("Name of the thing"), placeholder: gettext("Name of the thing") }));
    const look = () => {
      const rows = namedLike(standing(phone), typed.value);
      found.replaceChildren(...(rows.length ? rows.map((row) => card(phone, row, () => (close(), take(phone, row)))) : [make("p.empty", {}, gettext("No store holds such a thing."))]));
    };
    typed.addEventListener("input", look);
    look();
    return [typed, found];
  });
}

/** Ask how many of an item, then for what and for which team. */
function take(phone, row) {
  openSheet(row.name, (close, redraw) => {
    const show = (digits) => [make("b", {}, digits || "0"), make("small", {}, ` ${row.unit}`)];
    const done = (digits) => redraw(...whatFor(phone, row, Number(digits), close, redraw));
    return [
      make("p.band-word", {}, fill(gettext("The book has %(there)s."), { there: row.there })),
      keypad({ length: DIGITS, show, done, word: gettext("OK"), ready: (digits) => Number(digits) > 0 }),
    ];
  });
}

function whatFor(phone, row, count, close, redraw) {
  const { purposes, teams } = phone.shelves.told;
  const purpose = phone.note(PURPOSE, purposes[0].id);
  const team = phone.note(TEAM, "");
  const choose = (name, value) => () => {
    phone.remember(name, value);
    redraw(...whatFor(phone, row, count, close, redraw));
  };
  const choice = (name, chosen, { id, name: word }) => pressed(button("finding", choose(name, name === TEAM && id === chosen ? "" : id), make("span.step-box", { "aria-hidden": "true" }, id === chosen ? "✓" : ""), make("span", {}, word)), id === chosen);
  const keep = async () => {
    const words = teams.find(({ id }) => id === team)?.name ?? "";
    if (!(await phone.tap(ISSUE, { item: row.item, count, purpose, words }))) return;
    phone.remember(RECENT, [row.item, ...phone.note(RECENT, []).filter((one) => one !== row.item)].slice(0, MOST_RECENT));
    close();
    say([`${count} ${row.unit}`, row.name, gettext("Given out")].join(" · "));
  };
  return [
    make("div.parcel-head", {}, make("b", {}, count), make("span", {}, `${row.name} · ${row.unit}`)),
    count > row.there ? make("p.notice.is-warn", {}, fill(gettext("The book has only %(there)s. Keep what you really took: the desk looks into it."), { there: row.there })) : null,
    make("section.step-group", {}, make("h2", {}, gettext("What for?")), make("div.findings", {}, purposes.map((one) => choice(PURPOSE, purpose, one)))),
    teams.length ? make("section.step-group", {}, make("h2", {}, gettext("For which team?")), make("div.findings", {}, teams.map((one) => choice(TEAM, team, one)))) : null,
    make("div.full-foot", {}, button("btn.btn-giant.btn-primary", keep, gettext("Keep"))),
  ].filter(Boolean);
}

/** Return what an entry says. */
export function describeIssued(phone, { item, count, words }) {
  const row = phone.shelves.told?.shelves.find((one) => one.item === item);
  return [`${count} ${row?.unit ?? ""}`.trim(), row?.name ?? item, words, gettext("Given out")].filter(Boolean).join(" · ");
}
