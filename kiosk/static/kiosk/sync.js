/** Sends the queue, at most 50 at a time, and deletes exactly what was acknowledged by id (K2, R9). */

import { Refusal } from "./device.js";

const BATCH = 50;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const ASIDE_MS = 10 * 60 * 1000;

/** Refusals that are about the device or the hour, not about what stands in the batch. */
const NOT_THE_BATCH = new Set([401, 403, 404, 408, 409, 425, 429]);

/**
 * One loop at a time. `post(body)` sends a batch; `onReceipt(item, receipt)` hears each decision;
 * `onLink({link, waiting})` hears how it stands: "up", "down" (nothing known) or "refused" (the device is not let in).
 */
export class Sync {
  #store;
  #post;
  #onReceipt;
  #onLink;
  #running = false;
  #again = false;
  #timer = null;
  #waitMs = FIRST_WAIT_MS;
  #size = BATCH;
  #aside = new Map();
  #link = "up";

  constructor({ store, post, onReceipt, onLink }) {
    this.#store = store;
    this.#post = post;
    this.#onReceipt = onReceipt;
    this.#onLink = onLink;
  }

  /** Something is in the queue, or the network may be back: try now. */
  wake() {
    clearTimeout(this.#timer);
    this.#again = true;
    if (!this.#running) this.#run();
  }

  async #run() {
    this.#running = true;
    try {
      while (this.#again) {
        this.#again = false;
        while (await this.#sendOne());
      }
    } catch (reason) {
      this.#stumble(reason);
    }
    await this.#report().catch(() => undefined);
    this.#running = false;
    if (this.#again) this.wake();
  }

  /** Send one batch; true when there may be more to send at once. */
  async #sendOne() {
    const items = await this.#next();
    if (items.length === 0) return false;
    await this.#report();
    let answer;
    try {
      answer = await this.#post({ sent_at: new Date().toISOString(), attempts: items });
    } catch (reason) {
      if (!(reason instanceof Refusal) || reason.http >= 500 || NOT_THE_BATCH.has(reason.http)) throw reason;
      this.#divide(items);
      return true;
    }
    this.#waitMs = FIRST_WAIT_MS;
    this.#link = "up";
    const settled = this.#settle(items, answer.receipts ?? []);
    await this.#store.remove(settled.map(({ item }) => item.id));
    for (const { item, receipt } of settled) await this.#onReceipt(item, receipt);
    if (settled.length === 0) throw new Error("nothing acknowledged"); // no busy loop against a server that says nothing
    this.#size = BATCH;
    return true;
  }

  async #next() {
    const now = performance.now();
    for (const [id, at] of this.#aside) if (now - at > ASIDE_MS) this.#aside.delete(id);
    const items = await this.#store.waiting(this.#size + this.#aside.size);
    return items.filter((item) => !this.#aside.has(item.id)).slice(0, this.#size);
  }

  /** Pair receipts with items: by id, and by place in the batch where the server could not even read an id. */
  #settle(items, receipts) {
    const byId = new Map(items.map((item) => [item.id, item]));
    const inOrder = receipts.length === items.length;
    return receipts.flatMap((receipt, place) => {
      const unread = (receipt.id ?? null) === null && inOrder;
      const item = unread ? items[place] : byId.get(receipt.id);
      return item ? [{ item, receipt: { ...receipt, id: item.id } }] : [];
    });
  }

  /** The server would not read this batch at all: halve it, down to the one item that waits aside. None is dropped. */
  #divide(items) {
    if (items.length > 1) this.#size = Math.ceil(items.length / 2);
    else {
      this.#aside.set(items[0].id, performance.now());
      this.#size = BATCH;
    }
  }

  /** The outcome is unknown or we are not let in: keep everything, the same ids, and come back later. */
  #stumble(reason) {
    const refused = reason instanceof Refusal && (reason.http === 401 || reason.http === 403);
    this.#link = refused ? "refused" : "down";
    this.#timer = setTimeout(() => this.wake(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  async #report() {
    this.#onLink({ link: this.#link, waiting: await this.#store.count() });
  }
}
