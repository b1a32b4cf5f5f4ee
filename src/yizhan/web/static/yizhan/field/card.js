// The card that lies in a room: its code leads a resident's phone to their page, and shows a nurse's phone the door.

const MARK_DIGITS = 16;

/** Return the code of a room's card as scanned; null if the text is none. */
export const readCard = (text) => /\/r\/([2-9A-HJ-NP-Z]{10})\/?$/.exec(text.trim())?.[1] ?? null;

/** Return the mark by which a walk knows the card of a room; the code itself is not on the phone. */
export async function markOf(roomId, code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${roomId} ${code}`));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("").slice(0, MARK_DIGITS);
}

/** Return the stop whose room this card lies in; null if it is on no door of the walk, or out of date. */
export async function doorOfCard(stops, code) {
  for (const stop of stops) if (stop.card && (await markOf(stop.room_id, code)) === stop.card) return stop;
  return null;
}
