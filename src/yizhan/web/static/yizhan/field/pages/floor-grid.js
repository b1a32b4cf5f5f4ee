// Floors and rooms by their names: first the floor, then the room.

import { button, make } from "../dom.js";
import { fill, gettext } from "../words.js";

/**
 * Return a row of floors and the rooms of the chosen one, which is remembered under `note`.
 * `cell(room)` draws a room, `word(floor)` a short word under a floor's name.
 */
export function floorGrid(phone, note, cell, word = (_floor) => "") {
  const floors = phone.now.floors;
  const chosen = floors.find(({ id }) => id === phone.note(note)) ?? floors[0];
  if (!chosen) return make("p.empty", {}, gettext("This site has no rooms yet. The site head sets them up."));
  return make("section.floor-grid", {}, floorRow(floors, chosen, (floor) => phone.remember(note, floor.id), word), make("div.rooms", {}, chosen.rooms.map(cell)));
}

/** Return the row of floors alone. */
export function floorRow(floors, chosen, choose, word = (_floor) => "") {
  return make("div.floors", { role: "group", "aria-label": gettext("Floor") }, floors.map((floor) => {
    const one = button("floor", () => choose(floor), make("b", {}, floorName(floor.name)), make("small", {}, word(floor)));
    one.setAttribute("aria-pressed", String(floor === chosen));
    return one;
  }));
}

/** A floor's name is a name; only a bare number needs the word. */
const floorName = (name) => (/^\d+$/.test(name) ? fill(gettext("%(floor)s F"), { floor: name }) : name);
