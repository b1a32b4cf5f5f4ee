// Keeping the app on the phone, and bringing a newer version in without taking anything away.

const { dataset } = document.body;

/** Register the service worker; `onNew(take)` is called when a newer version waits, `take()` changes to it. */
export async function installApp(onNew) {
  if (!("serviceWorker" in navigator)) return;
  navigator.storage?.persist?.();
  const registration = await navigator.serviceWorker.register(dataset.worker, { scope: dataset.scope }).catch(() => null);
  if (!registration) return;
  const offer = () => registration.waiting && navigator.serviceWorker.controller && onNew(() => changeOver(registration));
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => undefined);
  });
  offer();
}

function changeOver(registration) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting?.postMessage("take over");
}

/** Fetch the app and its words again after the language was changed; needs network. */
export async function refetchWords() {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if (!(await cache.match(dataset.app, { ignoreVary: true }))) continue;
    for (const address of [dataset.app, dataset.words]) {
      const response = await fetch(address, { cache: "reload" });
      if (response.ok && !response.redirected) await cache.put(address, response);
    }
  }
}
