// One person's phone at one site: everything the pages draw from and act through.

import { bad, good } from "./feedback.js";
import { Contact } from "./contact.js";
import { Drawer } from "./drawer.js";
import { ownMarks } from "./figures.js";
import { MattersFeed } from "./matters-feed.js";
import { ParcelsFeed } from "./parcels-feed.js";
import { CONFLICT, Queue } from "./queue.js";
import { RoomingFeed } from "./rooming-feed.js";
import { RoundsFeed } from "./rounds-feed.js";
import { Sender } from "./send.js";
import { Snapshot } from "./snapshot.js";
import { say } from "./toast.js";
import { ToldList } from "./told-list.js";
import { newId } from "./uuid.js";
import { unlock } from "./vault.js";
import { gettext } from "./words.js";

export class Phone extends EventTarget {
  constructor({ store, contact, account, device, badge, queue, drawer, snapshot, rooming, rounds, matters, parcels, shelves }) {
    super();
    this.store = store;
    this.account = account;
    this.device = device;
    /** @type {Contact} */ this.contact = contact;
    /** @type {Queue} */ this.queue = queue;
    /** @type {Drawer} */ this.drawer = drawer;
    /** @type {Snapshot} */ this.snapshot = snapshot;
    /** @type {RoomingFeed} */ this.rooming = rooming;
    /** @type {RoundsFeed} */ this.rounds = rounds;
    /** @type {MattersFeed} */ this.matters = matters;
    /** @type {ParcelsFeed} */ this.parcels = parcels;
    /** @type {ToldList} */ this.shelves = shelves;
    // By badge every batch says itself whose it is; a sign-in has to be looked at first.
    this.sender = new Sender(queue, contact, async () => Boolean(badge) || this.isMine());
    /** @type {import("./alarm.js").Alarm | null} Listens for emergencies, once the app runs. */
    this.alarm = null;
    /** Set when the phone could not keep an entry; stays until it is read. */
    this.lost = null;
    /** On a shared phone the phones of whoever else worked on it, in the same hand. @type {() => Phone[]} */
    this.neighbours = () => [];
    /** The page that the list of entries leads back to. */
    this.lastPage = "";
    for (const part of [contact, queue, snapshot, rooming, rounds, matters, parcels, shelves]) part.addEventListener("change", () => this.changed());
    snapshot.addEventListener("change", () => matters.follow(snapshot.now.matters ?? ""));
    // Whoever may take things out has the store on the phone before the network goes.
    snapshot.addEventListener("change", () => !shelves.told && this.can("stock.move") && shelves.look());
    queue.addEventListener("objection", (event) => object(/** @type {CustomEvent} */ (event).detail));
  }

  /** Open everything that this account has on this phone; on a shared one it acts by `badge`. */
  static async open({ store, contact, account, site, device, badge = "" }) {
    const vault = await unlock(store, account);
    const drawer = new Drawer(store, vault, account, site);
    const queue = new Queue(store, vault, { account, site, device, badge });
    const snapshot = new Snapshot(drawer, contact, { site, device });
    const rooming = new RoomingFeed(drawer, contact, site);
    const rounds = new RoundsFeed(drawer, contact, site, () => (snapshot.now?.capabilities ?? []).includes("health.observe"));
    const undecided = () => queue.undecided().map(({ id }) => id);
    const matters = new MattersFeed(drawer, contact, site, undecided);
    const parcels = new ParcelsFeed(drawer, contact, site, undecided);
    const shelves = new ToldList(drawer, contact, { site, name: "store", undecided });
    await Promise.all([drawer, queue, snapshot, rooming, rounds, matters, parcels, shelves].map((part) => part.load()));
    return new Phone({ store, contact, account, device, badge, queue, drawer, snapshot, rooming, rounds, matters, parcels, shelves });
  }

  /** Keep a tap; returns its entry, or null when this phone could not keep it, which is said loudly. */
  async tap(action, facts, options) {
    try {
      const entry = await this.queue.add(action, { site_id: this.now.site_id, ...facts }, options);
      good();
      this.sender.kick();
      return entry;
    } catch (fault) {
      bad();
      this.lost = { at: Date.now(), full: fault.name === "QuotaExceededError" };
      this.changed();
      return null;
    }
  }

  /** Do something that needs network, now; returns its result, or null after saying what is wrong. */
  async doNow(action, facts) {

    const command = { id: newId(), action, facts: { site_id: this.now.site_id, ...facts }, device: this.device, tapped_at: new Date().toISOString() };
    const { status, body } = await this.contact.post("commands", [command]);
    const reply = status === 200 ? body[0] : null;
    if (reply?.status === "accepted") return reply.result;
    bad();
    say(reply?.message || gettext("This needs network. Try again when the phone is connected."), "is-bad");
    return null;
  }

  /** Tell whether the signed-in account is the one whose phone this is. */
  async isMine() {
    const { status, body } = await this.contact.get("me");
    if (status !== 200) return false;
    if (body.id === this.account) return true;
    await this.store.put("settings", body.id, "account");
    location.reload();
    return false;
  }

  get now() {
    return this.snapshot.now;
  }

  can(capability) {
    return (this.now?.capabilities ?? []).includes(capability);
  }

  /** The batch that is worked on: the one chosen, else the first that is open. */
  get batch() {
    const batches = this.now?.batches ?? [];
    return batches.find(({ id }) => id === this.drawer.note("batch")) ?? batches[0] ?? null;
  }

  /** This account's own marks of the present batch. */
  marks() {
    return this.batch ? ownMarks(this.now, this.queue.all(), this.batch.id) : [];
  }

  /** Marks of everybody who worked on this phone: they give out wristbands off one roll. */
  marksHere() {
    return [this, ...this.neighbours()].flatMap((one) => one.marks());
  }

  /** The rolls of wristbands that hang on this phone, whoever took them. */
  get rolls() {
    const known = [this, ...this.neighbours()].flatMap((one) => one.now?.rolls ?? []);
    return [...new Map(known.map((roll) => [roll.first, roll])).values()];
  }

  note(name, otherwise) {
    return this.drawer.note(name, otherwise);
  }

  remember(name, value) {
    this.drawer.remember(name, value);
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** The server did not take an entry as it is: say so at once; it also stays on the page of entries. */
function object({ state, message }) {
  bad();
  say(state === CONFLICT ? `${gettext("For the desk to settle")}: ${message}` : message, "is-bad");
}
