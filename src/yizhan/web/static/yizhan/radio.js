// The desk for when phones fail: everything by keyboard. Enter goes on, Esc takes back.

const line = document.getElementById("id_line");
const heard = document.querySelector("[data-heard]");

/** Leave what was read back uncounted, and go back to the line as it was typed. */
function unsay() {
  if (!heard?.isConnected) return;
  heard.remove();
  line.focus();
  line.select();
}

document.querySelector("[data-unsays]")?.addEventListener("click", unsay);
document.addEventListener("keydown", (event) => event.key === "Escape" && unsay());

const grid = document.querySelector("[data-grid]");

/** Go to the next box; Ctrl+Enter reads the sheet back, and so does Enter in the last box. */
function goOn(event) {
  if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
  const boxes = [...grid.querySelectorAll("input:not([type=hidden]), select")];
  const next = boxes[boxes.indexOf(event.target) + 1];
  if (event.ctrlKey || !next) {
    grid.requestSubmit();
  } else {
    next.focus();
    next.select?.();
  }
  event.preventDefault();
}

grid?.addEventListener("keydown", goOn);
