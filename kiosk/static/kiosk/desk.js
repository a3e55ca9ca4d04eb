/** What staff see once unlocked: the last check-ins with undo and second portion, and who was sent to them and why. */

import { ZONE, yuan } from "./screens.js";

const SAY_MS = 4000;
const DECISIONS = new Set(["served", "repeat", "quarantined", "voided", "parked"]);

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
    this.#parts.none.hidden = items.length > 0;
    this.#parts.rows.replaceChildren(...items.map((item) => this.#row(item, pending.has(item.id))));
  }

  #row(item, busy) {
    const row = this.#from("row-pattern", { at: this.#time.format(Date.parse(item.at)), name: item.name ?? this.#words.someone });
    row.dataset.decision = DECISIONS.has(item.decision) ? item.decision : "quarantined";
    row.querySelector("[data-row=what]").textContent = this.#what(item);
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

  #what(item) {
    const decision = this.#words[item.decision] ?? this.#words.quarantined;
    const share = item.decision === "served" && Number.isInteger(item.elder_fen);
    const rest = share ? this.#words.price.replace("{yuan}", yuan(item.elder_fen)) : (item.reason_words ?? "");
    return rest ? `${decision} · ${rest}` : decision;
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
