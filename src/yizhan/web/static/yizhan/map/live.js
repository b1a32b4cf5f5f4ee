// Keeps the tiles current: asks for what changed since the version that the page has, once a
// second while the page is visible, and swaps nothing under a drag.

const EVERY_MS = 1000;
const SLOWER_MS = 4000;

export function startLive(board, { busy, changed }) {
  let version = board.dataset.version;
  let timer = 0;
  let asking = null;

  async function fetchChanges() {
    const reply = await fetch(`${board.dataset.changes}?since=${version}`, { credentials: "same-origin" });
    if (reply.redirected || reply.status === 403) return location.reload();
    if (reply.status === 204) return true;
    if (!reply.ok) return false;
    const found = await reply.json();
    if (busy()) return true;
    version = String(found.version);
    Object.entries(found.tiles).forEach(([id, html]) => swapTile(id, html));
    swapLobby(found.waiting);
    count(board);
    changed();
    return true;
  }

  async function ask() {
    clearTimeout(timer);
    asking ??= fetchChanges().catch(() => false).then((current) => {
      asking = null;
      showLost(board, current === false);
      return current;
    });
    const current = await asking;
    clearTimeout(timer);
    timer = setTimeout(tick, current === false ? SLOWER_MS : EVERY_MS);
  }

  function tick() {
    if (document.hidden || busy()) timer = setTimeout(tick, EVERY_MS);
    else ask();
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  count(board);
  timer = setTimeout(tick, EVERY_MS);
  return { ask };
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function swapTile(id, html) {
  const old = document.getElementById(`room-${id}`);
  if (!old) return;
  const fresh = fragment(html);
  const focused = old.contains(document.activeElement);
  fresh.classList.add("is-fresh");
  old.replaceWith(fresh);
  if (focused) fresh.querySelector("a").focus();
}

function swapLobby(html) {
  const lobby = document.querySelector("[data-lobby]");
  if (!lobby) return;
  const focused = document.activeElement?.closest("[data-lobby] [data-party]")?.dataset.party;
  const left = lobby.firstElementChild?.scrollLeft ?? 0;
  lobby.innerHTML = html;
  if (lobby.firstElementChild) lobby.firstElementChild.scrollLeft = left;
  if (focused) lobby.querySelector(`[data-party="${focused}"] a`)?.focus();
}

function count(board) {
  const tiles = [...board.querySelectorAll(".tile")];
  const people = (some) => some.reduce((sum, tile) => sum + Number(tile.dataset.people), 0);
  const passing = (some, filter) => some.filter((tile) => tile.dataset.filters.split(" ").includes(filter)).length;
  for (const floor of board.querySelectorAll(".map-floor")) {
    const here = [...floor.querySelectorAll(".tile")];
    floor.querySelector('[data-count="people"]').textContent = people(here);
    floor.querySelector('[data-count="vacant"]').textContent = passing(here, "vacant");
  }
  const totals = { people: people(tiles), vacant: passing(tiles, "vacant"), waiting: document.querySelectorAll("[data-lobby] [data-waits]").length };
  for (const total of document.querySelectorAll("[data-total]")) total.textContent = totals[total.dataset.total];
  for (const matches of document.querySelectorAll("[data-matches]")) matches.textContent = passing(tiles, matches.dataset.matches);
}

function showLost(board, lost) {
  board.toggleAttribute("data-stale", lost);
  const toast = document.querySelector(".map-toast");
  if (lost) {
    toast.textContent = board.dataset.lost;
    toast.classList.add("is-bad");
    toast.hidden = false;
  } else if (toast.classList.contains("is-bad")) {
    toast.hidden = true;
    toast.classList.remove("is-bad");
  }
}
