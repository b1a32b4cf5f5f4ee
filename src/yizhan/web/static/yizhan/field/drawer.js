// Sealed things of one account that are replaced as a whole: the snapshot, and what a page remembers.

export class Drawer {
  constructor(store, vault, account, site) {
    this.store = store;
    this.vault = vault;
    this.prefix = `${account}/${site}/`;
    this.notes = {};
  }

  /** Read what pages remember, so that they can ask without waiting. */
  async load() {
    this.notes = (await this.read("notes")) ?? {};
  }

  async read(name) {
    const sealed = await this.store.get("sealed", this.prefix + name);
    // A key that was lost with the browser's data leaves nothing to read; the server has it all.
    return sealed ? this.vault.open(sealed).catch(() => undefined) : undefined;
  }

  async keep(name, value) {
    await this.store.put("sealed", await this.vault.seal(value), this.prefix + name);
  }

  /** Return what a page remembers under `name`, such as the present wave. */
  note(name, otherwise) {
    return this.notes[name] ?? otherwise;
  }

  /** Remember something for a page. Losing it costs a tap, not an entry, so nobody waits for it. */
  remember(name, value) {
    this.notes[name] = value;
    this.keep("notes", this.notes).catch(() => undefined);
  }
}
