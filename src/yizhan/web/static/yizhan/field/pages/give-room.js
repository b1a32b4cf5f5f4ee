// Giving one party its room: what is proposed, with reasons; or another room, with the rule it breaks.

import { CONNECTED } from "../contact.js";
import { button, make } from "../dom.js";
import { tagOf } from "../figures.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";
import { roomName } from "./describe.js";
import { floorRow } from "./floor-grid.js";
import { askReason } from "./reason.js";

/** Open the sheet of a waiting party. */
export function giveRoom(phone, party) {
  openSheet(title(party), (close, redraw) => {
    const give = (choice) => (close(), assign(phone, party, choice));
    let choosing = false;
    const other = () => {
      choosing = true;
      redraw(...otherRoom(phone, party, give, redraw));
    };
    // Whoever chooses a room already must not find it gone under the finger.
    const show = (proposals) => choosing || redraw(...proposed(phone, proposals, give, other));
    phone.rooming.proposals(party.party_id).then(show);
    return [members(party), make("p.opening", { role: "status" }, gettext("Looking for a room…")), make("div.full-foot", {}, button("btn.btn-huge", other, gettext("Choose a room myself")))];
  });
}

const title = (party) => fill(gettext("A room for %(tag)s"), { tag: tagOf(party.number) });

function members({ members: all }) {
  const word = { adult: gettext("adult"), child: gettext("child") };
  return make("div.band-letters", {}, all.map(({ letter, age_group, fever }) =>
    make("span.band-letter", {}, make("b.tag", {}, letter), word[age_group] ?? "?", fever ? ` · ${gettext("fever")}` : null),
  ));
}

/** `knowing` are the codes of the broken rules that were shown; null when nobody could look, without network. */
async function assign(phone, party, { rooms, codes, reason, knowing }) {
  phone.remember(`party/${party.party_id}`, tagOf(party.number));
  const facts = { party_id: party.party_id, rooms, reasons: codes, reason, knowing };
  const name = rooms.map(({ room_id }) => roomName(phone, room_id)).join(" + ");
  if (await phone.tap("stays.room_party", facts, { after: countedBy(phone, party) })) say(`${tagOf(party.number)} → ${name}`);
}

/** The tap that counted this party, if it was made on this phone: rooming waits for it. */
function countedBy(phone, { number }) {
  return phone.queue.undecided().filter(({ action, facts }) => action === "intake.count_party" && facts.number === number).map(({ id }) => id);
}

function proposed(phone, proposals, give, other) {
  const foot = make("div.full-foot", {}, button("btn.btn-huge", other, gettext("Choose a room myself")));
  if (!proposals) return [noNetwork(), foot];
  if (!proposals.length) return [make("p.notice.is-bad", {}, gettext("No room fits. Choose one yourself and say why, or ask the desk.")), foot];
  return [...proposals.map((proposal, index) => card(proposal, index, give)), foot];
}

const noNetwork = () => make("p.notice.is-warn", {}, gettext("Proposals need network. You can choose a room by its name; whether it breaks a rule is told when the phone is connected again."));

function card(proposal, index, give) {
  const name = proposal.rooms.map((room) => (proposal.rooms.length > 1 ? `${room.name} (${room.letters.join(" ")})` : room.name)).join(" + ");
  const broken = proposal.broken.map(({ text }) => text);
  const rooms = proposal.rooms.map(({ room_id, letters }) => ({ room_id, letters: proposal.rooms.length > 1 ? letters : [] }));
  const accept = async () => {
    const reason = broken.length ? await askReason(broken) : "";
    if (reason !== null) give({ rooms, codes: proposal.codes, reason, knowing: proposal.broken.map(({ code }) => code) });
  };
  return make(
    `article.proposal${index ? "" : ".is-first"}`,
    {},
    make("header", {}, make("b.proposal-room", {}, name), make("span.muted", {}, proposal.rooms[0].floor)),
    proposal.flags.map((flag) => make("p.chip.is-warn", {}, flag)),
    broken.map((text) => make("p.notice.is-bad", {}, text)),
    make("ul.reasons", {}, proposal.reasons.map((reason) => make("li", {}, reason))),
    button(`btn.btn-huge${index ? "" : ".btn-primary"}`, accept, fill(gettext("Give %(room)s"), { room: name })),
  );
}

function otherRoom(phone, party, give, redraw) {
  const floors = phone.now.floors;
  const now = new Map((phone.rooming.now?.rooms ?? []).map((room) => [room.id, room]));
  const choose = async (room) => {
    const found = await phone.rooming.assess(party.party_id, room.id);
    if (found?.impossible) return say(found.sentences.join(" "), "is-bad");
    const reason = found && !found.sentences.length ? "" : await askReason(found?.sentences ?? []);
    const rooms = [{ room_id: room.id, letters: [] }];
    if (reason !== null) give({ rooms, codes: ["chosen_by_hand"], reason, knowing: found?.codes ?? null });
  };
  const draw = (floor) => [
    phone.contact.state === CONNECTED ? null : noNetwork(),
    floorRow(floors, floor, (one) => redraw(...draw(one))),
    make("div.rooms", {}, floor.rooms.map((room) => roomCell(room, now.get(room.id), choose))),
  ].filter(Boolean);
  return draw(floors[0]);
}

function roomCell(room, state, choose) {
  const taken = state?.people > 0;
  const shut = state && state.state !== "ready";
  const word = taken ? fill(gettext("%(people)s in"), { people: state.people }) : shut ? gettext("not ready") : state ? fill(gettext("%(beds)s beds"), { beds: state.beds }) : "";
  const cell = button(`room${taken ? ".is-taken" : ""}${shut ? ".is-shut" : ""}`, () => choose(room), make("b", {}, room.name), make("span", {}, word));
  cell.disabled = Boolean(shut);
  return cell;
}
