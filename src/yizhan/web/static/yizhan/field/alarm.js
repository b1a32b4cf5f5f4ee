// An emergency rings on every open page at the same moment: full-screen, with sound and shake, until answered.
// Shared by the desk and the phone app.

import { alarm } from "./feedback.js";
import { button, make } from "./dom.js";
import { fill, gettext } from "./words.js";

const EVERY_MS = 1_200;

/** Asks for open emergencies, and rings. `ask()` resolves to {status, body}; `answer(kind, emergency)` sends a tap. */
export class Alarm extends EventTarget {
  constructor({ ask, answer }) {
    super();
    this.ask = ask;
    this.answer = answer;
    /** What is open, the latest first. */
    this.emergencies = [];
    /** Calls that were answered on this page, by emergency: the server may not know of it yet. */
    this.answered = new Map();
    this.dialog = null;
    this.announced = new Set();
  }

  start() {
    this._ask();
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this._ask());
  }

  async _ask() {
    clearTimeout(this.timer);
    const { status, body } = await this.ask();
    // Without an answer what was known stays: silence is no all-clear.
    if (status === 200) this._take(body);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._ask(), EVERY_MS);
  }

  _take(emergencies) {
    const before = JSON.stringify(this.emergencies);
    this.emergencies = emergencies;
    const ringing = emergencies.filter((one) => one.rings && this.answered.get(one.id) !== one.calls && !wasAnswered(one));
    this._ring(ringing[0]);
    if (JSON.stringify(emergencies) !== before) this.dispatchEvent(new Event("change"));
  }

  _ring(emergency) {
    if (!emergency) return this._silence();
    if (this.dialog?.dataset.emergency !== `${emergency.id} ${emergency.calls} ${emergency.flag} ${emergency.place}`) this._show(emergency);
    alarm();
    if (document.hidden) notify(emergency, this.announced);
  }

  _show(emergency) {
    this._silence();
    const tap = (kind) => {
      this.answered.set(emergency.id, emergency.calls);
      remember(emergency);
      this.answer(kind, emergency);
      this._silence();
    };
    const head = make("p.alarm-what", {}, emergency.flag_name || gettext("Emergency"));
    this.dialog = /** @type {HTMLDialogElement} */ (make("dialog.alarm", { "aria-label": wordOf(emergency), role: "alertdialog", "data-emergency": `${emergency.id} ${emergency.calls} ${emergency.flag} ${emergency.place}` },
      make("p.alarm-word", {}, wordOf(emergency)),
      make("p.alarm-place", {}, emergency.place || gettext("place not said")),
      head,
      emergency.floor || emergency.extension ? make("p.alarm-more", {}, [emergency.floor && fill(gettext("Floor %(name)s"), { name: emergency.floor }), emergency.extension && `☎ ${emergency.extension}`].filter(Boolean).join(" · ")) : null,
      emergency.going.length ? make("p.alarm-more", {}, fill(gettext("Going: %(names)s"), { names: emergency.going.join(", ") })) : null,
      make("div.alarm-taps", {},
        button("alarm-go", () => tap("going"), gettext("I am going")),
        button("alarm-seen", () => tap("seen"), gettext("Seen")),
      ),
    ));
    // Only an answer ends it: a stray Escape must not.
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  _silence() {
    this.dialog?.close();
    this.dialog?.remove();
    this.dialog = null;
  }
}

/** What rings: an emergency, a fever or symptom that the doctor looks at, or a look-in that nobody made. */
const wordOf = ({ kind }) => ({ health: gettext("To the doctor"), watch: gettext("Look-in missed") })[kind] ?? gettext("Emergency");

const keptAs = ({ id }) => `watch/${id}`;

/** No command answers a look-in that was missed but the look-in itself: who answered stays so on the next page too. */
function remember(one) {
  if (one.kind === "watch") sessionStorage.setItem(keptAs(one), String(one.calls));
}

/** A missed look-in does not ring over the page on which it is made, nor again before somebody is called again. */
const wasAnswered = (one) => one.kind === "watch" && (location.pathname === one.page || sessionStorage.getItem(keptAs(one)) === String(one.calls));

/** Return the command that answers a call, or null where nothing need be sent. */
export function answerTo(kind, one, siteId) {
  if (one.kind === "watch") return null;
  if (one.kind !== "health") return ["duty.answer_emergency", { site_id: siteId, emergency_id: one.id, kind }];
  return kind === "going" ? ["health.take_call", { site_id: siteId, matter_id: one.id }] : null;
}

/** The line that stays on every page until the last emergency is over; `tappable(one, contents)` makes what is tapped. */
export function alarmStrip(emergencies, tappable) {
  if (!emergencies.length) return null;
  return make("div.alarm-strip", { role: "status" }, emergencies.map((one) => {
    const coming = one.going.length ? fill(gettext("Going: %(names)s"), { names: one.going.join(", ") }) : gettext("nobody is going yet");
    return tappable(one, [make("b", {}, one.place || "?"), " ", one.flag_name || gettext("Emergency"), " · ", coming]);
  }));
}

/** Show a notice of the system where the page lies in the background and this was allowed. */
function notify(emergency, announced) {
  const once = `${emergency.id} ${emergency.calls}`;
  if (announced.has(once) || globalThis.Notification?.permission !== "granted") return;
  announced.add(once);
  const title = `${wordOf(emergency)}: ${emergency.place || gettext("place not said")}`;
  const options = { body: emergency.flag_name, tag: emergency.id, requireInteraction: true };
  // Phones show notices through the service worker only.
  const worker = globalThis.navigator.serviceWorker?.getRegistration() ?? Promise.resolve(null);
  worker.then((registration) => (registration ? registration.showNotification(title, options) : new Notification(title, options))).catch(() => undefined);
}

/** Offer to allow notices of the system, where that was neither allowed nor refused. */
export const mayAskToNotify = () => globalThis.Notification?.permission === "default";
