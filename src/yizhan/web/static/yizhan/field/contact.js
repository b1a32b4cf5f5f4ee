// Talking to the server, and knowing how that goes. Never throws for a bad network.

const TIMEOUT_MS = 15_000;

/** How the last attempt went. */
export const CONNECTED = "connected";
export const OFFLINE = "offline";
export const SIGNED_OUT = "signed-out";
export const TROUBLE = "trouble";
export const TRYING = "trying";

/** One way to the server. Emits "change" when the connection's state changes. */
export class Contact extends EventTarget {
  /** On a shared phone `badge` is the number of whoever asks. */
  constructor(api, badge = "") {
    super();
    this.api = api;
    this.badge = badge;
    this.state = TRYING;
    addEventListener("offline", () => this._become(OFFLINE));
  }

  /** GET a path below the API's address; returns {status, body}, with status 0 for no network. */
  get(path) {
    return this.reach(path, {});
  }

  /** POST JSON; the same. `badge` says whose it is, where that is not whoever asks now. */
  post(path, body, badge = this.badge) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    return this.reach(path, { method: "POST", headers, body: JSON.stringify(body) }, badge);
  }

  async reach(path, options, badge = this.badge) {
    const headers = { ...options.headers, ...(badge ? { "X-Badge": badge } : {}) };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(this.api + path, { ...options, headers, signal, credentials: "same-origin", cache: "no-store" });
      const body = await response.json().catch(() => ({}));
      this._become(stateOf(response.status));
      return { status: response.status, body };
    } catch {
      this._become(OFFLINE);
      return { status: 0, body: {} };
    }
  }

  _become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

/** Return Django's token against forged requests; it changes whenever somebody signs in. */
export function csrfToken() {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

function stateOf(status) {
  if (status === 401) return SIGNED_OUT;
  // Anything below 500 was answered by our own server; what it answered is for the caller to judge.
  return status < 500 ? CONNECTED : TROUBLE;
}
