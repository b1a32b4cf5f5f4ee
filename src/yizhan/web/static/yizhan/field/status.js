// Always on top: whether there is network, how much is still only on this phone, who works, on which batch.

import { CONNECTED, OFFLINE, SIGNED_OUT, TROUBLE } from "./contact.js";
import { button, make } from "./dom.js";
import { openHelp, strip } from "./help.js";
import { icon } from "./icons.js";
import { scanBadge } from "./pages/change-hands.js";
import { openSheet } from "./sheet.js";
import { fill, gettext, ngettext } from "./words.js";
import { clockTime, dayAndTime, span } from "./clock.js";

/** Draw the head of the screen. */
export function drawStatus(place, phone, around) {
  place.replaceChildren(
    ...[
      strip(phone),
      pastDue(phone.now),
      around.hands ? handsRow(around.hands) : null,
      make("div.status-row", {}, connection(phone.contact.state), pendingButton(phone), button("sos", () => openHelp(phone), gettext("SOS"))),
      whoRow(phone, around.hands),
      ...notices(phone, around),
    ].filter(Boolean),
  );
}

/** Who should have left and is still here: on every page, for everybody, until they are let go. */
function pastDue(now) {
  if (!now?.past_due) return null;
  const { people, since } = now.past_due;
  const word = fill(ngettext("Past due: %(count)s person, since %(since)s", "Past due: %(count)s people, since %(since)s", people), { count: people, since: dayAndTime(since, now.timezone) });
  return make("p.past-due-line", { role: "status" }, make("b", { "aria-hidden": "true" }, "✕"), word);
}

/** What was told to whoever holds the phone; it is read on a page of its own, which needs network. */
function unreadNotices(now) {
  if (!now?.notices) return null;
  const word = fill(ngettext("%(count)s notice for you", "%(count)s notices for you", now.notices), { count: now.notices });
  return notice("is-info", word, make("a.btn.btn-primary", { href: document.body.dataset.notices }, gettext("Read them")));
}

/** On a shared phone: whose taps these are, in large letters, and the one button that changes it. */
function handsRow(hands) {
  return make(
    "div.status-row.hands-row",
    {},
    make("span.hands-who", {}, make("b", {}, hands.acting.name), make("small", {}, hands.acting.roleName)),
    button("btn.btn-primary.btn-hands", () => scanBadge(hands), icon("scan"), gettext("Change hands")),
  );
}

function connection(state) {
  const [sign, kind, word] = {
    [CONNECTED]: ["●", "is-ok", gettext("Connected")],
    [OFFLINE]: ["▲", "is-warn", gettext("No network")],
    [SIGNED_OUT]: ["✕", "is-bad", gettext("Signed out")],
    [TROUBLE]: ["!", "is-bad", gettext("Server not answering")],
  }[state] ?? ["○", "is-quiet", gettext("Connecting…")];
  return make(`span.contact.${kind}`, { role: "status" }, make("b", { "aria-hidden": "true" }, sign), word);
}

function pendingButton(phone) {
  const pending = phone.queue.pending().length;
  const unread = phone.queue.unread().length;
  const word = pending ? fill(ngettext("%(count)s to send", "%(count)s to send", pending), { count: pending }) : gettext("All sent");
  return make(
    `a.entries-link${pending ? ".has-pending" : ""}`,
    { href: "#entries", "data-pending": pending },
    pending || !unread ? [make("b", { "aria-hidden": "true" }, pending ? "↑" : "✓"), word] : null,
    unread ? make("span.unread", {}, fill(ngettext("%(count)s to read", "%(count)s to read", unread), { count: unread })) : null,
  );
}

function whoRow(phone, hands) {
  const now = phone.now;
  if (!now) return null;
  const batch = phone.batch;
  const word = batch ? fill(gettext("Batch %(number)s"), { number: batch.number }) : gettext("No batch announced");
  const several = now.batches.length > 1;
  return make(
    "div.status-row.status-who",
    {},
    make("span.who-name", {}, hands ? hands.told.label : now.account.name),
    several ? button("btn.btn-batch", () => chooseBatch(phone), `${word} ▾`) : make("span.batch-name", {}, word),
  );
}

function chooseBatch(phone) {
  openSheet(gettext("Which batch?"), (close) =>
    phone.now.batches.map((batch) =>
      button("btn.btn-huge", () => (phone.remember("batch", batch.id), close()), [
        fill(gettext("Batch %(number)s"), { number: batch.number }),
        batch.eta ? ` · ${clockTime(batch.eta, phone.now.timezone)}` : "",
        batch.origin ? make("small", {}, batch.origin) : null,
      ]),
    ),
  );
}

function notices(phone, { others, takeNew, hands }) {
  const { rehearsal } = document.body.dataset;
  return [
    rehearsal ? notice("is-warn", gettext("Rehearsal: nobody here is real")) : null,
    hands ? null : unreadNotices(phone.now),
    phone.lost ? lostNotice(phone) : null,
    phone.contact.state === SIGNED_OUT ? shutOut(phone, hands) : null,
    phone.snapshot.clockFault ? notice("is-warn", clockWord(phone.snapshot.clockFault)) : null,
    othersNotice(phone, others, hands),
    takeNew ? notice("is-info", gettext("A newer version is ready."), button("btn", takeNew, gettext("Change to it"))) : null,
  ];
}

const notice = (kind, text, ...more) => make(`div.notice.${kind}`, {}, make("p", {}, text), more);

function shutOut(phone, hands) {
  if (hands) return notice("is-bad", gettext("This badge opens nothing here any more. Entries are kept. Change hands, or get a new badge at the desk."));
  const again = make("a.btn.btn-primary", { href: document.body.dataset.enter }, gettext("Sign in again"));
  return notice("is-bad", signedOutWord(phone.queue.pending().length), again);
}

function othersNotice(phone, others, hands) {
  const count = hands ? hands.pending() - phone.queue.pending().length : others;
  if (!count) return null;
  const word = hands
    ? ngettext("%(count)s entry of somebody before you waits for network.", "%(count)s entries of those before you wait for network.", count)
    : ngettext("%(count)s entry of another account waits on this phone. It is sent when they sign in here.", "%(count)s entries of other accounts wait on this phone. They are sent when they sign in here.", count);
  return notice(hands ? "is-info" : "is-warn", fill(word, { count }));
}

function signedOutWord(pending) {
  if (!pending) return gettext("Your sign-in has run out. Sign in again.");
  return fill(ngettext("Your sign-in has run out. %(count)s entry is safe on this phone and is sent when you sign in again. Go on working.", "Your sign-in has run out. %(count)s entries are safe on this phone and are sent when you sign in again. Go on working.", pending), { count: pending });
}

function clockWord(fault) {
  const time = span(Math.round(Math.abs(fault) / 60_000));
  return fault > 0
    ? fill(gettext("This phone's clock is %(time)s fast. Set it right in the phone's settings."), { time })
    : fill(gettext("This phone's clock is %(time)s slow. Set it right in the phone's settings."), { time });
}

function lostNotice(phone) {
  const why = phone.lost.full ? gettext("The phone's storage is full.") : gettext("The phone could not write to its storage.");
  return notice(
    "is-bad.lost",
    `${why} ${gettext("Your last tap was NOT kept. Write it on paper, free some space, then tap again.")}`,
    button("btn", () => ((phone.lost = null), phone.changed()), gettext("Understood")),
  );
}
