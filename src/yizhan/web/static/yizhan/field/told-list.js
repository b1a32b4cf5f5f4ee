// A list of the site as the server told it last; kept sealed, so that it is worked on without network.

import { PENDING, SENT, WAITING } from "./queue.js";

const STALE_MS = 15_000;

/** One list, under `name`. Emits "change". */
export class ToldList extends EventTarget {
  /** `undecided()` returns the ids of the taps that the server does not have yet. */
  constructor(drawer, contact, { site, name, undecided }) {
    super();
    this.drawer = drawer;
    this.contact = contact;
    this.name = name;
    this.path = `sites/${site}/${name}`;
    this.undecided = undecided;
    /** @type {any} The list, with when it was asked for and which taps were under way then. */
    this.told = null;
    this.askedAt = 0;
    this.timer = 0;
  }

  async load() {
    this.told = (await this.drawer.read(this.name)) ?? null;
  }

  /** Somebody looks at the list: ask now if what is known is old, and again in a while. */
  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._ask(), Math.max(0, this.askedAt + STALE_MS - Date.now()));
  }

  async _ask() {
    if (document.visibilityState !== "visible") return;
    this.askedAt = Date.now();
    const [askedAt, undecided] = [this.askedAt, this.undecided()];
    const { status, body } = await this.contact.get(this.path);
    if (status !== 200) return;
    this.told = { ...body, askedAt, undecided };
    // A full phone still works on with what it was just told.
    await this.drawer.keep(this.name, this.told).catch(() => undefined);
    this.dispatchEvent(new Event("change"));
  }
}

/** Whether a tap of this phone is not in what was told yet; one of the moment of asking cannot be. */
export const isNews = ({ id, state, at }, told) =>
  state === PENDING || state === WAITING || (state === SENT && (!told || at >= told.askedAt || Boolean(told.undecided?.includes(id))));
