// The pages, in the order of the night.

import { countdown } from "./pages/countdown.js";
import { entries } from "./pages/entries.js";
import { offBus } from "./pages/off-bus.js";
import { papers } from "./pages/papers.js";
import { roomCheck } from "./pages/room-check.js";
import { rooming } from "./pages/rooming.js";
import { temperature } from "./pages/temperature.js";

/** Each has an id (its address), label, icon, `allowed(phone)` and `draw(phone)`. */
export const pages = [offBus, temperature, roomCheck, rooming, papers, countdown, entries];
