// What I answer for now: what is late first; answered, called done and handed on with or without network.

import { clockTime, dayAndTime, fromNow } from "../clock.js";
import { button, make } from "../dom.js";
import { openSheet } from "../sheet.js";
import { isNews } from "../told-list.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

const ANSWER = "duty.answer_matter";
const DONE = "duty.finish_matter";
const OFFER = "duty.offer_matter";
const TAKE = "duty.take_matter";
const DECLINE = "duty.decline_matter";
const LONGEST_WORDS = 500;
const SOON_MS = 15 * 60_000;
const TAPPED = new Set([ANSWER, DONE, OFFER, TAKE, DECLINE]);

export const mine = {
  id: "mine",
  icon: "list",
  label: () => gettext("Mine"),
  count: (phone) => standing(phone).filter(({ part }) => part !== "done").length,
  allowed: (phone) => phone.can("matter.answer") && (standing(phone).length > 0 || location.hash === "#mine"),
  draw(phone) {
    const all = standing(phone);
    const pick = (part) => all.filter((matter) => matter.part === part).sort(pressing);
    const parts = [
      group(phone, gettext("Offered to you"), pick("offered")),
      group(phone, gettext("Nobody has answered: it calls you"), pick("climbed")),
      group(phone, gettext("You answer for it"), pick("mine")),
      group(phone, gettext("You work on it too"), pick("helped")),
      group(phone, gettext("Called done: whoever asked says whether it is"), pick("done")),
    ].filter(Boolean);
    return parts.length ? parts : make("p.empty", {}, gettext("Nothing waits for you. What somebody asks you has your name from then on, and stands here."));
  },
};

/** Return the matters with this phone's own taps laid over what the server said last. */
export function standing(phone) {
  const told = phone.matters.now;
  if (!told) return [];
  const taps = new Map();
  for (const entry of phone.queue.all()) {
    // What was decided before the matters were told is in them already, with what others did since.
    if (TAPPED.has(entry.action) && isNews(entry, told)) taps.set(entry.facts.matter_id, [...(taps.get(entry.facts.matter_id) ?? []), entry]);
  }
  return told.matters.map((matter) => (taps.get(matter.id) ?? []).reduce((before, entry) => after(before, entry, told), matter)).filter(({ part }) => part !== "gone");
}

/** Return a matter as it is once a tap has been taken. */
function after(matter, { action, facts }, told) {
  if (action === ANSWER) return { ...matter, answer_by: null, part: matter.whose ? matter.part : "mine" };
  if (action === DONE) return { ...matter, part: "done" };
  if (action === TAKE) return { ...matter, part: "mine", offered_to: "" };
  if (action === DECLINE) return { ...matter, part: "gone" };
  return { ...matter, offered_to: told.colleagues.find(({ id }) => id === facts.to)?.name ?? "" };
}

/** By when something is to happen: the word that is owed, else the thing itself. */
const until = ({ answer_by, due_at }) => Math.min(...[answer_by, due_at].filter(Boolean).map(Date.parse), Infinity);
const pressing = (one, other) => until(one) - until(other) || Date.parse(one.asked_at) - Date.parse(other.asked_at);

function group(phone, title, matters) {
  if (!matters.length) return null;
  return make("section.step-group", {}, make("h2", {}, `${title} · ${matters.length}`), matters.map((matter) => card(phone, matter)));
}

function card(phone, matter) {
  const open = matter.part !== "done" && matter.settles;
  const what = make("span.matter-what", {}, make("b", {}, matter.name), matter.words ? make("span", {}, matter.words) : null,
    make("small", {}, [fill(gettext("asked %(at)s"), { at: near(phone, matter.asked_at) }), matter.part === "mine" ? "" : matter.whose].filter(Boolean).join(" · ")));
  const face = [make("b.matter-room", {}, matter.room || "–"), what, make("span.matter-when", {}, chips(phone, matter))];
  return make("div.matter-card", { "data-matter": matter.id, "data-part": matter.part },
    open ? button("matter-face", () => openMatter(phone, matter), ...face) : make("div.matter-face", {}, ...face),
    matter.part === "offered" ? offered(phone, matter) : null,
    !matter.settles && "matters" in document.body.dataset && !("acting" in document.body.dataset) ? deskLink(matter, gettext("Look at it")) : null);
}

function offered(phone, matter) {
  return make("div.matter-two", {},
    button("btn.btn-primary", () => send(phone, TAKE, matter, gettext("You answer for it now.")), gettext("I take it")),
    button("btn", () => send(phone, DECLINE, matter, gettext("It stays with who had it.")), gettext("I cannot")));
}

function chips(phone, matter) {
  const { answer_by: word, due_at: due, offered_to: to, part } = matter;
  if (part === "done") return make("span.chip.is-ok", {}, gettext("called done"));
  return [
    word ? make(`span.chip.${urgency(word)}`, {}, fill(gettext("answer %(when)s"), { when: fromNow(word) })) : null,
    due ? make(`span.chip.${urgency(due)}`, {}, Date.parse(due) > Date.now() ? fill(gettext("by %(at)s"), { at: near(phone, due) }) : fromNow(due)) : null,
    to && part === "mine" ? make("span.chip.is-warn", {}, fill(gettext("offered to %(name)s"), { name: to })) : null,
  ];
}

function openMatter(phone, matter) {
  openSheet([matter.room, matter.name].filter(Boolean).join(" · "), (close, redraw) => sheet(phone, matter, close, redraw));
}

/** The three things that can be done with it, the likeliest first; each is one tap, or two. */
function sheet(phone, matter, close, redraw) {
  const own = /** @type {HTMLTextAreaElement} */ (make("textarea", { maxlength: LONGEST_WORDS, rows: 2, "aria-label": gettext("In your own words") }));
  const answer = (words) => words && (close(), send(phone, ANSWER, matter, gettext("Told. Whoever asked sees it."), { words }));
  const mayTake = matter.part === "offered" || matter.part === "climbed";
  return [
    matter.words ? make("p.matter-said", {}, matter.words) : null,
    matter.private ? make("p.notice.is-info", {}, gettext("Told in confidence: what was said is read at its own page, with network.")) : null,
    matter.private && !("acting" in document.body.dataset) ? deskLink(matter, gettext("Read what was said")) : null,
    mayTake ? button("btn.btn-huge.btn-primary", () => (close(), send(phone, TAKE, matter, gettext("You answer for it now."))), gettext("I take it")) : null,
    make("h2", {}, gettext("Tell whoever asked")),
    make("div.choices", {}, answers().map((words) => button("btn.btn-huge", () => answer(words), words))),
    make("label.own-reason", {}, gettext("In your own words"), own),
    button("btn.btn-huge", () => answer(own.value.trim()), gettext("Send these words")),
    make("h2", {}, gettext("Or")),
    button("btn.btn-huge", () => redraw(...colleagues(phone, matter, close)), gettext("Hand it over")),
    make("div.full-foot", {}, button(`btn.btn-huge${mayTake ? "" : ".btn-primary"}`, () => (close(), send(phone, DONE, matter, gettext("Whoever asked is asked whether it is solved."), { words: own.value.trim() })), gettext("It is done"))),
  ].filter(Boolean);
}

/** Draw who may take it over: it stays with whoever has it until they say yes. */
function colleagues(phone, matter, close) {
  const those = phone.matters.now?.colleagues ?? [];
  if (!those.length) return [make("p.empty", {}, gettext("Nobody else is on duty."))];
  const hand = ({ id, name }) => (close(), send(phone, OFFER, matter, fill(gettext("Offered to %(name)s. It is yours until they say yes."), { name }), { to: id }));
  return [make("p.band-word", {}, gettext("Hand it over to whom?")), make("div.choices", {}, those.map((one) => button("btn.btn-huge", () => hand(one), one.name)))];
}

async function send(phone, action, matter, told, facts = {}) {
  // What it was stands in the list of entries also once it is nobody's of this phone any more.
  phone.remember(`matter/${matter.id}`, [matter.room, matter.name].filter(Boolean).join(" · "));
  if (await phone.tap(action, { matter_id: matter.id, ...facts })) say(told);
}

const deskLink = ({ id }, word) => make("a.btn.btn-huge", { href: `${document.body.dataset.matters}${id}/` }, word);

const answers = () => [
  gettext("I see to it now."),
  gettext("It comes within the hour."),
  gettext("It comes with the next round."),
  gettext("It takes longer; I come and say why."),
];

function urgency(moment) {
  const left = Date.parse(moment) - Date.now();
  if (left < 0) return "is-bad";
  return left < SOON_MS ? "is-warn" : "is-quiet";
}

/** The hour, and the day where it is not within twelve hours. */
function near(phone, moment) {
  const { timezone } = phone.now;
  return Math.abs(Date.parse(moment) - Date.now()) < 12 * 3_600_000 ? clockTime(moment, timezone) : dayAndTime(moment, timezone);
}
