// Rooming: whoever waits gets a room, the newest first, and is led there in groups of four.

import { ago } from "../clock.js";
import { button, make } from "../dom.js";
import { tagOf } from "../figures.js";
import { partyPicture } from "../icons.js";
import { fill, gettext } from "../words.js";
import { people } from "./describe.js";
import { entryGroups } from "./entry-groups.js";
import { giveRoom } from "./give-room.js";

const STANDS = new Set(["pending", "waiting", "sent"]);

export const rooming = {
  id: "rooming",
  icon: "bed",
  label: () => gettext("Rooming"),
  allowed: (phone) => phone.can("room.assign"),
  draw(phone) {
    phone.rooming.look();
    const told = phone.rooming.now;
    if (!told) return make("p.empty", {}, gettext("The list of those who wait is fetched as soon as there is network."));
    const given = givenHere(phone);
    const waiting = told.waiting.filter(({ party_id }) => !given.has(party_id));
    const groups = entryGroups(told.roomed, phone.note("led", []));
    const showGroups = phone.note("rooming-view", "waiting") === "groups";
    return [
      views(phone, showGroups, waiting.length, groups.length),
      showGroups ? groupList(phone, groups) : waitingList(phone, waiting),
    ];
  },
};

/** Parties that this phone has given a room which the list may not show yet. */
function givenHere(phone) {
  const given = phone.queue.all().filter(({ action, state }) => action === "stays.room_party" && STANDS.has(state));
  return new Set(given.map(({ facts }) => facts.party_id));
}

function views(phone, showGroups, waiting, groups) {
  const view = (name, word, count, current) => {
    const one = button("view", () => phone.remember("rooming-view", name), word, make("b", {}, count));
    one.setAttribute("aria-pressed", String(current));
    return one;
  };
  return make("div.views", { role: "group" }, view("waiting", gettext("Waiting for a room"), waiting, !showGroups), view("groups", gettext("Lead upstairs"), groups, showGroups));
}

function waitingList(phone, waiting) {
  if (!waiting.length) return make("p.empty", {}, gettext("Nobody waits for a room. Whoever is counted off the bus appears here at once."));
  return make("div.parties", {}, waiting.map((party) => partyRow(phone, party)));
}

function partyRow(phone, party) {
  const adults = party.members.filter(({ age_group }) => age_group !== "child").length;
  return button(
    "party",
    () => giveRoom(phone, party),
    make("b.tag.party-number", {}, tagOf(party.number)),
    partyPicture(adults, party.members.length - adults),
    make("span.party-word", {}, people(party.members.length), make("small", {}, ago(party.since)), marksOf(party)),
    make("span.party-go", { "aria-hidden": "true" }, "›"),
  );
}

function marksOf({ members, minors_alone }) {
  return [
    minors_alone ? make("span.chip.is-bad", {}, gettext("Minors alone")) : null,
    members.some(({ fever }) => fever) ? make("span.chip.is-bad", {}, gettext("Fever")) : null,
    members.some(({ age_group }) => age_group === "unknown") ? make("span.chip.is-warn", {}, gettext("Not counted at the bus")) : null,
  ];
}

function groupList(phone, groups) {
  if (!groups.length) return make("p.empty", {}, gettext("Nobody is to be led upstairs. Parties appear here when they have a room."));
  const go = (group) => phone.remember("led", [...phone.note("led", []), ...group.map(({ party_id }) => party_id)].slice(-2000));
  return make("div.groups", {}, groups.map((group, index) => groupCard(group, index, () => go(group))));
}

function groupCard(group, index, go) {
  const count = group.reduce((sum, party) => sum + party.people, 0);
  return make(
    `section.group${index ? "" : ".is-next"}`,
    {},
    make("header", {}, make("h2", {}, index ? fill(gettext("Group %(number)s"), { number: index + 1 }) : gettext("Next group")), make("span", {}, people(count))),
    make("ul", {}, group.map((party) => make("li", {}, make("span.tag", {}, tagOf(party.number)), make("span", {}, people(party.people)), make("b", {}, `→ ${party.rooms.join(" + ")}`)))),
    index ? null : button("btn.btn-huge.btn-primary", go, gettext("Go")),
  );
}
