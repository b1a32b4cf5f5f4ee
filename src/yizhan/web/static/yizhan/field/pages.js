// The pages, in the order of the night.

import { countdown } from "./pages/countdown.js";
import { entries } from "./pages/entries.js";
import { mine } from "./pages/mine.js";
import { offBus } from "./pages/off-bus.js";
import { papers } from "./pages/papers.js";
import { parcels } from "./pages/parcels.js";
import { roomCheck } from "./pages/room-check.js";
import { rooming } from "./pages/rooming.js";
import { rounds } from "./pages/rounds.js";
import { supplies } from "./pages/supplies.js";
import { temperature } from "./pages/temperature.js";

/** Each has an id (its address), label, icon, `allowed(phone)` and `draw(phone)`; some a `count(phone)` of what waits. */
export const pages = [offBus, temperature, roomCheck, rooming, rounds, mine, parcels, supplies, papers, countdown, entries];

/** Return the page that opens by itself: while no batch is announced the work is the rounds. */
export const firstPage = (phone, open) => (!phone.batch && open.find((page) => page === rounds)) || open[0];
