// A shared phone: what it knows of the crew, whose hands it is in, and that everybody's taps get sent.

import { isGenuine } from "./badges.js";
import { Contact } from "./contact.js";
import { Drawer } from "./drawer.js";
import { Phone } from "./phone.js";
import { PENDING, WAITING } from "./queue.js";
import { deviceIs } from "./store.js";
import { unlock } from "./vault.js";

const MARK = /(?:^|;\s*)yizhan_shared=1/;
const COMMON = "shared";

/** Why a badge does not change hands. */
export const FORGED = "forged";
export const PAST = "past";
export const UNKNOWN = "unknown";

/** Emits "change" when the phone goes into other hands or its shift ends. */
export class Hands extends EventTarget {
  constructor(store, { api, site }) {
    super();
    this.store = store;
    this.api = api;
    this.site = site;
    this.contact = new Contact(api);
    /** @type {Drawer | null} What is kept for everybody. */
    this.drawer = null;
    /** @type {any} What the server said of this phone last. */
    this.told = null;
    /** @type {any} The work of the site, for whoever takes the phone without network. */
    this.common = null;
    /** @type {Phone | null} The phone of whoever acts now. */
    this.phone = null;
    /** @type {any} The badge of whoever acts now. */
    this.acting = null;
    /** Phones of everybody who acted here, by account: each goes on sending until all is sent. */
    this.phones = new Map();
  }

  /** Open a shared phone; null if this one belongs to one person. */
  static async open(store, dataset) {
    const kept = await store.get("settings", "shared");
    if (!kept && !MARK.test(document.cookie)) return null;
    const hands = new Hands(store, dataset);
    hands.drawer = new Drawer(store, await unlock(store, COMMON), COMMON, dataset.site);
    hands.told = kept ?? null;
    hands.common = (await hands.drawer.read("common")) ?? null;
    await hands.refresh();
    if (!hands.told) return null;
    await hands._openOthers();
    const acting = await store.get("settings", "acting");
    if (acting && !hands.isOver) await hands.handTo(acting);
    return hands;
  }

  /** Ask the server what this phone is; without network nothing changes. */
  async refresh() {
    const { status, body } = await this.contact.get("phone");
    if (status !== 200) return;
    // A phone whose secret is gone is nobody's: what it holds waits until it is shared anew.
    this.told = body ?? (this.told && { ...this.told, ended: true });
    if (!body) return this.store.delete("settings", "shared");
    await this.store.put("settings", body, "shared");
    await deviceIs(this.store, body.device);
    const common = body.ended ? null : (await this.contact.get("phone/field")).body;
    if (common?.site_id) {
      this.common = common;
      await this.drawer?.keep("common", common).catch(() => undefined);
      await this._sendAgainIn(common.life);
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Whether the shift that this phone was shared for is over. */
  get isOver() {
    return this.told.ended || Date.parse(this.told.ends_at) <= Date.now();
  }

  /** Taps that only this phone has, of whoever acts now and of everybody before. */
  pending() {
    return [...this.phones.values()].reduce((sum, { queue }) => sum + queue.pending().length, 0);
  }

  /** Return the badge of a number, asking the server if this phone does not know it yet. */
  async find(number) {
    const known = () => this.told.badges.find((badge) => badge.number === number);
    if (!known()) await this.refresh();
    const badge = known();
    return badge ? { number, account: badge.account_id, name: badge.name, role: badge.role, endsAt: Date.parse(badge.ends_at) } : null;
  }

  /** Put the phone into the hands of a badge; returns "" or why not. A badge read from a code is proved first. */
  async take(badge) {
    if (!badge) return UNKNOWN;
    if (badge.text && !(await isGenuine(badge, this.told.key))) return FORGED;
    if (badge.endsAt <= Date.now()) return PAST;
    await this.handTo(badge);
    return "";
  }

  async handTo({ number, account, name, role, endsAt }) {
    const acting = { number, account, name, role, endsAt };
    await this.store.put("settings", acting, "acting");
    const phone = await this._phoneOf(account, number);
    const { can = [], name: roleName = "" } = this.told.roles[role] ?? {};
    phone.snapshot.startFrom(this.common, { account: { id: account, name }, capabilities: can });
    this.acting = { ...acting, roleName };
    this.phone = phone;
    document.body.dataset.acting = name;
    phone.sender.kick();
    this.dispatchEvent(new Event("change"));
  }

  /** Nobody holds the phone: the next one shows a badge. */
  async layDown() {
    await this.store.delete("settings", "acting");
    this.acting = this.phone = null;
    delete document.body.dataset.acting;
    this.dispatchEvent(new Event("change"));
  }

  /** Forget everything of everybody, once the shift is over and all is sent. */
  async wipe() {
    for (const name of ["accounts", "commands", "sealed"]) await this.store.clear(name);
    for (const name of ["shared", "acting", "account"]) await this.store.delete("settings", name);
  }

  async _phoneOf(account, number) {
    const known = this.phones.get(account);
    if (known && known.contact.badge === number) return known;
    const contact = new Contact(this.api, number);
    const phone = await Phone.open({ store: this.store, contact, account, site: this.site, device: this.told.device, badge: number });
    phone.neighbours = () => [...this.phones.values()].filter((other) => other !== phone);
    phone.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    this.phones.set(account, phone);
    phone.sender.start();
    return phone;
  }

  /** Go on sending what others tapped before the app was opened again. */
  async _openOthers() {
    await this._openWhere(({ state }) => state === PENDING || state === WAITING);
  }

  /** The site lives on from a backup: everybody's taps are sent again, as on a phone of one's own. */
  async _sendAgainIn(life) {
    if (life === (await this.store.get("settings", "shared life"))) return;
    await this._openWhere(() => true);
    for (const { queue, sender } of this.phones.values()) {
      await queue.sendAgainIn(life);
      sender.kick();
    }
    await this.store.put("settings", life, "shared life");
  }

  /** Open the phones of all who have such entries here. */
  async _openWhere(isMeant) {
    const entries = (await this.store.getAll("commands")).filter((entry) => entry.badge && isMeant(entry));
    for (const { account, badge } of entries) if (!this.phones.has(account)) await this._phoneOf(account, badge);
  }
}
