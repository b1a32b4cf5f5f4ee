// What the server told this phone last: rooms by name, its own figures, the countdown. Kept sealed.

const CLOCK_TOLERANCE_MS = 120_000;

/** The latest snapshot. Emits "change". */
export class Snapshot extends EventTarget {
  constructor(drawer, contact, { site, device }) {
    super();
    this.drawer = drawer;
    this.contact = contact;
    this.path = `sites/${site}/field?device=${device}`;
    /** @type {any} */
    this.now = null;
    this.clockOffMs = 0;
  }

  async load() {
    this.now = (await this.drawer.read("snapshot")) ?? null;
  }

  /** Begin with what any phone of the site knows, for somebody who has not worked on this one before. */
  startFrom(common, own) {
    if (this.now || !common) return;
    this.now = { ...common, ...own, marks: [], closings: [], matters: "" };
  }

  /** Ask the server; returns the status of its answer. */
  async refresh() {
    const asked = Date.now();
    const { status, body } = await this.contact.get(this.path);
    if (status === 200) await this._take(body, (asked + Date.now()) / 2);
    return status;
  }

  /** How far this phone's clock is ahead of the server's, in ms; 0 while it is near enough. */
  get clockFault() {
    return Math.abs(this.clockOffMs) > CLOCK_TOLERANCE_MS ? this.clockOffMs : 0;
  }

  async _take(body, moment) {
    this.now = body;
    this.clockOffMs = moment - Date.parse(body.server_time);
    // A full phone still works on with what it was just told.
    await this.drawer.keep("snapshot", body).catch(() => undefined);
    this.dispatchEvent(new Event("change"));
  }
}
