/** A card or QR reader that types like a keyboard, taken as hostile input: length, characters, 3 s per code (K9). */

export const MAX_LENGTH = 512;
const MIN_LENGTH = 4;
const DEBOUNCE_MS = 3000;
const PAUSE_MS = 2000; // what was typed so long before is no part of a code; a person trying it out by hand is
// card numbers, and the alphabet of base45 (RFC 9285) in which our QR cards are printed
const READABLE = /^[0-9A-Za-z $%*+\-./:]+$/;

/** Gathers keys into codes and says `onCode(code)` or `onUnreadable()`; `nowMs` is a monotonic clock. */
export class Scanner {
  #keys = "";
  #tooLong = false;
  #lastKeyMs = -Infinity;
  #seen = new Map();
  #onCode;
  #onUnreadable;
  #nowMs;

  constructor({ onCode, onUnreadable, nowMs }) {
    this.#onCode = onCode;
    this.#onUnreadable = onUnreadable;
    this.#nowMs = nowMs;
  }

  /** Listen on `target` and let no key do anything else: no shortcut, no navigation, no click on a focused button. */
  attach(target) {
    const options = { capture: true };
    target.addEventListener("keydown", (event) => this.#onKey(event), options);
    for (const name of ["keyup", "keypress", "beforeinput", "paste", "drop", "dragover", "contextmenu"]) {
      target.addEventListener(name, (event) => event.preventDefault(), options);
    }
  }

  /** Let this code be presented again at once: she was asked to. */
  forget(code) {
    this.#seen.delete(code);
  }

  #onKey(event) {
    event.preventDefault();
    event.stopPropagation();
    this.press(event.key, event.ctrlKey || event.altKey || event.metaKey);
  }

  /** Take one key by its name, as in KeyboardEvent.key. */
  press(key, chord = false) {
    const now = this.#nowMs();
    if (now - this.#lastKeyMs > PAUSE_MS) this.#reset();
    this.#lastKeyMs = now;
    if (key === "Enter" || key === "Tab") return this.#finish(now);
    if (key.length !== 1 || chord) return undefined;
    if (this.#keys.length >= MAX_LENGTH) this.#tooLong = true;
    else this.#keys += key;
    return undefined;
  }

  #reset() {
    this.#keys = "";
    this.#tooLong = false;
  }

  #finish(now) {
    const [code, tooLong] = [this.#keys, this.#tooLong];
    this.#reset();
    if (code === "") return;
    if (tooLong || code.length < MIN_LENGTH || !READABLE.test(code)) {
      this.#onUnreadable();
      return;
    }
    for (const [known, at] of this.#seen) if (now - at >= DEBOUNCE_MS) this.#seen.delete(known);
    if (this.#seen.has(code)) return;
    this.#seen.set(code, now);
    this.#onCode(code);
  }
}
