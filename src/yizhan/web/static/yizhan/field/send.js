// Brings the queue to the server: in order, in batches, again and again, without anybody waiting for it.
// Exactly once is not this module's doing: ids are chosen at the tap, and the server decides each id once.

import { csrfToken } from "./contact.js";
import { PENDING } from "./queue.js";

const BATCH = 50;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const ASK_AGAIN_MS = 15_000;

export class Sender {
  /** `confirm()` tells whether the account that is signed in is the one whose queue this is. */
  constructor(queue, contact, confirm) {
    this.queue = queue;
    this.contact = contact;
    this.confirm = confirm;
    this.failures = 0;
    this.confirmedToken = null;
    this.running = false;
    this.timer = 0;
  }

  /** Send now, and from now on whenever there is reason to. */
  start() {
    addEventListener("online", () => this.kick());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.kick());
    this.kick();
  }

  /** There may be something to send, or the network may be back. */
  kick() {
    this.failures = 0;
    this._schedule(0);
  }

  _schedule(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._run(), pause);
  }

  async _run() {
    if (this.running) return;
    this.running = true;
    // One tab sends at a time; a second one would only repeat it.
    await navigator.locks.request(`yizhan-send/${this.queue.owner.account}`, { ifAvailable: true }, (lock) => lock && this._flush());
    this.running = false;
    this._again();
  }

  _again() {
    if (this.failures) this._schedule(backOff(this.failures));
    else if (this.queue.pending().length) this._schedule(0);
    else if (this.queue.undecided().length) this._schedule(ASK_AGAIN_MS);
  }

  async _flush() {
    if (!this.queue.undecided().length) return;
    // A sign-in changes the token: never send one person's taps in another's name.
    if (csrfToken() !== this.confirmedToken) {
      if (!(await this.confirm())) return this._failed();
      this.confirmedToken = csrfToken();
    }
    const entries = this.queue.undecided();
    for (const batch of batches(entries)) if (!(await this._send(batch))) return this._failed();
    this.failures = 0;
  }

  /** Send some entries; returns whether the server has decided or kept each of them. */
  async _send(entries) {
    const { status, body } = await this.contact.post("commands", entries.map((entry) => this.queue.envelope(entry)), entries[0].badge);
    if (status === 200) {
      for (const reply of body) await this.queue.settle(reply);
      return true;
    }
    if (status === 403) this.confirmedToken = null;
    if (status === 422) return this._sendAlone(entries, body);
    return false;
  }

  /** The server cannot read a batch: find the one it means, so that it holds nobody else up. */
  async _sendAlone(entries, body) {
    if (entries.length === 1) {
      const [{ id, state }] = entries;
      if (state === PENDING) await this.queue.settle({ id, status: "refused", code: body.code ?? "unreadable", message: body.message ?? "" });
      return true;
    }
    for (const entry of entries) if (!(await this._send([entry]))) return false;
    return true;
  }

  _failed() {
    this.failures += 1;
  }
}

/** Return entries in order, divided so that none is too long and each was made under one badge. */
function batches(entries) {
  const made = [];
  for (const entry of entries) {
    const last = made.at(-1);
    if (last && last.length < BATCH && last[0].badge === entry.badge) last.push(entry);
    else made.push([entry]);
  }
  return made;
}

/** Return a pause in ms that doubles with each failure, with jitter: phones must not come all at once. */
export function backOff(failures, random = Math.random) {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return longest / 2 + (random() * longest) / 2;
}
