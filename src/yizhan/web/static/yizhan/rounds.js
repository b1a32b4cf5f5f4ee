// The packing list follows what is ticked, before anything is planned.

const form = document.querySelector("[data-entry]");
const list = form?.querySelector("[data-list]");
let asked = 0;

form?.addEventListener("change", async () => {
  const turn = ++asked;
  const said = new FormData(form);
  said.delete("csrfmiddlewaretoken");
  const reply = await fetch(`?${new URLSearchParams(said)}`, { headers: { "X-Live": "1" } }).catch(() => null);
  if (!reply?.ok || turn !== asked) return;
  const focused = document.activeElement?.id;
  list.innerHTML = await reply.text();
  if (focused) document.getElementById(focused)?.focus();
});
