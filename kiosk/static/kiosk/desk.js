/** What staff see once unlocked: the last check-ins with undo and second portion, and who was sent to them and why. */

import { ZONE, yuan } from "./screens.js";

const SAY_MS = 4000;

/** Draws rows as text from server data; `onUndo(row)` and `onSecond(row)` at one tap. */
export class Desk {
  #parts;
  #words;
  #onUndo;
  #onSecond;
  #time = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  #hush = null;

  constructor(parts, words, { onUndo, onSecond }) {
    this.#parts = parts;
    this.#words = words;
    this.#onUndo = onUndo;
    this.#onSecond = onSecond;
  }

  clear() {
    this.#parts.rows.replaceChildren();
    this.#parts.troubles.replaceChildren();
    this.#parts["served-count"].textContent = "–";
    this.#parts.none.hidden = true;
    this.#parts.toast.hidden = true;
  }

  /** Say for a moment what became of a tap. */
  say(words) {
    clearTimeout(this.#hush);
    this.#parts.toast.textContent = words;
    this.#parts.toast.hidden = false;
    this.#hush = setTimeout(() => (this.#parts.toast.hidden = true), SAY_MS);
  }

  /** Draw the answer of /today; `pending` holds ids of check-ins with an undo or second portion under way. */
  today({ served, items }, pending) {
    this.#parts["served-count"].textContent = String(served);
    // an undo has a check-in of its own; what staff look for is the meal it undid, which shows as undone
    const shown = items.filter(({ decision }) => decision !== "voided");
    this.#parts.none.hidden = shown.length > 0;
    this.#parts.rows.replaceChildren(...shown.map((item) => this.#row(item, pending.has(item.id))));
  }

  #row(item, busy) {
    const row = this.#from("row-pattern", { at: this.#time.format(Date.parse(item.at)), name: item.name || this.#words.someone });
    const undone = item.order_state === "voided";
    row.dataset.decision = undone ? "voided" : item.decision;
    row.querySelector("[data-row=what]").textContent = undone ? this.#words.voided : this.#what(item);
    const second = row.querySelector("[data-row=second]");
    const undo = row.querySelector("[data-row=undo]");
    second.hidden = !item.elder || !["served", "repeat"].includes(item.decision);
    undo.hidden = !item.voidable;
    for (const [button, act] of [[second, this.#onSecond], [undo, this.#onUndo]]) {
      button.disabled = busy;
      button.addEventListener("click", () => {
        // one tap is one attempt; the row comes back to life with the next answer
        second.disabled = true;
        undo.disabled = true;
        act(item);
      });
    }
    return row;
  }

  #what({ decision, elder_fen, reason_words }) {
    if (decision !== "served" || !Number.isInteger(elder_fen)) return reason_words || this.#words.no_reason;
    return `${this.#words.served} · ${this.#words.price.replace("{yuan}", yuan(elder_fen))}`;
  }

  /** Draw the exceptions, the latest first. */
  troubles(troubles) {
    this.#parts.troubles.replaceChildren(
      ...troubles.map(({ atMs, name, why }) =>
        this.#from("trouble-pattern", { at: atMs === null ? "" : this.#time.format(atMs), name: name ?? "", why }),
      ),
    );
  }

  #from(pattern, texts) {
    const row = this.#parts[pattern].content.cloneNode(true).firstElementChild;
    for (const [name, text] of Object.entries(texts)) row.querySelector(`[data-row=${name}]`).textContent = text;
    return row;
  }
}
