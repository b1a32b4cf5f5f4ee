// The countdown: what each team has ready by when, the own team's first. One tap ticks a step off.

import { clockTime, fromNow } from "../clock.js";
import { button, make } from "../dom.js";
import { ask } from "../sheet.js";
import { fill, gettext } from "../words.js";

const SOON_MS = 5 * 60_000;
const STANDS = new Set(["pending", "waiting", "sent"]);

export const countdown = {
  id: "countdown",
  icon: "clock",
  label: () => gettext("Countdown"),
  allowed: (phone) => phone.can("step.tick"),
  draw(phone) {
    if (!phone.batch) return make("p.empty", {}, gettext("No batch is announced. As soon as one is, its countdown appears here."));
    const steps = withTicks(phone).filter((step) => step.batch_id === phone.batch.id);
    const mine = steps.filter((step) => step.mine);
    return [
      arrival(phone, steps),
      mine.length ? list(phone, gettext("My team"), mine) : null,
      make("a.btn.btn-huge", { href: document.body.dataset.questions }, gettext("Questions about tonight")),
      list(phone, mine.length ? gettext("Other teams") : gettext("All teams"), steps.filter((step) => !step.mine)),
    ];
  },
};

/** Return the steps with this phone's own ticks laid over what the server said last. */
function withTicks(phone) {
  const ticks = new Map();
  const told = Date.parse(phone.now.server_time) - phone.snapshot.clockOffMs;
  for (const entry of phone.queue.all()) {
    // What was decided before the snapshot was taken is in it already, with what others did since.
    const fresh = entry.state !== "sent" || entry.at > told;
    if (entry.action === "intake.tick_step" && STANDS.has(entry.state) && fresh) ticks.set(entry.facts.step_id, entry);
  }
  return phone.now.steps.map((step) => {
    const tick = ticks.get(step.id);
    return tick ? { ...step, done_at: tick.facts.done ? (step.done_at ?? tick.tapped_at) : null } : step;
  });
}

function arrival(phone, steps) {
  const { eta } = phone.batch;
  const open = steps.filter(({ done_at }) => !done_at).length;
  return make(
    "section.tally",
    {},
    make("div.tally-figure", {}, make("span", {}, gettext("Arrival")), make("b", {}, eta ? clockTime(eta, phone.now.timezone) : "?"), make("span", {}, eta ? fromNow(eta) : gettext("not known yet"))),
    make("div.tally-figure", {}, make("span", {}, gettext("Still open")), make("b", {}, open), make("span", {}, fill(gettext("of %(count)s"), { count: steps.length }))),
  );
}

function list(phone, title, steps) {
  if (!steps.length) return null;
  const order = [...steps].sort((a, b) => Number(Boolean(a.done_at)) - Number(Boolean(b.done_at)) || Date.parse(a.due_at) - Date.parse(b.due_at));
  return make("section.step-group", {}, make("h2", {}, title), make("div.steps", {}, order.map((step) => row(phone, step))));
}

function row(phone, step) {
  const done = Boolean(step.done_at);
  const tick = async () => {
    if (done && !(await ask(gettext("Take the tick back?"), make("p", {}, step.text), gettext("Not done yet")))) return;
    await phone.tap("intake.tick_step", { step_id: step.id, done: !done });
  };
  const one = button(`step${done ? ".is-done" : ""}`, tick,
    make("span.step-box", { "aria-hidden": "true" }, done ? "✓" : ""),
    make("span.step-text", {},
      make("b", {}, step.text),
      make("span.step-when", {}, make("small", {}, [clockTime(step.due_at, phone.now.timezone), step.mine ? "" : step.team].filter(Boolean).join(" · ")),
        done ? make("span.chip.is-ok", {}, gettext("done")) : make(`span.chip.${urgency(step)}`, {}, fromNow(step.due_at))),
    ),
  );
  one.setAttribute("aria-pressed", String(done));
  return one;
}

function urgency({ due_at }) {
  const left = Date.parse(due_at) - Date.now();
  if (left < -30_000) return "is-bad";
  return left < SOON_MS ? "is-warn" : "is-quiet";
}
