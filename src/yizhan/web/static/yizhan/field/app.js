// Start: opens what this phone has, draws the page in the address, and redraws when something changes.

import { Alarm } from "./alarm.js";
import { Contact } from "./contact.js";
import { make } from "./dom.js";
import { Hands } from "./hands.js";
import { answer, loadGuide, openHelp } from "./help.js";
import { installApp } from "./install.js";
import { firstPage, pages } from "./pages.js";
import { shiftOver, whoActs } from "./pages/change-hands.js";
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
const around = { others: 0, takeNew: null, /** @type {Hands | null} */ hands: null };

/** Whose phone it is now: on a shared one this changes, and may be nobody's. @type {Phone | null} */
let phone = null;

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
  around.hands = await Hands.open(store, dataset);
  if (around.hands) openShared(around.hands);
  else if (!(await openOwn(store))) return;
  await installApp((take) => {
    around.takeNew = take;
    draw();
  });
}

/** Open the phone of the one person who is signed in; false if nobody ever was. */
async function openOwn(store) {
  const contact = new Contact(dataset.api);
  const account = (await store.get("settings", "account")) ?? (await firstAccount(store, contact));
  if (!account) {
    explain(gettext("This phone has not been used here yet. It needs network once, to sign in."));
    return false;
  }
  const own = await Phone.open({ store, contact, account, site: dataset.site, device: await deviceOf(store) });
  around.others = await pendingOfOthers(store, account);
  phone = own;
  keepDrawn(own);
  // Whoever signed in meanwhile gets their own phone, before anything is fetched in their name.
  keepFresh(() => refresh(own), async () => (await own.isMine()) && refresh(own));
  listen();
  own.sender.start();
  return true;
}

/** Draw for whoever's hands a shared phone is in, as often as they change. */
function openShared(hands) {
  phone = hands.phone;
  listen();
  hands.addEventListener("change", () => {
    if (phone === hands.phone) return;
    for (const sheet of document.querySelectorAll("dialog")) sheet.close();
    phone = hands.phone;
    if (phone) phone.alarm = alarm;
  });
  keepDrawn(hands);
  const look = () => hands.phone && refresh(hands.phone);
  keepFresh(look, async () => {
    await hands.refresh();
    await look();
  });
}

async function firstAccount(store, contact) {
  const { status, body } = await contact.get("me");
  if (status !== 200) return null;
  await store.put("settings", body.id, "account");
  return body.id;
}

/** Draw now, and whenever `source` changes. */
function keepDrawn(source) {
  const painter = new Painter(draw);
  source.addEventListener("change", () => painter.ask());
  addEventListener("hashchange", () => {
    draw();
    place("page").scrollTop = 0;
  });
  setInterval(() => painter.ask(), TICK_MS);
  draw();
}

function draw() {
  const { hands } = around;
  if (hands?.isOver) {
    drawAlone(shiftOver(hands));
    if (hands.told.ended && !hands.pending()) void hands.wipe();
  } else if (hands && !phone) drawAlone(whoActs(hands));
  else if (phone) drawAll(phone);
}

/** Draw a page on which nobody acts; whoever needs help finds it there too. */
function drawAlone(contents) {
  place("status").replaceChildren(make("a.sos", { href: dataset.help }, gettext("Emergency")));
  place("tabs").replaceChildren();
  place("page").className = "page-body page-hands";
  place("page").replaceChildren(...contents.filter(Boolean));
}

function drawAll(phone) {
  const open = pages.filter((page) => phone.now && page.allowed(phone));
  const page = pages.find(({ id }) => `#${id}` === location.hash && open.some((one) => one.id === id)) ?? firstPage(phone, open);
  if (page?.icon) phone.lastPage = page.id;
  drawStatus(place("status"), phone, around);
  drawTabs(place("tabs"), phone, open, page);
  if (!page) return explain(gettext("Nothing has been fetched for this account yet. The phone needs network once."));
  const focused = document.activeElement?.getAttribute("data-focus");
  place("page").className = `page-body page-${page.id}`;
  const title = page.icon ? make("h1.unseen", {}, page.label()) : null;
  place("page").replaceChildren(...[title, page.draw(phone)].flat().filter(Boolean));
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-focus="${focused}"]`))?.focus();
}

/** Ask for what is new every minute by `look`, and by `check` when the phone or its network comes back. */
function keepFresh(look, check) {
  addEventListener("online", check);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  setInterval(look, REFRESH_MS);
  check();
}

async function refresh(one) {
  if (document.visibilityState !== "visible") return;
  if ((await one.snapshot.refresh()) !== 200) return;
  await one.queue.sendAgainIn(one.now.life);
  if (one.queue.pending().length) one.sender.kick();
}

const alarm = new Alarm({
  // Whoever holds nothing is shown nothing: the page of a phone that is nobody's leads to help by itself.
  ask: async () => phone?.contact.get(`sites/${dataset.site}/emergencies`) ?? { status: 0, body: [] },
  answer: (kind, emergency) => phone && answer(phone, kind, emergency),
});

/** Ring when somebody needs help, and open the red button from wherever it is tapped. */
function listen() {
  loadGuide();
  addEventListener("help", () => (phone ? openHelp(phone) : location.assign(dataset.help ?? "/")));
  if (phone) phone.alarm = alarm;
  alarm.addEventListener("change", () => draw());
  alarm.start();
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
