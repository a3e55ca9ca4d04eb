/** The PIN pad: digits by touch only, kept no longer than the question takes. */

const LONGEST = 8;
const SHORTEST = 4;

/** Calls `onEnter(pin)` with the digits; shows dots, never digits. A card reader's keys never come here. */
export class PinPad {
  #digits = "";
  #asking = false;
  #dots;
  #says;
  #words;
  #onEnter;

  constructor({ pad, dots, says, words, onEnter }) {
    this.#dots = dots;
    this.#says = says;
    this.#words = words;
    this.#onEnter = onEnter;
    for (const key of pad.querySelectorAll("[data-key]")) {
      key.addEventListener("click", () => this.#press(key.dataset.key));
    }
  }

  clear(words = this.#words.pin_plain) {
    this.#digits = "";
    this.#says.textContent = words;
    this.#draw();
  }

  #draw() {
    this.#dots.textContent = "●".repeat(this.#digits.length);
  }

  async #press(key) {
    if (this.#asking) return;
    if (key === "back") this.#digits = this.#digits.slice(0, -1);
    else if (key !== "enter") this.#digits = (this.#digits + key).slice(0, LONGEST);
    else if (this.#digits.length >= SHORTEST) return this.#ask();
    this.#draw();
    return undefined;
  }

  async #ask() {
    const pin = this.#digits;
    this.clear(this.#words.pin_wait);
    this.#asking = true;
    try {
      this.clear(await this.#onEnter(pin));
    } finally {
      this.#asking = false;
    }
  }
}
