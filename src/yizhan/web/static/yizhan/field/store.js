// The phone's own database. What says anything about anybody is stored sealed (vault.js).

import { openDB } from "../../vendor/idb/index.js";

const NAME = "yizhan-field";
const VERSION = 1;

/** Open the database; `outdated()` is called when a newer version of the app wants to change it. */
export function openStore(outdated) {
  return openDB(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore("settings");
      database.createObjectStore("accounts", { keyPath: "id" });
      database.createObjectStore("commands", { keyPath: "id" }).createIndex("account", "account");
      database.createObjectStore("sealed");
    },
    blocking: (_current, _blocked, event) => {
      /** @type {any} */ (event.target).close();
      outdated();
    },
  });
}

/** Take the name by which the server knows this phone. */
export async function deviceIs(store, name) {
  await store.put("settings", name, "device");
}

/** Return the phone's own name towards the server; it outlives accounts, and says nothing about them. */
export async function deviceOf(store) {
  const known = await store.get("settings", "device");
  if (known) return known;
  const made = `phone-${crypto.randomUUID().slice(0, 13)}`;
  await store.put("settings", made, "device");
  return made;
}
