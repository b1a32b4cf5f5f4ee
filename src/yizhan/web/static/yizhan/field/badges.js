// Badges: read from their code, proved by their signature, or known by their number. No network is needed.

const FORM = "YB1";
const PARTS = 8;
const DIGITS = 6;

/** @typedef {{number: string, account: string, name: string, role: string, endsAt: number, text?: string}} Badge */

/** Read a badge's code; null if it is none of this site's. Whether it is genuine `isGenuine` tells. */
export function readBadge(text, site) {
  const parts = text.split("|");
  const [form, at, number, ends, account, role, name] = parts;
  if (form !== FORM || parts.length !== PARTS || at !== site) return null;
  return { number, account: uuidOf(account), name, role, endsAt: Number(ends) * 1000, text };
}

/** Tell whether the server signed what the code says; `key` is its public key as a JSON Web Key. */
export async function isGenuine({ text }, key) {
  const cut = text.lastIndexOf("|");
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const verifier = await crypto.subtle.importKey("jwk", key, curve, false, ["verify"]);
  const said = new TextEncoder().encode(text.slice(0, cut));
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, verifier, bytesOf(text.slice(cut + 1)), said).catch(() => false);
}

/** Tell whether the last digit fits the others: ISO/IEC 7064, MOD 11,10. */
export function isBadgeNumber(digits) {
  if (digits.length !== DIGITS) return false;
  let product = 10;
  let sum = 0;
  for (const digit of digits) {
    sum = (product + Number(digit)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return sum === 1;
}

function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(); // not written by us: no signature fits
  }
}

function uuidOf(text) {
  const hex = Array.from(bytesOf(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
