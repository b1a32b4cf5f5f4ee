// Everything about people is sealed with a key per account that cannot be taken out of the browser.
// The key is made at sign-in and dies at sign-out; what it sealed is then unreadable for good.

const ALGORITHM = "AES-GCM";
const IV_BYTES = 12;

/** A key of one account, and what is done with it. */
export class Vault {
  constructor(key) {
    this.key = key;
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: ALGORITHM, iv }, this.key, plain) };
  }

  async open({ iv, data }) {
    const plain = await crypto.subtle.decrypt({ name: ALGORITHM, iv }, this.key, data);
    return JSON.parse(new TextDecoder().decode(plain));
  }
}

/** Return the vault of an account, making its key if the account is new on this phone. */
export async function unlock(store, account) {
  const known = await store.get("accounts", account);
  if (known) return new Vault(known.key);
  const key = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
  await store.add("accounts", { id: account, key }).catch(() => undefined);
  // Two tabs may open at once: whichever key was stored first is the key.
  return new Vault((await store.get("accounts", account)).key);
}

/** Destroy an account's key and all that it sealed. Only for sign-out, when nothing is pending. */
export async function destroy(store, account) {
  const transaction = store.transaction(["accounts", "commands", "sealed", "settings"], "readwrite");
  const commands = transaction.objectStore("commands");
  const sealed = transaction.objectStore("sealed");
  for (const id of await commands.index("account").getAllKeys(account)) commands.delete(id);
  for (const name of await sealed.getAllKeys()) if (String(name).startsWith(`${account}/`)) sealed.delete(name);
  transaction.objectStore("accounts").delete(account);
  transaction.objectStore("settings").delete("account");
  await transaction.done;
}
