// Times as people say them.

import { fill, gettext, language } from "./words.js";

const MINUTE_MS = 60_000;

/** Return "22:41" in the site's zone. */
export function clockTime(moment, timezone) {
  return new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: timezone });
}

/** Return "Mar 19 09:00" in the site's zone. */
export function dayAndTime(moment, timezone) {
  const day = new Date(moment).toLocaleDateString(language, { month: "short", day: "numeric", timeZone: timezone });
  return `${day} ${clockTime(moment, timezone)}`;
}

/** Return "in 12 min" or "5 min late" for a due time. */
export function fromNow(moment, now = Date.now()) {
  const minutes = Math.round((Date.parse(moment) - now) / MINUTE_MS);
  if (minutes === 0) return gettext("now");
  if (minutes > 0) return fill(gettext("in %(time)s"), { time: span(minutes) });
  return fill(gettext("%(time)s late"), { time: span(-minutes) });
}

/** Return how long ago something was, in words. */
export function ago(moment, now = Date.now()) {
  const minutes = Math.floor((now - new Date(moment).getTime()) / MINUTE_MS);
  return minutes < 1 ? gettext("just now") : fill(gettext("%(time)s ago"), { time: span(minutes) });
}

/** Return a number of minutes as "12 min" or "2 h 5 min". */
export function span(minutes) {
  if (minutes < 60) return fill(gettext("%(minutes)s min"), { minutes });
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest ? fill(gettext("%(hours)s h %(minutes)s min"), { hours, minutes: rest }) : fill(gettext("%(hours)s h"), { hours });
}
