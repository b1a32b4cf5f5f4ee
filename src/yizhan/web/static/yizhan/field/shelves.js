// The store as this phone knows it: what the server told, less what this phone gave out since. Nothing draws here.

import { isNews } from "./told-list.js";

export const ISSUE = "provision.issue_stock";

/** Return the shelves after this phone's taps, as told; each with how many the book has, never below nothing. */
export function standingShelves(told, entries) {
  const taken = new Map();
  for (const entry of entries) {
    if (entry.action !== ISSUE || !isNews(entry, told)) continue;
    taken.set(entry.facts.item, (taken.get(entry.facts.item) ?? 0) + entry.facts.count);
  }
  return (told?.shelves ?? []).map((row) => ({ ...row, there: Math.max(row.there - (taken.get(row.item) ?? 0), 0) }));
}

/** Return the shelves in the order in which they are offered: what this phone gave out last, then as told. */
export function offered(shelves, recent) {
  const place = ({ item }) => (recent.includes(item) ? recent.indexOf(item) : recent.length);
  return shelves.filter(({ item, there }) => there > 0 || recent.includes(item)).sort((a, b) => place(a) - place(b));
}

/** Return the shelves whose name or other names hold a text. */
export function namedLike(shelves, text) {
  const wanted = text.trim().toLowerCase();
  return shelves.filter(({ name, also }) => [name, ...also].some((word) => word.toLowerCase().includes(wanted)));
}
