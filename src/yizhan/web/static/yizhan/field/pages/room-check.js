// Count 3: how many stand in the room, and sixty seconds of questions at the door.

import { button, make } from "../dom.js";
import { closedAt, lastByRoom, peopleOf, standing } from "../figures.js";
import { keypad } from "../keypad.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext, ngettext } from "../words.js";
import { closeButton } from "./close-round.js";
import { people } from "./describe.js";
import { floorGrid } from "./floor-grid.js";
import { askFindings } from "./triage.js";

const ROUND = 3;
const DIGITS = 2;
const COMMON = [0, 1, 2, 3, 4, 5, 6];

export const roomCheck = {
  id: "rooms",
  icon: "door",
  label: () => gettext("Room check"),
  allowed: (phone) => phone.can("count.room"),
  draw(phone) {
    if (!phone.batch) return make("p.empty", {}, gettext("No batch is announced. As soon as one is, it appears here."));
    const marks = phone.marks();
    const seen = lastByRoom(standing(marks, ROUND));
    const cell = (room) => {
      const mark = seen.get(room.id);
      return button(`room${mark ? ".is-done" : ""}`, () => checkRoom(phone, room, mark), make("b", {}, room.name), make("span", {}, mark ? `✓ ${mark.people}` : ""));
    };
    return [figures(phone, marks, seen.size), floorGrid(phone, "floor", cell, (floor) => floorWord(floor, seen))];
  },
};

function figures(phone, marks, rooms) {
  const total = peopleOf(marks, ROUND);
  return make(
    "section.tally",
    {},
    make("div.tally-figure", {}, make("span", {}, gettext("My count")), make("b", { "data-figure": "total" }, total)),
    make("div.tally-figure", {}, make("span", {}, gettext("Rooms seen")), make("b", {}, rooms)),
    make("div.tally-deeds", {}, closeButton(phone, ROUND, total, closedAt(phone.now, phone.queue.all(), phone.batch.id, ROUND))),
  );
}

function floorWord({ rooms }, seen) {
  const done = rooms.filter(({ id }) => seen.has(id)).length;
  return done ? `${done}/${rooms.length}` : "";
}

function checkRoom(phone, room, before) {
  openSheet(fill(gettext("Room %(room)s"), { room: room.name }), (close, redraw) => {
    const keep = async (count) => {
      const entry = await phone.tap("intake.check_room", { batch_id: phone.batch.id, room_id: room.id, people: count });
      close();
      if (!entry) return;
      say(`${room.name} · ${people(count)}`);
      if (count) askFindings(phone, room, entry);
    };
    const more = () => redraw(keypad({ length: DIGITS, show: (digits) => make("span.tag", {}, digits || "·"), ready: (digits) => Number(digits) <= 50 && digits !== "", done: (digits) => keep(Number(digits)), word: gettext("OK") }));
    return [
      make("p.band-word", {}, gettext("How many people are in the room?")),
      before ? make("p.muted", {}, fill(ngettext("You entered %(count)s before.", "You entered %(count)s before.", before.people), { count: before.people })) : null,
      make("div.counts", {}, COMMON.map((count) => button("key", () => keep(count), count)), button("key.key-quiet", more, gettext("More"))),
    ].filter(Boolean);
  });
}
