// The arrivals desk: the clock that runs down to an arrival, and rows that can be added to a form.

const clock = document.querySelector("[data-clock]");
// The server's clock counts, which in a rehearsal is not the wall's.
const ahead = clock ? Date.parse(clock.dataset.clock) - Date.now() : 0;

function twoDigits(number) {
  return String(number).padStart(2, "0");
}

function show(element) {
  const left = Math.round((Date.parse(element.dataset.until) - Date.now() - ahead) / 1000);
  const seconds = Math.abs(left);
  const hours = Math.floor(seconds / 3600);
  const rest = `${twoDigits(Math.floor((seconds % 3600) / 60))}:${twoDigits(seconds % 60)}`;
  element.textContent = `${left < 0 ? "+" : ""}${hours ? `${hours}:` : ""}${rest}`;
  element.classList.toggle("is-past", left < 0);
}

function showAll() {
  document.querySelectorAll("[data-until]").forEach(show);
}

showAll();
setInterval(showAll, 1000);
document.addEventListener("live:swapped", showAll);

for (const adder of document.querySelectorAll("[data-adds]")) {
  const prefix = adder.dataset.adds;
  const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const rows = document.querySelector(`[data-rows="${prefix}"]`);
  const empty = document.querySelector(`[data-empty="${prefix}"]`);
  adder.hidden = false;
  adder.addEventListener("click", () => {
    const made = document.createElement("template");
    made.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
    rows.append(made.content);
    total.value = Number(total.value) + 1;
    rows.lastElementChild.querySelector("input").focus();
  });
}
