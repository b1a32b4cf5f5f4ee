// Start: opens what this phone has, draws the page in the address, and redraws when something changes.

import { Alarm } from "./alarm.js";
import { Contact } from "./contact.js";
import { make } from "./dom.js";
import { answer, loadGuide, openHelp } from "./help.js";
import { installApp } from "./install.js";
import { pages } from "./pages.js";
import { Phone } from "./phone.js";
import { pendingOfOthers } from "./queue.js";
import { drawStatus } from "./status.js";
import { deviceOf, openStore } from "./store.js";
import { drawTabs } from "./tabs.js";
import { gettext } from "./words.js";

const REFRESH_MS = 60_000;
const TICK_MS = 15_000;

const { dataset } = document.body;
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const around = { others: 0, takeNew: null };

/** Draws at most once a frame, and never under a finger: a button must not vanish between press and tap. */
class Painter {
  constructor(draw) {
    this.draw = draw;
    this.pressed = false;
    this.due = false;
    addEventListener("pointerdown", () => (this.pressed = true), true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => this._released(), true);
  }

  ask() {
    if (this.due) return;
    this.due = true;
    if (!this.pressed) this._soon();
  }

  _released() {
    this.pressed = false;
    // The click follows the release; only then may its button go.
    if (this.due) setTimeout(() => this._soon(), 50);
  }

  _soon() {
    setTimeout(() => {
      if (this.pressed || !this.due) return;
      this.due = false;
      this.draw();
    }, 0);
  }
}

async function start() {
  const store = await openStore(() => location.reload());
  const contact = new Contact(dataset.api);
  const account = (await store.get("settings", "account")) ?? (await firstAccount(store, contact));
  if (!account) return explain(gettext("This phone has not been used here yet. It needs network once, to sign in."));
  const phone = await Phone.open({ store, contact, account, site: dataset.site, device: await deviceOf(store) });
  around.others = await pendingOfOthers(store, account);
  keepDrawn(phone);
  keepFresh(phone);
  listen(phone);
  phone.sender.start();
  await installApp((take) => {
    around.takeNew = take;
    phone.changed();
  });
}

async function firstAccount(store, contact) {
  const { status, body } = await contact.get("me");
  if (status !== 200) return null;
  await store.put("settings", body.id, "account");
  return body.id;
}

function keepDrawn(phone) {
  const painter = new Painter(() => drawAll(phone));
  phone.addEventListener("change", () => painter.ask());
  addEventListener("hashchange", () => {
    drawAll(phone);
    place("page").scrollTop = 0;
  });
  setInterval(() => painter.ask(), TICK_MS);
  drawAll(phone);
}

function drawAll(phone) {
  const open = pages.filter((page) => phone.now && page.allowed(phone));
  const page = pages.find(({ id }) => `#${id}` === location.hash && open.some((one) => one.id === id)) ?? open[0];
  if (page?.icon) phone.lastPage = page.id;
  drawStatus(place("status"), phone, around);
  drawTabs(place("tabs"), open, page);
  if (!page) return explain(gettext("Nothing has been fetched for this account yet. The phone needs network once."));
  const focused = document.activeElement?.getAttribute("data-focus");
  place("page").className = `page-body page-${page.id}`;
  const title = page.icon ? make("h1.unseen", {}, page.label()) : null;
  place("page").replaceChildren(...[title, page.draw(phone)].flat().filter(Boolean));
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-focus="${focused}"]`))?.focus();
}

function keepFresh(phone) {
  const refresh = async () => {
    if (document.visibilityState !== "visible") return;
    if ((await phone.snapshot.refresh()) !== 200) return;
    await phone.queue.sendAgainIn(phone.now.life);
    if (phone.queue.pending().length) phone.sender.kick();
  };
  // Whoever signed in meanwhile gets their own phone, before anything is fetched in their name.
  const check = async () => (await phone.isMine()) && refresh();
  addEventListener("online", check);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  setInterval(refresh, REFRESH_MS);
  check();
}

/** Ring when somebody needs help, and open the red button from wherever it is tapped. */
function listen(phone) {
  loadGuide();
  addEventListener("help", () => openHelp(phone));
  phone.alarm = new Alarm({
    ask: () => phone.contact.get(`sites/${dataset.site}/emergencies`),
    answer: (kind, emergency) => answer(phone, kind, emergency),
  });
  phone.alarm.addEventListener("change", () => phone.changed());
  phone.alarm.start();
}

function explain(text) {
  place("page").replaceChildren(
    make("p.empty", {}, text),
    make("a.btn.btn-huge", { href: dataset.enter }, gettext("Try again")),
  );
}

start().catch((fault) => {
  explain(gettext("This browser does not let the app keep anything. Leave private browsing, or use another browser."));
  throw fault;
});
