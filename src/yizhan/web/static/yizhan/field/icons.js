// Pictures that say in one look what a button is for.

import { picture } from "./dom.js";

const PATHS = {
  bus: ["M4 5h16v12H4zM4 11h16M7 17v2M17 17v2", "M7.5 14h1M15.5 14h1"],
  thermometer: ["M10 14V5a2 2 0 1 1 4 0v9a4 4 0 1 1-4 0z", "M12 9v8"],
  door: ["M6 21V3h12v18M3 21h18", "M14.5 12v.5"],
  bed: ["M3 19v-9M3 16h18v3M21 16v-3a3 3 0 0 0-3-3h-7v6", "M7 12.5v.5"],
  clock: ["M12 3a9 9 0 1 0 .001 0z", "M12 7v5l3.5 2"],
  scan: ["M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4", "M4 12h16"],
  keys: ["M4 6h16v12H4z", "M7.5 10h.5M12 10h.5M16 10h.5M8 14h8"],
  paper: ["M6 3h9l4 4v14H6z", "M15 3v4h4M9.5 11h6M9.5 14.5h6M9.5 18h4"],
  route: ["M6 5a2 2 0 1 0 .01 0zM18 15a2 2 0 1 0 .01 0z", "M8 7h7a3.5 3.5 0 0 1 0 7H9a3 3 0 0 0 0 6h7"],
  pool: ["M9 3h6M10 3v15a2 2 0 0 0 4 0V3", "M10 11h4M4.5 8v9a1.5 1.5 0 0 0 3 0V8M16.5 8v9a1.5 1.5 0 0 0 3 0V8"],
  list: ["M10 6h10M10 12h10M10 18h10", "M4 6l1.5 1.5L8 4.5M4 12l1.5 1.5L8 10.5M4 18l1.5 1.5L8 16.5"],
  parcel: ["M4 8l8-4 8 4v9l-8 4-8-4z", "M4 8l8 4 8-4M12 12v9"],
  shelf: ["M4 3v18M20 3v18M4 10h16M4 18h16", "M7 6h4v4H7zM13 13h4v5h-4z"],
  undo: ["M9 7 4 12l5 5", "M4 12h9a5 5 0 0 1 0 10h-2"],
};
const ADULT = { head: 5, top: 6, width: 22, height: 56 };
const CHILD = { head: 4, top: 24, width: 18, height: 56 };

/** Return the picture of a page or a deed. */
export const icon = (name) => picture(PATHS[name]);

/** Draw a party: tall for adults, small for children, in a row. */
export function partyPicture(adults, children) {
  const figures = [...Array(adults).fill(ADULT), ...Array(children).fill(CHILD)];
  const paths = [];
  let left = 0;
  for (const figure of figures) {
    paths.push(personPath(figure, left + figure.width / 2));
    left += figure.width;
  }
  const drawing = picture(paths, { width: Math.max(left, 1), height: 60 });
  drawing.classList.add("party-picture");
  return drawing;
}

function personPath({ head, top, height }, middle) {
  const shoulders = top + 2 * head + 2;
  const half = head + 1.5;
  return (
    `M${middle} ${top}a${head} ${head} 0 1 0 .01 0z` +
    `M${middle - half} ${shoulders + 4}q0-4 4-4h${2 * half - 8}q4 0 4 4v${(height - shoulders) * 0.42}h-3v${(height - shoulders) * 0.5}` +
    `h-${half - 3.6}v-${(height - shoulders) * 0.3}h-1.2v${(height - shoulders) * 0.3}h-${half - 3.6}v-${(height - shoulders) * 0.5}h-3z`
  );
}
