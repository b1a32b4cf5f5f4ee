// The number on a tube: eight digits and two that check them, as `health.codes` makes them.

export const DIGITS = 10;

/** Whether ten digits check. */
export const isTubeNumber = (digits) => /^\d{10}$/.test(digits) && Number(digits) % 97 === 1;

/** Read a tube's label as scanned; null if it is none. */
export function readTube(text) {
  const digits = text.replace(/[\s-]/g, "");
  return isTubeNumber(digits) ? digits : null;
}

/** Return a number as it stands under its code: 4728 1905 37. */
export const spoken = (number) => [number.slice(0, 4), number.slice(4, 8), number.slice(8)].filter(Boolean).join(" ");
