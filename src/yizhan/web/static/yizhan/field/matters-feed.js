// The matters of whoever holds the phone, as last told; kept sealed, so that they are worked on without network.

/** What concerns one person: offered, theirs, called to them by silence, helped with. Emits "change". */
export class MattersFeed extends EventTarget {
  /** `undecided()` returns the ids of the taps that the server does not have yet. */
  constructor(drawer, contact, site, undecided) {
    super();
    this.drawer = drawer;
    this.contact = contact;
    this.path = `sites/${site}/matters/mine`;
    this.undecided = undecided;
    /** @type {any} */
    this.now = null;
    this.asking = false;
  }

  async load() {
    this.now = (await this.drawer.read("matters")) ?? null;
  }

  /** Ask for them when the mark that the snapshot brought is another: whoever reads them is written down. */
  async follow(mark) {
    if (this.asking || mark === (this.now?.mark ?? "")) return;
    if (!mark) return this._keep(null);
    this.asking = true;
    const [askedAt, undecided] = [Date.now(), this.undecided()];
    const { status, body } = await this.contact.get(this.path);
    this.asking = false;
    if (status === 200) await this._keep({ ...body, askedAt, undecided });
  }

  async _keep(value) {
    this.now = value;
    // A full phone still works on with what it was just told.
    await this.drawer.keep("matters", value).catch(() => undefined);
    this.dispatchEvent(new Event("change"));
  }
}
