// The red button on a phone: one tap rings, with or without network; what to do until then is on the phone itself.

import { alarmStrip, answerTo, mayAskToNotify } from "./alarm.js";
import { bad, good } from "./feedback.js";
import { button, make } from "./dom.js";
import { openSheet } from "./sheet.js";
import { clockTime } from "./clock.js";
import { newId } from "./uuid.js";
import { fill, gettext, language } from "./words.js";

const { dataset } = document.body;
const tongue = language.startsWith("en") ? "en" : "zh";

/** @type {{flags: any[], say: any} | null} */
let guide = null;

/** Fetch what is to be done, which the service worker keeps with the app. */
export async function loadGuide() {
  const response = await fetch(dataset.guide).catch(() => null);
  if (response?.ok) guide = await response.json();
}

/** Open the sheet of the red button. */
export function openHelp(phone) {
  openSheet(gettext("Emergency"), (_close, replace) => [
    numbers(),
    make("h3.help-ask", {}, gettext("One tap rings the doctor and the site head at once")),
    make("div.help-tiles", {},
      button("help-tile.is-any", () => raised(phone, null, replace), gettext("Come! Ring the doctor")),
      (guide?.flags ?? []).map((flag) => button("help-tile", () => raised(phone, flag, replace), flag[tongue].name))),
    mayAskToNotify() ? button("btn", () => Notification.requestPermission(), gettext("Let this phone ring when it is in the background")) : null,
  ]);
}

async function raised(phone, flag, replace) {
  const first = await send(phone, "duty.raise_emergency", { flag: flag?.key ?? "" });
  replace(...told(phone, flag, first?.id, replace));
}

/** Keep the tap on the phone and send it at once, past all that waits: both carry the same id. */
async function send(phone, action, facts) {
  const whole = { site_id: dataset.siteId, ...facts };
  const entry = await phone.queue.add(action, whole).catch(() => null);
  (entry ? good : bad)();
  const command = entry ? phone.queue.envelope(entry) : { id: newId(), action, facts: whole, tapped_at: new Date().toISOString() };
  phone.contact.post("commands", [command]).then(({ status, body }) => {
    if (status !== 200) return phone.sender.kick();
    return entry ? phone.queue.settle(body[0]) : undefined;
  });
  return command;
}

function told(phone, flag, emergency, replace) {
  const where = (room) => async () => {
    await send(phone, "duty.raise_emergency", { flag: flag?.key ?? "", room_id: room.id, emergency_id: emergency });
    replace(...told(phone, flag, emergency, replace));
  };
  return [
    make("p.help-told", { role: "status" }, gettext("Sent. It rings now; without network it goes as soon as there is one. Call as well:")),
    numbers(),
    flag ? steps(flag) : null,
    rooms(phone, where),
    saying(),
  ].filter(Boolean);
}

/** Ask where, if the phone knows the rooms: a second tap, after the first one rang. */
function rooms(phone, where) {
  const floors = phone.now?.floors ?? [];
  if (!floors.length) return null;
  return make("details.help-rooms", {}, make("summary", {}, gettext("Which room?")),
    floors.map((floor) => make("div.help-floor", {}, floor.rooms.map((room) => button("btn", where(room), room.name)))));
}

function numbers() {
  const one = (kind, number, word) => make(`a.help-number${kind}`, { href: `tel:${number}` }, make("b", {}, number), make("span", {}, word));
  return make("section.help-numbers", {},
    one(".is-first", dataset.ambulance, gettext("Ambulance")), one("", dataset.fire, gettext("Fire")), one("", dataset.police, gettext("Police")),
    dataset.sitePhone ? one(".is-wide", dataset.sitePhone, gettext("Front desk")) : null);
}

function steps(flag) {
  const { name, do: todo, dont } = flag[tongue];
  return make("section.help-guide.is-open", {}, make("h3", {}, name),
    make("ol.help-do", {}, todo.map((line) => make("li", {}, line))),
    make("ul.help-dont", {}, dont.map((line) => make("li", {}, line))));
}

function saying(place = "") {
  const facts = { site: dataset.siteName, place: place || gettext("room or floor: say it"), phone: dataset.sitePhone || "–" };
  const lines = (guide?.say[tongue] ?? []).map((line) => line.replace(/\{(\w+)\}/g, (_, name) => facts[name]));
  return make("section.help-guide.is-open", {}, make("h3", {}, gettext("What to say on the telephone")), make("ul.help-say", {}, lines.map((line) => make("li", {}, line))));
}

/** The line on top of every page while an emergency is open; a tap opens it. */
export const strip = (phone) => alarmStrip(phone.alarm?.emergencies ?? [], (one, contents) => button("alarm-line", () => (one.kind !== "emergency" ? location.assign(one.page) : openThread(phone, one)), contents));

function openThread(phone, one) {
  const flag = guide?.flags.find(({ key }) => key === one.flag) ?? null;
  const tap = (kind, word, look = "") => button(`btn.btn-huge${look}`, () => answer(phone, kind, one), word);
  openSheet(`${one.place || "?"} · ${one.flag_name || gettext("Emergency")}`, () => [
    make("p.muted", {}, [clockTime(one.raised_at, phone.now?.timezone), one.floor && fill(gettext("Floor %(name)s"), { name: one.floor }), one.extension && `☎ ${one.extension}`].filter(Boolean).join(" · ")),
    one.going.length ? make("p", {}, fill(gettext("Going: %(names)s"), { names: one.going.join(", ") })) : null,
    tap("going", gettext("I am going"), ".btn-danger.is-filled"),
    make("div.help-pair", {}, tap("called", gettext("Ambulance called")), tap("arrived", gettext("Ambulance there")), tap("handed_over", gettext("Handed over to them")), tap("seen", gettext("Seen"))),
    numbers(),
    flag ? steps(flag) : null,
    saying(one.place),
    make("a.btn.btn-huge", { href: `${dataset.emergencies}${one.id}/` }, gettext("The whole thread, and ending it")),
  ]);
}

/** Send a tap about an emergency, and remember it in the queue. */
export async function answer(phone, kind, emergency) {
  const told = answerTo(kind, emergency, dataset.siteId);
  if (told) await send(phone, ...told);
  else if (emergency.kind === "watch" && kind === "going") location.assign(emergency.page);
  phone.changed();
}
