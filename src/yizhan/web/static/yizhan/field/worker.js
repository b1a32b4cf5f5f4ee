// The service worker: the app opens without network, always as one whole version.
// The server puts a line in front of this file that sets `SHELL`: version, files, scope.

const worker = /** @type {any} */ (self);
const { SHELL } = worker;
const PREFIX = "yizhan-field-";
const CACHE = PREFIX + SHELL.version;
const APP = new RegExp(`^${SHELL.scope}[-\\w]+/$`);

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => event.data === "take over" && worker.skipWaiting());
worker.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

/** Fetch the whole version past every other cache; one file that fails leaves the present version in place. */
async function install() {
  const cache = await caches.open(CACHE);
  const addresses = [...SHELL.files, ...(await openApps()), ...(await keptApps())];
  await Promise.all([...new Set(addresses)].map((address) => keep(cache, address)));
}

async function keep(cache, address) {
  const response = await fetch(address, { cache: "reload", credentials: "same-origin" });
  // Whoever is signed out is led elsewhere; that page is not the app.
  if (!response.ok || response.redirected) throw new Error(`${address} cannot be kept`);
  await cache.put(address, response);
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

function answerTo(request) {
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return null;
  if (request.mode === "navigate") {
    if (APP.test(pathname)) return app(request, pathname);
    return pathname === SHELL.scope ? fetch(request).catch(anyApp) : null;
  }
  // "reload" asks for the server's own answer, as after a change of language.
  return SHELL.files.includes(pathname) && request.cache !== "reload" ? kept(pathname, request) : null;
}

async function app(request, pathname) {
  const cache = await caches.open(CACHE);
  const page = await cache.match(pathname, { ignoreVary: true });
  if (page) return page;
  const response = await fetch(request);
  // A navigation that leads to sign-in arrives here as an opaque redirect, which is not kept.
  if (response.ok && !response.redirected) await cache.put(pathname, response.clone());
  return response;
}

async function kept(pathname, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname, { ignoreVary: true })) ?? fetch(request);
}

/** Without network, the address of all sites opens the app that is there. */
async function anyApp() {
  const [address] = await keptApps();
  return address ? Response.redirect(address) : Response.error();
}

async function openApps() {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.map(({ url }) => new URL(url).pathname).filter((path) => APP.test(path));
}

async function keptApps() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return [...new Set(requests.flat().map(({ url }) => new URL(url).pathname))].filter((path) => APP.test(path));
}
