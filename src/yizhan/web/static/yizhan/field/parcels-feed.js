// The parcels that wait, as last told; kept sealed, so that they are handled without network.

const STALE_MS = 15_000;

/** What waits at this site. Emits "change". */
export class ParcelsFeed extends EventTarget {
  /** `undecided()` returns the ids of the taps that the server does not have yet. */
  constructor(drawer, contact, site, undecided) {
    super();
    this.drawer = drawer;
    this.contact = contact;
    this.path = `sites/${site}/parcels`;
    this.undecided = undecided;
    /** @type {any} The list, with when it was asked for and which taps were under way then. */
    this.told = null;
    this.askedAt = 0;
    this.timer = 0;
  }

  async load() {
    this.told = (await this.drawer.read("parcels")) ?? null;
  }

  /** Somebody looks at the list: ask now if what is known is old, and again in a while. */
  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._ask(), Math.max(0, this.askedAt + STALE_MS - Date.now()));
  }

  /** Find parcels, gone ones too; null without network. */
  async find(text) {
    const { status, body } = await this.contact.post(`${this.path}/found`, { text });
    return status === 200 ? body : null;
  }

  /** Find for whom something is; null without network. */
  async whose(text) {
    const { status, body } = await this.contact.post(`${this.path}/whose`, { text });
    return status === 200 ? body : null;
  }

  async _ask() {
    if (document.visibilityState !== "visible") return;
    this.askedAt = Date.now();
    const [askedAt, undecided] = [this.askedAt, this.undecided()];
    const { status, body } = await this.contact.get(this.path);
    if (status !== 200) return;
    this.told = { ...body, askedAt, undecided };
    // A full phone still works on with what it was just told.
    await this.drawer.keep("parcels", this.told).catch(() => undefined);
    this.dispatchEvent(new Event("change"));
  }
}
