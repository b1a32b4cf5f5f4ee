// Hand-over: one choice for all; what was already given a name of its own keeps it.

const all = document.querySelector("[data-gives-all]");
let given = "";

all?.addEventListener("change", () => {
  for (const one of document.querySelectorAll("select[name^='to-']")) {
    if (!one.value || one.value === given) one.value = all.value;
  }
  given = all.value;
});
