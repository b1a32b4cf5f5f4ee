// Everything tapped on this phone, with what became of it, and the way out.

import { ago } from "../clock.js";
import { SIGNED_OUT, csrfToken } from "../contact.js";
import { button, make } from "../dom.js";
import { refetchWords } from "../install.js";
import { CONFLICT, PENDING, REFUSED, SENT, WAITING, pendingOf } from "../queue.js";
import { ask } from "../sheet.js";
import { say } from "../toast.js";
import { destroy } from "../vault.js";
import { fill, gettext, ngettext } from "../words.js";
import { describe } from "./describe.js";

const SHOWN_SENT = 40;

const STATES = {
  [PENDING]: { kind: "is-warn", word: () => gettext("Only on this phone") },
  [WAITING]: { kind: "is-info", word: () => gettext("Sent; waits for an earlier entry") },
  [SENT]: { kind: "is-ok", word: () => gettext("Sent") },
  [CONFLICT]: { kind: "is-bad", word: () => gettext("For the desk to settle") },
  [REFUSED]: { kind: "is-bad", word: () => gettext("Not accepted") },
};

export const entries = {
  id: "entries",
  icon: null,
  label: () => gettext("My entries"),
  allowed: () => true,
  draw(phone) {
    const all = phone.queue.all().reverse();
    const pick = (...states) => all.filter(({ state }) => states.includes(state));
    return [
      make("header.page-title", {}, make("a.btn.btn-back", { href: `#${phone.lastPage}` }, `‹ ${gettext("Back")}`), make("h1", {}, gettext("My entries"))),
      group(phone, gettext("To read"), phone.queue.unread()),
      group(phone, gettext("Only on this phone"), pick(PENDING), pendingWord(phone)),
      group(phone, gettext("Waiting"), pick(WAITING)),
      group(phone, gettext("Sent"), pick(SENT).slice(0, SHOWN_SENT)),
      group(phone, gettext("Read"), pick(CONFLICT, REFUSED).filter(({ read }) => read)),
      all.length ? null : make("p.empty", {}, gettext("Nothing entered yet on this phone.")),
      "acting" in document.body.dataset ? sharedFoot(phone) : foot(phone),
    ];
  },
};

function pendingWord(phone) {
  if (!phone.queue.pending().length) return null;
  if (phone.contact.state === SIGNED_OUT) return gettext("They are sent as soon as you sign in again.");
  return gettext("They are kept safe here and sent by themselves when there is network.");
}

function group(phone, title, members, word = null) {
  if (!members.length) return null;
  return make(
    "section.entry-group",
    {},
    make("h2", {}, `${title} · ${members.length}`),
    word ? make("p.muted", {}, word) : null,
    make("ul.entry-list", {}, members.map((entry) => row(phone, entry))),
  );
}

function row(phone, entry) {
  const state = STATES[entry.state];
  const unread = !entry.read && (entry.state === CONFLICT || entry.state === REFUSED);
  return make(
    "li.entry",
    { "data-state": entry.state },
    make("div.entry-what", {}, make("b", {}, describe(phone, entry)), make("span.muted", {}, ago(entry.at))),
    make(`span.chip.${state.kind}`, {}, state.word()),
    entry.message ? make("p.entry-message", {}, entry.message) : null,
    unread ? button("btn.btn-huge", () => phone.queue.markRead(entry.id), entry.state === CONFLICT ? gettext("Read: the desk settles it") : gettext("Read")) : null,
  );
}

/** On a shared phone nobody signs out: it changes hands, and its shift ends by itself. */
function sharedFoot(phone) {
  return make("footer.page-foot", {}, make("p.muted", {}, `${phone.now?.site_name ?? ""} · ${phone.device} · ${document.body.dataset.version}`));
}

function foot(phone) {
  const { otherLanguage, otherName, share } = document.body.dataset;
  return make(
    "footer.page-foot",
    {},
    make("p.muted", {}, `${phone.now.site_name} · ${phone.device} · ${document.body.dataset.version}`),
    button("btn.btn-huge", () => changeLanguage(otherLanguage), otherName),
    phone.can("phone.share") ? make("a.btn.btn-huge", { href: share }, gettext("Share this phone for the shift")) : null,
    button("btn.btn-huge.btn-danger", () => signOut(phone), gettext("Sign out")),
  );
}

async function postForm(address, fields) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrfToken(), ...fields });
  // "manual": where the server would lead a page next does not matter here.
  const response = await fetch(address, { method: "POST", body, redirect: "manual" }).catch(() => null);
  return response !== null && (response.type === "opaqueredirect" || response.ok);
}

async function changeLanguage(code) {
  if (!(await postForm(document.body.dataset.language, { language: code, next: document.body.dataset.app })))
    return say(gettext("The language can be changed only with network."), "is-bad");
  await refetchWords();
  location.reload();
}

async function signOut(phone) {
  if (phone.queue.unread().length) return say(gettext("First read what was not accepted."), "is-bad");
  const left = await pendingOf(phone.store, phone.account);
  if (left) {
    const word = ngettext("%(count)s entry is only on this phone. It would be lost. Find network first: it is sent by itself.", "%(count)s entries are only on this phone. They would be lost. Find network first: they are sent by themselves.", left);
    return say(fill(word, { count: left }), "is-bad");
  }
  if (!(await ask(gettext("Sign out"), make("p", {}, gettext("What this phone holds of you is deleted for good.")), gettext("Sign out"), { danger: true }))) return;
  if (!(await postForm(document.body.dataset.signOut, {}))) return say(gettext("Signing out needs network."), "is-bad");
  await destroy(phone.store, phone.account);
  location.assign("/");
}
