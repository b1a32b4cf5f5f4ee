// The parcels that wait, as last told, and how others are found with network.

import { ToldList } from "./told-list.js";

/** What waits at this site. Emits "change". */
export class ParcelsFeed extends ToldList {
  constructor(drawer, contact, site, undecided) {
    super(drawer, contact, { site, name: "parcels", undecided });
  }

  /** Find parcels, gone ones too; null without network. */
  async find(text) {
    const { status, body } = await this.contact.post(`${this.path}/found`, { text });
    return status === 200 ? body : null;
  }

  /** Find for whom something is; null without network. */
  async whose(text) {
    const { status, body } = await this.contact.post(`${this.path}/whose`, { text });
    return status === 200 ? body : null;
  }
}
