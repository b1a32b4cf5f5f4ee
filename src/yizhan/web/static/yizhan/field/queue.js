// What was tapped, in the order of taps, until the server has decided it, and for a while after.

import { newId } from "./uuid.js";

const KEPT_DAYS = 3;
const DAY_MS = 24 * 3600 * 1000;

/** States of an entry. "pending" is only here; all others are known to the server. */
export const PENDING = "pending";
export const WAITING = "waiting";
export const SENT = "sent";
export const CONFLICT = "conflict";
export const REFUSED = "refused";

/** The entries of one account at one site. Emits "change". */
export class Queue extends EventTarget {
  /** On a shared phone `badge` is the number by which the account acts; each entry keeps its own. */
  constructor(store, vault, { account, site, device, badge = "" }) {
    super();
    this.store = store;
    this.vault = vault;
    this.owner = { account, site };
    this.device = device;
    this.badge = badge;
    /** Entries by id, in order of their sequence. */
    this.entries = new Map();
  }

  /** Read the entries from the phone's database; those long settled are forgotten. */
  async load() {
    const records = await this.store.getAllFromIndex("commands", "account", this.owner.account);
    this.entries.clear();
    for (const record of records.sort((a, b) => a.sequence - b.sequence)) {
      if (this._isPast(record)) await this.store.delete("commands", record.id);
      else if (record.site === this.owner.site) this.entries.set(record.id, await this._opened(record));
    }
    this._changed();
  }

  /**
   * Keep a tap and return its entry once it is safe on the phone. Throws when the phone cannot keep
   * it (its storage is full), and then nothing was kept.
   */
  async add(action, facts, { after = [] } = {}) {
    const body = { action, facts, tapped_at: new Date().toISOString(), depends_on: after };
    const record = { id: newId(), ...this.owner, badge: this.badge, state: PENDING, read: false, at: Date.now(), sealed: await this.vault.seal(body) };
    // Strict: a phone that dies right after the beep must still have the tap.
    const transaction = this.store.transaction(["settings", "commands"], "readwrite", { durability: "strict" });
    const settings = transaction.objectStore("settings");
    const sequence = ((await settings.get("sequence")) ?? 0) + 1;
    await Promise.all([
      settings.put(sequence, "sequence"),
      transaction.objectStore("commands").add({ ...record, sequence }),
      transaction.done,
    ]);
    const entry = { ...record, sequence, ...body };
    this.entries.set(entry.id, entry);
    this._changed();
    return entry;
  }

  /** Record what the server made of an entry. */
  async settle(reply) {
    const state = { accepted: SENT, conflict: CONFLICT, waiting: WAITING, refused: REFUSED }[reply.status];
    await this._update(reply.id, { state, code: reply.code }, reply.message);
    if (state === CONFLICT || state === REFUSED) this.dispatchEvent(new CustomEvent("objection", { detail: this.entries.get(reply.id) }));
  }

  /**
   * The site lives on from a backup, which may lack what this phone had sent: all that is kept is sent again.
   * The server knows each id that it has, so that nothing happens twice.
   */
  async sendAgainIn(life) {
    const key = `life ${this.owner.account} ${this.owner.site}`;
    if (((await this.store.get("settings", key)) ?? "") === life) return;
    for (const { id } of this._in(SENT, CONFLICT)) await this._update(id, { state: PENDING });
    await this.store.put("settings", life, key);
  }

  /** Mark a refusal or conflict as read by the person at the phone. */
  async markRead(id) {
    await this._update(id, { read: true });
  }

  /** Entries that only this phone has. */
  pending() {
    return this._in(PENDING);
  }

  /** Entries whose outcome the phone does not know: to be sent, or sent again to be told. */
  undecided() {
    return this._in(PENDING, WAITING);
  }

  /** Conflicts and refusals that nobody has read yet. */
  unread() {
    return this._in(CONFLICT, REFUSED).filter((entry) => !entry.read);
  }

  /** Return the command of an entry as the server takes it. */
  envelope({ id, action, facts, tapped_at, depends_on, sequence }) {
    return { id, action, facts, tapped_at, depends_on, sequence, device: this.device };
  }

  all() {
    return [...this.entries.values()];
  }

  _in(...states) {
    return this.all().filter((entry) => states.includes(entry.state));
  }

  async _update(id, outer, message) {
    const record = await this.store.get("commands", id);
    if (!record) return;
    const { sealed, ...entry } = { ...(await this._opened(record)), ...outer };
    const body = { action: entry.action, facts: entry.facts, tapped_at: entry.tapped_at, depends_on: entry.depends_on };
    const said = message === undefined ? entry.message : message;
    const resealed = await this.vault.seal({ ...body, message: said });
    await this.store.put("commands", { ...record, ...outer, sealed: resealed });
    this.entries.set(id, { ...entry, ...outer, message: said, sealed: resealed });
    this._changed();
  }

  async _opened(record) {
    return { ...record, ...(await this.vault.open(record.sealed)) };
  }

  _isPast(record) {
    const settled = record.state === SENT || ((record.state === CONFLICT || record.state === REFUSED) && record.read);
    return settled && record.at < Date.now() - KEPT_DAYS * DAY_MS;
  }

  _changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Return how many entries of an account, at whatever site, are still only on this phone. */
export async function pendingOf(store, account) {
  const records = await store.getAllFromIndex("commands", "account", account);
  return records.filter(({ state }) => state === PENDING).length;
}

/** Return how many entries of other accounts are still only on this phone. */
export async function pendingOfOthers(store, account) {
  const records = await store.getAll("commands");
  return records.filter((record) => record.account !== account && record.state === PENDING).length;
}
