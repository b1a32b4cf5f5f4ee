// Parts of a page that keep themselves current: <section data-live="URL" data-every="2">.
// Only a visible page asks; an unchanged answer (304) swaps nothing, and nothing is swapped while
// somebody is typing, dragging, or has a dialog or a form that unfolds open in it.

const regions = [...document.querySelectorAll("[data-live]")].map((element) => ({ element, etag: null, timer: 0 }));

function busy(element) {
  const active = document.activeElement;
  const typing = active && element.contains(active) && active.matches("input, select, textarea");
  return typing || element.querySelector("dialog[open], details[data-holds][open], [data-dragging]") !== null;
}

async function refresh(region) {
  if (document.hidden || busy(region.element)) return;
  const headers = { "X-Live": "1" };
  if (region.etag) headers["If-None-Match"] = region.etag;
  try {
    const reply = await fetch(region.element.dataset.live, { headers, credentials: "same-origin", redirect: "error" });
    region.element.toggleAttribute("data-stale", !(reply.ok || reply.status === 304));
    if (reply.status !== 200 || busy(region.element)) return;
    region.etag = reply.headers.get("ETag");
    region.element.innerHTML = await reply.text();
    region.element.dispatchEvent(new CustomEvent("live:swapped", { bubbles: true }));
  } catch {
    region.element.setAttribute("data-stale", "");
  }
}

function schedule(region) {
  clearTimeout(region.timer);
  region.timer = setTimeout(async () => {
    await refresh(region);
    schedule(region);
  }, 1000 * Number(region.element.dataset.every || 2));
}

for (const region of regions) schedule(region);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) regions.forEach(async (region) => { await refresh(region); schedule(region); });
});
