// Beside the audience only what it speaks of is asked for: floors, teams, a party or one of the crew.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-notice]"));

function showNamed() {
  const whom = new FormData(form).get("whom");
  for (const part of form.querySelectorAll("[data-for]")) {
    part.toggleAttribute("hidden", part.getAttribute("data-for") !== whom);
  }
}

form?.addEventListener("change", showNamed);
if (form) showNamed();
