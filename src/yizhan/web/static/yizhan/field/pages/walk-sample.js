// A sample at a door: a tube of one's own, or the pool that goes from door to door where the protocol allows one.

import { button, make } from "../dom.js";
import { bad } from "../feedback.js";
import { icon } from "../icons.js";
import { keypad } from "../keypad.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { DIGITS, isTubeNumber, readTube, spoken } from "../tube.js";
import { takesSample } from "../walk.js";
import { fill, gettext } from "../words.js";

const SAMPLE = "health.take_sample";

/** Draw what there is to do about somebody's sample, or in which tube it is. */
export function sampleOf(phone, walk, person, task, stay) {
  if (task.state === "done") return taken(walk, task);
  const keep = async (tube, more = {}) => {
    stay();
    return phone.tap(SAMPLE, { person_ids: [person.person_id], tube, ...more, round_id: walk.round.id });
  };
  const alone = () => single(walk, keep);
  const share = () => begin(phone, walk, person, keep);
  if (person.pool <= 1) return button("btn.btn-huge", alone, icon("scan"), gettext("Scan the tube"));
  const pool = walk.pools.find(({ tube }) => tube === phone.note(noted(walk), ""));
  return make("div.walk-sample", {},
    pool && takesSample(pool, person)
      ? [button("btn.btn-huge", () => fillUp(pool, keep), icon("pool"), make("span.walk-tube", {}, gettext("Into the pool"), make("small", {}, howFull(pool)))), button("btn.btn-huge", () => another(person, share, alone), gettext("Another tube"))]
      : [button("btn.btn-huge", share, icon("pool"), gettext("Scan a pool")), button("btn.btn-huge", alone, icon("scan"), gettext("Single tube"))]);
}

const noted = (walk) => `pool/${walk.round.id}`;
const howFull = ({ tube, people, size }) => `${spoken(tube)} · ${people.length}/${size}`;

function taken(walk, task) {
  const pool = walk.pools.find(({ tube }) => tube === task.result?.tube);
  const where = pool ? howFull(pool) : task.result ? spoken(task.result.tube) : "";
  return make("p.walk-taken", {}, make("span.chip.is-ok", {}, gettext("sample taken")), where ? make("span.mono", {}, where) : null);
}

async function single(walk, keep) {
  const tube = await askTube(gettext("Scan the tube"));
  if (!tube) return;
  if (walk.pools.some((pool) => pool.tube === tube)) return refuse(gettext("This is a pool's label. Take a single tube's."));
  await keep(tube);
}

async function begin(phone, walk, person, keep) {
  const tube = await askTube(gettext("Scan a pool"));
  if (!tube) return;
  const pool = walk.pools.find((one) => one.tube === tube);
  if (!pool) return refuse(fill(gettext("%(number)s is no open pool of this site: a single tube, full, or packed."), { number: spoken(tube) }));
  if (!takesSample(pool, person)) return refuse(fill(gettext("This pool takes %(size)s; this person may share with %(allowed)s at most, or it is full."), { size: pool.size, allowed: person.pool }));
  phone.remember(noted(walk), tube);
  await fillUp(pool, keep);
}

async function fillUp(pool, keep) {
  const entry = await keep(pool.tube, { pool: true });
  if (entry && pool.people.length + 1 === pool.size) say(fill(gettext("The pool %(number)s is full: close it, and begin another one."), { number: spoken(pool.tube) }));
}

function another(person, share, alone) {
  openSheet(person.tag, (close) => make("div.choices", {},
    button("btn.btn-huge", () => (close(), share()), icon("pool"), gettext("Scan a pool")),
    button("btn.btn-huge", () => (close(), alone()), icon("scan"), gettext("Single tube"))));
}

/** Ask for a tube's number: the camera first, and from there the number pad. */
async function askTube(title) {
  let typing = false;
  const wrong = () => gettext("This is not a tube's label");
  const tube = await scan(title, readTube, { wrong, instead: () => (typing = true) });
  return tube ?? (typing ? typeTube() : null);
}

function typeTube() {
  return new Promise((resolve) => {
    let found = null;
    openSheet(gettext("The number under the code"), (close) =>
      keypad({ length: DIGITS, show: shown, ready: isTubeNumber, done: (digits) => ((found = digits), close()), word: gettext("OK") }),
    { onClose: () => resolve(found) });
  });
}

function shown(digits) {
  const mistyped = digits.length === DIGITS && !isTubeNumber(digits);
  return [
    make("span.tag.typed-tube", {}, spoken(digits.padEnd(DIGITS, "_"))),
    mistyped ? make("small.typed-wrong", { role: "alert" }, gettext("mistyped")) : null,
  ].filter(Boolean);
}

function refuse(sentence) {
  bad();
  say(sentence, "is-bad");
}
