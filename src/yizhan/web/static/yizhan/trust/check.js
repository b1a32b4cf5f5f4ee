// Tells whether this phone trusts the secure side: an answer can be had there, or cannot.

const TIMEOUT_MS = 6_000;

const button = /** @type {HTMLButtonElement} */ (document.getElementById("check-button"));
const onward = /** @type {HTMLAnchorElement} */ (document.getElementById("go"));
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-secure]")]);

/** The answer cannot be read from another origin, and need not be: without trust there is none. */
async function isReached(/** @type {string} */ address) {
  const asked = { mode: /** @type {RequestMode} */ ("no-cors"), cache: /** @type {RequestCache} */ ("no-store"), signal: AbortSignal.timeout(TIMEOUT_MS) };
  return fetch(`${address}/healthz`, asked).then(() => true, () => false);
}

function say(/** @type {string} */ word) {
  for (const notice of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-check]"))) notice.hidden = notice.dataset.check !== word;
}

async function check() {
  button.disabled = true;
  say("");
  const answers = await Promise.all(links.map(async (link) => ((await isReached(link.dataset.secure ?? "")) ? link : null)));
  const reached = answers.find((link) => link !== null);
  if (reached) onward.href = reached.href;
  say(reached ? "reached" : "refused");
  button.disabled = false;
}

button.hidden = false;
button.addEventListener("click", () => void check());
