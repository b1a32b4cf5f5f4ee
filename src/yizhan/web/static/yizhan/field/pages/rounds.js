// Rounds: which are to be walked today, what to carry, the walk itself, and its end.

import { clockTime, fromNow } from "../clock.js";
import { button, make } from "../dom.js";
import { icon } from "../icons.js";
import { ask, openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { progress, standingRound, standingWalk } from "../walk.js";
import { fill, gettext, ngettext } from "../words.js";
import { openCards } from "./cards.js";
import { door } from "./walk.js";

const GOES_ON = new Set(["planned", "late", "walking"]);

export const rounds = {
  id: "rounds",
  icon: "route",
  label: () => gettext("Rounds"),
  allowed: (phone) => phone.can("round.walk"),
  draw(phone) {
    const chosen = phone.note("walk", "");
    phone.rounds.look(chosen);
    if (!chosen) return list(phone);
    if (phone.rounds.walk?.round.id !== chosen) return [back(phone), make("p.empty", {}, gettext("The list of this round is fetched as soon as there is network."))];
    const walk = standingWalk(phone.rounds.walk, phone.queue.all(), (kind) => mayDo(phone, kind));
    if (walk.round.state === "planned" || walk.round.state === "late") return packing(phone, walk);
    if (walk.round.state !== "walking" || walk.round.offered_to_me) return over(phone, walk);
    return door(phone, walk, { leave: () => leave(phone), more: () => more(phone, walk), end: () => end(phone, walk), may: (kind) => mayDo(phone, kind) });
  },
};

/** What a posting must allow for the result of a kind; whoever walks may do all others. */
const NEEDS = { "health.observe": "health.observe", "health.take_sample": "sample.take", "care.look_in": "care.look" };
const mayDo = (phone, kind) => Boolean(kind) && phone.can(NEEDS[kind.action] ?? "round.walk");

function list(phone) {
  const told = phone.rounds.list;
  if (!told) return make("p.empty", {}, gettext("The rounds of today are fetched as soon as there is network."));
  const taps = phone.queue.all();
  const all = told.map((round) => standingRound(round, taps));
  const [to, past] = [all.filter(({ state }) => GOES_ON.has(state)), all.filter(({ state }) => !GOES_ON.has(state))];
  return [
    to.length ? make("div.rounds", {}, to.map((round) => card(phone, round))) : make("p.empty", {}, gettext("No round is planned for now. As soon as one is, it appears here.")),
    button("btn.btn-huge", () => openCards(phone), gettext("Cards in their language")),
    past.length ? make("section.step-group", {}, make("h2", {}, gettext("Earlier today")), make("div.rounds", {}, past.map((round) => card(phone, round)))) : null,
  ];
}

function card(phone, round) {
  const left = round.open + round.skipped;
  return button(`round-card${round.mine || round.offered_to_me ? ".is-mine" : ""}`, () => open(phone, round),
    make("b.round-time", {}, clockTime(round.planned_at, phone.now.timezone)),
    make("span.round-word", {},
      make("b", {}, round.kinds.map(({ name }) => name).join(" + ")),
      make("span", {}, round.floors.join(" · ")),
      make("small", {}, left ? fill(ngettext("%(count)s to do", "%(count)s to do", left), { count: left }) : gettext("all done"), round.walker ? ` · ${round.walker.name}` : "")),
    chip(round));
}

function chip(round) {
  if (round.offered_to_me) return make("span.chip.is-warn", {}, gettext("handed to you"));
  if (round.state === "walking") return make("span.chip.is-info", {}, gettext("under way"));
  if (round.state === "late") return make("span.chip.is-warn", {}, gettext("late"));
  if (round.state === "ended") return make("span.chip.is-ok", {}, gettext("ended"));
  if (round.state === "called_off") return make("span.chip", {}, gettext("called off"));
  return make("span.chip", {}, fromNow(round.planned_at));
}

function open(phone, round) {
  phone.rounds.forget();
  phone.remember("walk", round.id);
}

function leave(phone) {
  phone.rounds.forget();
  phone.remember("walk", "");
}

const back = (phone) => make("header.page-title", {}, button("btn.btn-back", () => leave(phone), `‹ ${gettext("All rounds")}`));

/** Before going in: what to carry, so that nobody comes out again for a battery. */
function packing(phone, walk) {
  const { round, packing: things } = walk;
  return [
    back(phone),
    make("h1.walk-title", {}, `${clockTime(round.planned_at, phone.now.timezone)} · ${round.floors.join(" · ")}`),
    make("p.band-word", {}, fill(ngettext("%(count)s door", "%(count)s doors", walk.stops.length), { count: walk.stops.length }), " · ", round.kinds.map(({ name }) => name).join(" + ")),
    make("section.step-group", {}, make("h2", {}, gettext("Take in with you")),
      make("ul.packing", {}, things.map(({ name, count }) => make("li", {}, make("b", {}, count), make("span", {}, name))))),
    make("div.full-foot", {}, button("btn.btn-giant.btn-primary", () => phone.tap("duty.start_round", { round_id: round.id }), gettext("Go in"))),
  ];
}

/** A round that somebody else is to go on with, or that is over. */
function over(phone, walk) {
  const { round } = walk;
  const { done, doors } = progress(walk.stops);
  const words = { ended: gettext("This round is over."), called_off: gettext("This round was called off.") };
  const offered = fill(gettext("%(name)s asks you to go on with this round."), { name: round.walker?.name ?? "" });
  return [
    back(phone),
    make("h1.walk-title", {}, `${clockTime(round.planned_at, phone.now.timezone)} · ${round.floors.join(" · ")}`),
    make("p.fever-word", {}, words[round.state] ?? offered),
    make("p", {}, fill(gettext("%(done)s of %(doors)s doors done"), { done, doors })),
    round.offered_to_me ? make("div.full-foot", {}, button("btn.btn-giant.btn-primary", () => phone.tap("duty.accept_round", { round_id: round.id }), gettext("Take it over"))) : null,
  ];
}

function more(phone, walk) {
  openSheet(gettext("This round"), (close) => {
    const give = (id) => async () => {
      close();
      await phone.tap("duty.hand_over_round", { round_id: walk.round.id, account_id: id });
    };
    const addDue = async () => {
      close();
      const done = await phone.doNow("duty.add_to_round", { round_id: walk.round.id });
      if (done) say(done.tasks ? fill(ngettext("%(count)s thing more on the list", "%(count)s things more on the list", done.tasks), { count: done.tasks }) : gettext("Nothing more is due on these floors."));
    };
    return [
      button("btn.btn-huge", () => (close(), openCards(phone)), gettext("Cards in their language")),
      button("btn.btn-huge", addDue, gettext("Add what fell due since")),
      make("section.step-group", {}, make("h2", {}, gettext("Take in with you")),
        make("ul.packing", {}, walk.packing.map(({ name, count }) => make("li", {}, make("b", {}, count), make("span", {}, name))))),
      make("section.step-group", {}, make("h2", {}, gettext("Hand over to")),
        make("div.choices", {}, walk.crew.map(({ id, name }) => button("btn.btn-huge", give(id), name)))),
      make("div.full-foot", {}, button("btn.btn-huge.btn-danger", () => (close(), end(phone, walk)), icon("door"), gettext("End the round"))),
    ];
  });
}

async function end(phone, walk) {
  const { open: left, skipped } = progress(walk.stops);
  const missed = left + skipped;
  const words = [
    make("b.asked-figure", {}, missed || "✓"),
    make("p", {}, missed ? gettext("doors have something open. It counts as missed, and is due on the next round.") : gettext("Everything on the list is done.")),
  ];
  const yes = await ask(gettext("End the round"), words, gettext("End it"), { danger: missed > 0 });
  if (yes && (await phone.tap("duty.end_round", { round_id: walk.round.id }))) leave(phone);
}
