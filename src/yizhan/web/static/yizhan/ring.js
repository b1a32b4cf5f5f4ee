// The desk's ear: every page of a site asks for open emergencies, and rings.

import { Alarm, alarmStrip, answerTo, mayAskToNotify } from "./field/alarm.js";
import { make } from "./field/dom.js";
import { csrfToken } from "./field/contact.js";
import { newId } from "./field/uuid.js";

const PATIENCE_MS = 5_000;

const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-emergencies]"));
const { api, site, siteId } = script.dataset;

async function reach(path, options = {}) {
  try {
    const reply = await fetch(api + path, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
    return { status: reply.status, body: await reply.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  }
}

async function answer(kind, emergency) {
  const told = answerTo(kind, emergency, siteId);
  if (!told && emergency.kind === "watch" && kind === "going") return location.assign(emergency.page);
  if (!told) return undefined;
  const [action, facts] = told;
  const command = { id: newId(), action, facts, tapped_at: new Date().toISOString() };
  await reach("commands", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() }, body: JSON.stringify([command]) });
  if (kind === "going") location.assign(emergency.page);
  return undefined;
}

const ears = new Alarm({ ask: () => reach(`sites/${site}/emergencies`), answer });
ears.addEventListener("change", () => {
  document.querySelector(".alarm-strip")?.remove();
  const strip = alarmStrip(ears.emergencies, (one, contents) => make("a", { href: one.page }, contents));
  if (strip) document.querySelector(".bar")?.after(strip);
});
ears.start();

for (const asks of document.querySelectorAll("[data-notifies]")) {
  asks.toggleAttribute("hidden", !mayAskToNotify());
  asks.addEventListener("click", async () => {
    await Notification.requestPermission();
    asks.toggleAttribute("hidden", !mayAskToNotify());
  });
}
