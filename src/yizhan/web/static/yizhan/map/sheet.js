// Pages of one room or one party, opened over the map in a dialog; their forms are sent from there.

const TOAST_MS = 4000;

export function startSheet(dialog) {
  const sheet = { open, place, close: () => dialog.close(), onDone: () => {} };

  function show(html) {
    dialog.innerHTML = html;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  }

  async function load(url, options = {}) {
    const reply = await fetch(url, { credentials: "same-origin", ...options, headers: { "X-Sheet": "1" } });
    if (reply.redirected) location.reload();
    return reply;
  }

  async function open(url) {
    const reply = await load(url);
    show(await reply.text());
  }

  // Puts a party into a room at once if no rule is broken and nobody has to say why; else asks.
  async function place(url) {
    const reply = await load(url);
    const page = document.createElement("template");
    page.innerHTML = await reply.text();
    const clean = page.content.querySelector("form[data-clean]");
    if (clean) await send(clean, null);
    else show(page.innerHTML);
  }

  async function send(form, submitter) {
    const facts = new FormData(form, submitter);
    form.toggleAttribute("inert", true);
    try {
      // In a template, which has no address of its own, the property would resolve to nothing.
      const reply = await load(form.getAttribute("action"), { method: "POST", body: facts });
      if (reply.headers.get("Content-Type")?.includes("json")) {
        dialog.close();
        toast((await reply.json()).message);
        sheet.onDone();
      } else {
        show(await reply.text());
      }
    } finally {
      form.toggleAttribute("inert", false);
    }
  }

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    send(event.target, event.submitter);
  });
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sheet]");
    if (link) {
      event.preventDefault();
      open(link.href);
    } else if (event.target === dialog) {
      dialog.close();
    }
  });
  return sheet;
}

let fading = 0;

function toast(text) {
  const place = document.querySelector(".map-toast");
  place.textContent = text;
  place.classList.remove("is-bad");
  place.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { place.hidden = true; }, TOAST_MS);
}
