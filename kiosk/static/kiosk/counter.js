/** The staff strip: closed and locked until a PIN opens it, and it locks again by itself (U6, U10, K13). */

import { Refusal } from "./device.js";
import { Desk } from "./desk.js";
import { PinPad } from "./pin.js";

const IDLE_MS = 60000;
const REFRESH_MS = 15000;
const MINUTE_MS = 60000;
const MOST_TROUBLES = 4;

/** How old the list is, in staff's words. */
export function ageWords(ageMs, words) {
  if (ageMs === null) return words.list_none;
  const minutes = Math.floor(Math.max(0, ageMs) / MINUTE_MS);
  if (minutes < 1) return words.list_now;
  if (minutes < 120) return words.list_minutes.replace("{n}", String(minutes));
  return words.list_hours.replace("{n}", String(Math.floor(minutes / 60)));
}

/**
 * `ask(path, body)` calls the server, `send(kind, fields)` puts an attempt into the queue and returns it,
 * `nowMs()` is the house's time or null, `ageMs()` the age of the list.
 */
export class Counter {
  #parts = {};
  #words;
  #ask;
  #send;
  #ageMs;
  #nowMs;
  #desk;
  #pin;
  #pass = null; // {token, untilMs}: who unlocked; in memory only
  #idle = null;
  #refresh = null;
  #troubles = [];
  #unseen = 0;
  #sent = new Map();
  #link = "up";

  constructor({ document, words, ask, send, ageMs, nowMs, onTouch }) {
    this.#words = words;
    this.#ask = ask;
    this.#send = send;
    this.#ageMs = ageMs;
    this.#nowMs = nowMs;
    const strip = document.querySelector("[data-part=strip]");
    this.#parts.strip = strip;
    for (const part of strip.querySelectorAll("[data-part]")) this.#parts[part.dataset.part] = part;
    this.#desk = new Desk(this.#parts, words, { onUndo: (row) => this.#undo(row), onSecond: (row) => this.#second(row) });
    this.#pin = new PinPad({
      pad: this.#parts.pin,
      dots: this.#parts["pin-dots"],
      says: this.#parts["pin-says"],
      words,
      onEnter: (pin) => this.#unlock(pin),
    });
    this.#parts.open.addEventListener("click", () => (this.#state === "closed" ? this.#open() : this.lock()));
    this.#parts["pin-close"].addEventListener("click", () => this.lock());
    this.#parts.lock.addEventListener("click", () => this.lock());
    this.#parts["note-sound"].addEventListener("click", onTouch);
    strip.addEventListener("pointerdown", () => this.#touched());
  }

  get #state() {
    return this.#parts.strip.dataset.state;
  }

  #turn(state) {
    this.#parts.strip.dataset.state = state;
    this.#parts.pin.hidden = state !== "pin";
    this.#parts.desk.hidden = state !== "desk";
  }

  #open() {
    this.#pin.clear();
    this.#turn("pin");
    this.#touched();
  }

  /** Close and forget who unlocked; names leave the page with it. */
  lock() {
    this.#pass = null;
    clearTimeout(this.#idle);
    clearInterval(this.#refresh);
    this.#desk.clear();
    this.#pin.clear();
    this.#turn("closed");
  }

  #touched() {
    clearTimeout(this.#idle);
    if (this.#state === "closed") return;
    const left = this.#pass && this.#nowMs() !== null ? this.#pass.untilMs - this.#nowMs() : IDLE_MS;
    this.#idle = setTimeout(() => this.lock(), Math.max(0, Math.min(IDLE_MS, left)));
  }

  /** Ask the server about a PIN; returns the words for the pad. */
  async #unlock(pin) {
    try {
      const answer = await this.#ask("/counter/unlock", { pin });
      if (this.#state !== "pin") return undefined; // closed in the meantime: the answer opens nothing
      this.#pass = { token: answer.token, untilMs: Date.parse(answer.until) };
    } catch (reason) {
      if (!(reason instanceof Refusal) || reason.http >= 500) return this.#words.pin_offline;
      return reason.http === 429 || reason.code !== "pin-wrong" ? (reason.words ?? this.#words.pin_later) : this.#words.pin_wrong;
    }
    this.#unseen = 0;
    this.#turn("desk");
    this.#touched();
    this.#refresh = setInterval(() => this.refresh(), REFRESH_MS);
    await this.refresh();
    return undefined;
  }

  /** Fetch the last check-ins, if somebody may see them. */
  async refresh() {
    this.draw();
    if (!this.#pass) return;
    try {
      const today = await this.#ask("/today");
      if (this.#pass) this.#desk.today(today, new Set([...this.#sent.values()].map(({ of }) => of)));
    } catch {
      // the rows of a moment ago stay; the note about the link says why
    }
  }

  async #undo(row) {
    await this.#act("void", row, { of: row.id }, this.#words.undo_sent);
  }

  async #second(row) {
    await this.#act("second", row, { of: row.id, elder: row.elder }, this.#words.second_sent);
  }

  async #act(kind, row, fields, says) {
    if (!this.#pass) return;
    try {
      const item = await this.#send(kind, { ...fields, staff: this.#pass.token });
      this.#sent.set(item.id, { kind, of: row.id });
      this.#desk.say(this.#link === "up" ? says : this.#words.queued);
    } catch {
      this.#desk.say(this.#words.not_stored);
    }
  }

  /** Hear a decision: the answer to something done here, or a presentation staff should look at. */
  receipt(item, receipt, atMs) {
    const asked = this.#sent.get(item.id);
    this.#sent.delete(item.id);
    if (asked) {
      const went = receipt.decision === "voided" || receipt.decision === "served";
      const plain = asked.kind === "void" ? this.#words.undone : this.#words.added;
      this.#desk.say(went ? plain : (receipt.counter ?? this.#words.no_reason));
    } else if (receipt.screen !== "done") {
      this.trouble({ id: item.id, atMs, name: receipt.name ?? null, why: receipt.counter ?? this.#words.no_reason });
    } else {
      this.#troubles = this.#troubles.filter(({ id }) => id !== item.id);
    }
    this.refresh(); // not awaited: the queue does not wait for a picture of it
  }

  /** A person was sent to staff: `why` in words, `name` masked or null. The latest word about an attempt counts. */
  trouble({ id, atMs, name, why }) {
    this.#troubles = this.#troubles.filter((known) => known.id !== id);
    this.#troubles.unshift({ id, atMs, name, why });
    this.#troubles.length = Math.min(this.#troubles.length, MOST_TROUBLES);
    this.#unseen = Math.min(this.#unseen + 1, this.#troubles.length);
    this.draw();
  }

  /** How it stands with the server: up, down or refused, and how many attempts wait on the device. */
  link({ link, waiting }) {
    this.#link = link;
    this.#parts["note-link"].hidden = link !== "down";
    this.#parts["note-refused"].hidden = link !== "refused";
    this.#parts["waiting-count"].textContent = String(waiting);
  }

  silent(silent) {
    this.#parts["note-sound"].hidden = !silent;
  }

  durable(durable) {
    this.#parts.durable.textContent = durable ? this.#words.durable_yes : this.#words.durable_no;
  }

  draw() {
    this.#parts["list-age"].textContent = ageWords(this.#ageMs(), this.#words);
    if (this.#pass) {
      this.#unseen = 0;
      this.#desk.troubles(this.#troubles);
    }
    this.#parts.badge.textContent = String(this.#unseen);
    this.#parts.badge.hidden = this.#unseen === 0;
  }
}
