// Ids chosen on the phone: UUIDv7 (RFC 9562), in the order of taps also within one millisecond.

const COUNTER_BITS = 12;
const COUNTER_START = 2 ** (COUNTER_BITS - 1);

let lastMoment = 0;
let counter = 0;

/** Return a fresh UUIDv7. A clock that is set back does not break the order: time then stands still. */
export function newId(now = Date.now()) {
  advance(now);
  const random = crypto.getRandomValues(new Uint8Array(8));
  const moment = lastMoment.toString(16).padStart(12, "0");
  const version = (0x7000 | counter).toString(16);
  random[0] = (random[0] & 0x3f) | 0x80;
  const tail = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${moment.slice(0, 8)}-${moment.slice(8)}-${version}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

function advance(now) {
  if (now > lastMoment) {
    lastMoment = now;
    counter = crypto.getRandomValues(new Uint16Array(1))[0] % COUNTER_START;
  } else if (++counter >= 2 ** COUNTER_BITS) {
    lastMoment += 1;
    counter = 0;
  }
}
