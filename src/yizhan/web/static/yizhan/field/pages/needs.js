// What somebody asks for at a door: a tap for each thing, another for one more of it, then keep.

import { button, make, pressed } from "../dom.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

const ASK = "duty.ask";
const LONGEST_WORDS = 500;

/** Whether this phone may write down what is asked for. */
export const mayAsk = (phone) => Boolean(phone.now?.needs?.length) && phone.now.capabilities.includes("matter.answer");

/**
 * Draw the needs of a sheet, as its contents. `stop` is the door; `redraw(...contents)` draws the sheet anew,
 * `above` is what stands over the needs, `close()` leaves it.
 */
export function needsAtDoor(phone, stop, above, close, redraw) {
  const chosen = new Map();
  const said = { whose: null, words: "" };
  const again = () => redraw(...draw());
  const words = /** @type {HTMLTextAreaElement} */ (make("textarea", { maxlength: LONGEST_WORDS, rows: 2, "aria-label": gettext("In a word") }));
  words.addEventListener("input", () => (said.words = words.value.trim()));
  const draw = () => [above, whose(stop, said, again), ...phone.now.needs.map((group) => tiles(group, chosen, again)),
    make("label.own-reason", {}, gettext("In a word"), words), foot(phone, stop, chosen, said, close)];
  return draw();
}

/** Draw for whom it is: the whole room unless somebody is tapped. */
function whose(stop, said, again) {
  if (stop.people.length < 2) return null;
  const one = (id, name) => pressed(button("btn.btn-huge", () => ((said.whose = id), again()), name), said.whose === id);
  return make("div.need-whose", {}, one(null, gettext("All of them")), stop.people.map(({ person_id, tag }) => one(person_id, tag)));
}

function tiles(group, chosen, again) {
  const tile = (need) => {
    const count = chosen.get(need.id) ?? 0;
    return pressed(button("finding", () => (choose(chosen, need, count), again()), make("span.step-box", { "aria-hidden": "true" }, mark(need, count)), make("span", {}, need.name)), count > 0);
  };
  return make("section.step-group", {}, make("h2", {}, group.name), make("div.findings", {}, group.needs.map(tile)));
}

const MOST = 9;
const mark = ({ counted }, count) => (count === 0 ? "" : counted ? count : "✓");

/** What comes in numbers is one more with each tap, and none after nine; all else is there or not. */
function choose(chosen, { id, counted }, count) {
  if (counted ? count < MOST : count === 0) chosen.set(id, count + 1);
  else chosen.delete(id);
}

function foot(phone, stop, chosen, said, close) {
  const names = new Map(phone.now.needs.flatMap(({ needs }) => needs).map((need) => [need.id, need]));
  const keep = async () => {
    close();
    const where = said.whose ? { person_id: said.whose } : stop.room_id ? { room_id: stop.room_id } : { person_id: stop.people[0].person_id };
    for (const [need, count] of chosen) {
      const counted = names.get(need).counted ? `× ${count}` : "";
      const facts = { need, channel: "door", words: [counted, said.words].filter(Boolean).join("\n"), ...where };
      if (!(await phone.tap(ASK, facts))) return;
    }
    say(fill(gettext("Written down: %(what)s. You answer for it."), { what: [...chosen.keys()].map((id) => names.get(id).name).join(gettext(", ")) }), "is-ok");
  };
  const done = button("btn.btn-huge.btn-primary", keep, gettext("Keep"));
  done.disabled = chosen.size === 0;
  return make("div.full-foot", {}, done);
}

/** Return what an entry says. */
export function describeAsked(phone, { need, words }) {
  const known = phone.now?.needs?.flatMap(({ needs }) => needs).find(({ id }) => id === need);
  return [known?.name ?? need, words].filter(Boolean).join(" · ");
}
