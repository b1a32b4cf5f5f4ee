// The rounds of today and the one that is walked, as last told; kept sealed, so that it is walked without network.

const STALE_MS = 10_000;

/** What is walked here. Emits "change". */
export class RoundsFeed extends EventTarget {
  /** `observes()` tells whether whoever holds the phone may observe people: others are not told of them. */
  constructor(drawer, contact, site, observes) {
    super();
    this.observes = observes;
    this.drawer = drawer;
    this.contact = contact;
    this.path = `sites/${site}/`;
    /** @type {any[] | null} The rounds of today. */
    this.list = null;
    /** @type {any} The round that is walked, door by door. */
    this.walk = null;
    /** @type {any} What can be observed, and what everybody's last temperature was. */
    this.observing = null;
    this.askedAt = { list: 0, walk: 0 };
    this.timer = 0;
  }

  async load() {
    this.list = (await this.drawer.read("rounds")) ?? null;
    this.walk = (await this.drawer.read("walk")) ?? null;
    this.observing = (await this.drawer.read("observing")) ?? null;
  }

  /** Somebody looks at the list, or walks the round `id`: ask now if what is known is old, and again in a while. */
  look(id = "") {
    clearTimeout(this.timer);
    const isOther = id && this.walk?.round.id !== id;
    const last = isOther ? 0 : this.askedAt[id ? "walk" : "list"];
    this.timer = setTimeout(() => (id ? this._askWalk(id) : this._askList()), Math.max(0, last + STALE_MS - Date.now()));
  }

  /** Ask afresh at the next look. */
  forget() {
    this.askedAt = { list: 0, walk: 0 };
  }

  async _askList() {
    if (document.visibilityState !== "visible") return;
    this.askedAt.list = Date.now();
    const { status, body } = await this.contact.get(`${this.path}rounds`);
    if (status === 200) await this._keep("rounds", "list", body);
  }

  async _askWalk(id) {
    if (document.visibilityState !== "visible") return;
    this.askedAt.walk = Date.now();
    const observes = this.observes();
    const [walk, observing] = await Promise.all([this.contact.get(`${this.path}rounds/${id}`), observes ? this.contact.get(`${this.path}observing`) : null]);
    if (observing?.status === 200) await this._keep("observing", "observing", observing.body);
    if (walk.status === 200) await this._keep("walk", "walk", walk.body);
  }

  async _keep(name, field, value) {
    this[field] = value;
    // A full phone still walks on with what it was just told.
    await this.drawer.keep(name, value).catch(() => undefined);
    this.dispatchEvent(new Event("change"));
  }
}
