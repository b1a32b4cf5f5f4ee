// The tabs at the foot of the screen, where the thumb is.

import { make } from "./dom.js";
import { icon } from "./icons.js";

/** Draw a tab for each page that the person may use. */
export function drawTabs(place, phone, pages, current) {
  place.replaceChildren(
    ...pages
      .filter((page) => page.icon)
      .map((page) =>
        make("a", { href: `#${page.id}`, "aria-current": page === current ? "page" : null }, icon(page.icon), make("span", {}, page.label()), waits(phone, page)),
      ),
  );
}

/** How much waits on a page; nothing where it is nothing. */
function waits(phone, page) {
  const count = page.count?.(phone);
  return count ? make("b.tab-count", {}, count) : null;
}
