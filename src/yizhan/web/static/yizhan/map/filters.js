// Search and filters dim what does not match, so that the house keeps its shape.

const NAME_PAUSE_MS = 350;

export function startFilters(board, tools) {
  const chosen = new Set();
  let named = null;
  let pause = 0;

  function matches(tile, words, cohort, floor) {
    const passes = tile.dataset.filters.split(" ");
    if (![...chosen].every((filter) => passes.includes(filter))) return false;
    if (cohort && tile.dataset.cohort !== cohort) return false;
    if (floor && tile.closest(".map-floor").id !== floor) return false;
    if (!words) return true;
    return tile.dataset.find.includes(words) || (named?.text === words && named.rooms.includes(tile.dataset.room));
  }

  function apply() {
    const words = tools.q.value.trim().toLowerCase();
    const cohort = tools.cohort?.value ?? "";
    const floor = tools.floor.value;
    for (const tile of board.querySelectorAll(".tile")) {
      tile.classList.toggle("is-dim", !matches(tile, words, cohort, floor));
    }
  }

  async function findNames() {
    const words = tools.q.value.trim().toLowerCase();
    if (!tools.dataset.names || !words || /^[\d-]+[a-z]?$/.test(words)) return;
    const reply = await fetch(`${tools.dataset.names}?q=${encodeURIComponent(words)}`, { credentials: "same-origin" });
    if (!reply.ok) return;
    named = { text: words, rooms: (await reply.json()).rooms };
    apply();
  }

  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-filter]");
    if (!button) return;
    const on = !chosen.delete(button.dataset.filter);
    if (on) chosen.add(button.dataset.filter);
    button.setAttribute("aria-pressed", String(on));
    apply();
  });
  tools.addEventListener("input", () => {
    apply();
    clearTimeout(pause);
    pause = setTimeout(findNames, NAME_PAUSE_MS);
  });
  tools.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    findNames();
  });
  apply();
  return { apply };
}
