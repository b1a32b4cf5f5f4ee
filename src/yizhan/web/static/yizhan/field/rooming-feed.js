// Who waits for a room, who is to be led up, how full the rooms are: asked often while somebody looks.

const STALE_MS = 4_000;

/** The work of rooming as last told. Emits "change". */
export class RoomingFeed extends EventTarget {
  constructor(drawer, contact, site) {
    super();
    this.drawer = drawer;
    this.contact = contact;
    this.path = `sites/${site}/`;
    /** @type {any} */
    this.now = null;
    this.askedAt = 0;
    this.timer = 0;
  }

  async load() {
    this.now = (await this.drawer.read("rooming")) ?? null;
  }

  /** Somebody looks at the page: ask now if what is known is old, and again in a while. */
  look() {
    clearTimeout(this.timer);
    const wait = Math.max(0, this.askedAt + STALE_MS - Date.now());
    this.timer = setTimeout(() => this._refresh(), wait);
  }

  /** Ask for up to three rooms for a party; null without network. */
  async proposals(party) {
    const { status, body } = await this.contact.get(`${this.path}parties/${party}/proposals?limit=3`);
    return status === 200 ? body : null;
  }

  /** Ask what one room would mean for a party; null without network. */
  async assess(party, room) {
    const { status, body } = await this.contact.get(`${this.path}parties/${party}/rooms/${room}`);
    return status === 200 ? body : null;
  }

  async _refresh() {
    if (document.visibilityState !== "visible") return;
    this.askedAt = Date.now();
    const { status, body } = await this.contact.get(`${this.path}rooming`);
    if (status !== 200) return;
    this.now = body;
    await this.drawer.keep("rooming", body).catch(() => undefined);
    this.dispatchEvent(new Event("change"));
  }
}
