// Beside the audience only what it speaks of is asked for: floors, teams, a party or one of the crew.

const writing = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-notice]"));

function showNamed() {
  const whom = new FormData(writing).get(writing.dataset.notice || "whom");
  for (const part of writing.querySelectorAll("[data-for]")) {
    part.toggleAttribute("hidden", part.getAttribute("data-for") !== whom);
  }
}

writing?.addEventListener("change", showNamed);
if (writing) showNamed();
