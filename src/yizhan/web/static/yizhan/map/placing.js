// Putting a party into a room: drag it there (mouse, pen, or a long press with a finger), or carry
// it: choose the party, then the room, with taps or with the keyboard alone.

const SLOP_PX = 6;
const PRESS_MS = 350;
const NOBODY = "00000000-0000-0000-0000-000000000000";

export function startPlacing(board, sheet) {
  const state = { dragging: false };
  const carrying = startCarrying(board, (party, tile) => put(party, tile.dataset.room));
  if (!("assigns" in board.dataset)) {
    openRooms(board, sheet, carrying);
    return state;
  }

  function put(party, roomId) {
    if (party.from === roomId) return;
    const way = new URLSearchParams(party.from ? { from: party.from } : {});
    if (party.letters) way.set("letters", party.letters);
    sheet.place(`${board.dataset.party.replace(NOBODY, party.id)}rooms/${roomId}/?${way}`);
  }

  document.addEventListener("click", (event) => {
    const carrier = event.target.closest("[data-carries]");
    if (!carrier) return;
    sheet.close();
    const { from = "", letters = "" } = carrier.dataset;
    carrying.start({ ...partyIn(carrier), from, letters });
  });
  board.addEventListener("click", (event) => {
    const link = event.target.closest("[data-lobby] a");
    if (!link) return;
    event.preventDefault();
    sheet.open(link.href);
  });
  openRooms(board, sheet, carrying);
  startDragging(board, state, put);
  return state;
}

function partyIn(element) {
  const holder = element.closest("[data-party]");
  return { id: holder.dataset.party, tag: holder.dataset.tag, from: holder.closest(".tile")?.dataset.room ?? "" };
}

function openRooms(board, sheet, carrying) {
  board.addEventListener("click", (event) => {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    event.preventDefault();
    if (!carrying.finish(tile)) sheet.open(tile.querySelector("a").href);
  });
}

function startCarrying(board, put) {
  const banner = document.querySelector(".map-carrying");
  let party = null;

  function show() {
    banner.hidden = !party;
    board.toggleAttribute("data-carrying", Boolean(party));
    if (party) banner.querySelector("b").textContent = banner.dataset.words.replace("{tag}", party.tag);
  }

  function stop() {
    party = null;
    show();
  }

  banner.querySelector("[data-cancels]").addEventListener("click", stop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && party) stop();
  });
  return {
    start(chosen) {
      party = chosen;
      show();
      board.querySelector('.tile[data-filters~="vacant"]:not(.is-dim) > a')?.focus({ preventScroll: true });
      banner.scrollIntoView({ block: "nearest" });
    },
    finish(tile) {
      if (!party) return false;
      const chosen = party;
      stop();
      put(chosen, tile);
      return true;
    },
  };
}

function startDragging(board, state, put) {
  let drag = null;

  function begin() {
    state.dragging = true;
    drag.ghost = Object.assign(document.createElement("div"), { className: "map-ghost tag", textContent: drag.party.tag });
    document.body.append(drag.ghost);
    if (drag.touch) navigator.vibrate?.(30);
    follow(drag.x, drag.y);
  }

  function follow(x, y) {
    drag.x = x;
    drag.y = y;
    drag.ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
    const under = document.elementFromPoint(x, y)?.closest(".tile") ?? null;
    if (under === drag.target) return;
    drag.target?.classList.remove("is-target");
    under?.classList.add("is-target");
    drag.target = under;
  }

  function end(dropped) {
    if (!drag) return;
    clearTimeout(drag.timer);
    drag.ghost?.remove();
    drag.target?.classList.remove("is-target");
    const { party, target } = drag;
    if (state.dragging) swallowClick();
    if (state.dragging && dropped && target) put(party, target.dataset.room);
    state.dragging = false;
    drag = null;
  }

  board.addEventListener("pointerdown", (event) => {
    const source = event.target.closest("[data-waits], .tile-party");
    if (!source || event.button !== 0 || !event.isPrimary || event.target.closest("a.btn, button")) return;
    const touch = event.pointerType === "touch";
    drag = { party: partyIn(source), x: event.clientX, y: event.clientY, startX: event.clientX, startY: event.clientY, touch, target: null };
    if (touch) drag.timer = setTimeout(() => drag && begin(), event.target.closest(".grip") ? 0 : PRESS_MS);
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || !event.isPrimary) return;
    const far = Math.hypot(event.clientX - drag.startX, event.clientY - drag.startY) > SLOP_PX;
    if (state.dragging) follow(event.clientX, event.clientY);
    else if (far && drag.touch) end(false);
    else if (far) begin();
  });
  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && end(false));
  // A finger that drags must not scroll the page, nor open the menu of a long press.
  document.addEventListener("touchmove", (event) => state.dragging && event.preventDefault(), { passive: false });
  board.addEventListener("contextmenu", (event) => drag && event.preventDefault());
  board.addEventListener("dragstart", (event) => event.preventDefault());
}

// The click that follows a drop would open the room under it.
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 50);
}
