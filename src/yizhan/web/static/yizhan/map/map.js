// The room map: live tiles, search and filters, and putting parties into rooms.

import { startFilters } from "./filters.js";
import { startLive } from "./live.js";
import { startPlacing } from "./placing.js";
import { startSheet } from "./sheet.js";

const board = document.querySelector("[data-map]");
const sheet = startSheet(document.getElementById("map-sheet"));
const filters = startFilters(board, document.querySelector(".map-tools"));
const placing = startPlacing(board, sheet);
const live = startLive(board, { busy: () => placing.dragging, changed: filters.apply });
sheet.onDone = live.ask;

// Other pages lead to one room, such as map/#room-<id>: to move somebody, its sheet has to be open.
const named = location.hash.startsWith("#room-") ? document.getElementById(location.hash.slice(1)) : null;
if (named) sheet.open(named.querySelector("a").href);
