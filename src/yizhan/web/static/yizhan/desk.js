// Small manners of desk pages: open dialogs, copy texts, print, and guard against a double tap.

document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-prints]")) window.print();
  const copier = event.target.closest("[data-copies]");
  if (copier) {
    const source = document.getElementById(copier.dataset.copies);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    copier.textContent = gettext("Copied");
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});

// On a narrow screen the page's own entry may lie beyond the edge, in the bar and among the tabs.
for (const here of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
  const [own, all] = [here.getBoundingClientRect(), here.parentElement.getBoundingClientRect()];
  here.parentElement.scrollLeft += own.left - all.left - (all.width - own.width) / 2;
}

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
