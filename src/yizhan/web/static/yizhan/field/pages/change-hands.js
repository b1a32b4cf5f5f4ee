// Changing hands: the next person holds the badge before the camera, or types its number.

import { isBadgeNumber, readBadge } from "../badges.js";
import { clockTime } from "../clock.js";
import { button, make } from "../dom.js";
import { bad, good } from "../feedback.js";
import { FORGED, PAST, UNKNOWN } from "../hands.js";
import { icon } from "../icons.js";
import { keypad } from "../keypad.js";
import { scan } from "../scan.js";
import { openSheet } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext, ngettext } from "../words.js";

const DIGITS = 6;

const REFUSALS = {
  [FORGED]: () => gettext("This badge is not genuine. Tell the site head."),
  [PAST]: () => gettext("This badge has ended. Get a new one at the desk."),
  [UNKNOWN]: () => gettext("This number is not known here. Scan the badge, or try again with network."),
};

/** Draw the page of a phone that nobody holds. */
export function whoActs(hands) {
  return [
    make("h1.hands-ask", {}, gettext("Whose hands?")),
    make("p.hands-word", {}, gettext("Hold your badge before the camera. Everything tapped from then on is yours.")),
    button("btn.btn-giant.btn-primary", () => scanBadge(hands), icon("scan"), gettext("Scan the badge")),
    button("btn.btn-giant", () => typeNumber(hands), icon("keys"), gettext("Type the number")),
    make("p.muted", {}, fill(gettext("%(label)s · shared until %(time)s"), { label: hands.told.label, time: clockTime(hands.told.ends_at, hands.common?.timezone) })),
  ];
}

/** Draw the page of a phone whose shift is over. */
export function shiftOver(hands) {
  const left = hands.pending();
  return [
    make("h1.hands-ask", {}, gettext("The shift of this phone is over")),
    left
      ? make("p.notice.is-warn", {}, fill(ngettext("%(count)s entry is still only on this phone. Keep it on and find network: it is sent by itself.", "%(count)s entries are still only on this phone. Keep it on and find network: they are sent by themselves.", left), { count: left }))
      : make("p.notice.is-ok", {}, gettext("All entries are sent. Nothing of anybody is left on this phone.")),
    make("p", {}, gettext("To go on, have the phone shared anew at the desk.")),
  ];
}

/** Ask for the next badge: the camera first, and from there the number pad. */
export async function scanBadge(hands) {
  let typing = false;
  const wrong = () => gettext("This is not a badge of this site");
  const badge = await scan(gettext("Scan the badge"), (text) => readBadge(text, hands.site), { wrong, instead: () => (typing = true) });
  if (badge) return settle(hands, badge);
  if (typing) typeNumber(hands);
}

function typeNumber(hands) {
  openSheet(gettext("Type the number"), (close) => {
    const done = async (digits) => (await settle(hands, await hands.find(digits))) && close();
    return keypad({ length: DIGITS, show: shown, ready: isBadgeNumber, done, word: gettext("OK") });
  });
}

function shown(digits) {
  const padded = digits.padEnd(DIGITS, "·");
  const mistyped = digits.length === DIGITS && !isBadgeNumber(digits);
  return [
    make("span.tag.typed-badge", {}, `${padded.slice(0, 3)} ${padded.slice(3)}`),
    mistyped ? make("small.typed-wrong", { role: "alert" }, gettext("mistyped")) : null,
  ].filter(Boolean);
}

async function settle(hands, badge) {
  const refused = await hands.take(badge);
  if (refused) {
    bad();
    say(REFUSALS[refused](), "is-bad");
    return false;
  }
  good();
  say(fill(gettext("Now: %(name)s"), { name: hands.acting.name }));
  return true;
}
