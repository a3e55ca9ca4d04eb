/** Puts a state on the page: chooses the section, fills in name, share and time as text, never as markup. */

export const ZONE = "Asia/Shanghai";
const FEN_DIGITS = 2;

/** Write fen as an elder reads it, without needless zeros and without a float: 400 → "4", 550 → "5.5". */
export function yuan(fen) {
  const digits = String(fen).padStart(FEN_DIGITS + 1, "0");
  const rest = digits.slice(-FEN_DIGITS).replace(/0+$/, "");
  return digits.slice(0, -FEN_DIGITS) + (rest && `.${rest}`);
}

/** The elder's side of the page. `words` come translated from the server. */
export class Screens {
  #words;
  #body;
  #parts;
  #time;
  #day;

  constructor(document, words) {
    this.#words = words;
    this.#body = document.body;
    this.#parts = new Map();
    for (const part of document.querySelectorAll("[data-part]")) {
      this.#parts.set(part.dataset.part, [...(this.#parts.get(part.dataset.part) ?? []), part]);
    }
    const language = document.documentElement.lang || "zh-Hans";
    this.#time = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
    this.#day = new Intl.DateTimeFormat(language, { timeZone: ZONE, month: "long", day: "numeric", weekday: "long" });
  }

  #fill(part, text) {
    for (const element of this.#parts.get(part) ?? []) {
      if (element.textContent !== text) element.textContent = text;
      element.hidden = text === "";
    }
  }

  /** Show the state. Every class of elder gets the same sections in the same order; only name and digits differ (U7). */
  show(state) {
    const { screen, name, fen, repeat } = state;
    this.#fill("name", screen === "done" ? (name ?? "") : "");
    this.#fill("share", screen === "done" && fen !== null ? this.#words.price.replace("{yuan}", yuan(fen)) : "");
    this.#body.dataset.repeat = repeat ? "yes" : "no";
    this.#body.dataset.share = screen === "done" && fen !== null ? "yes" : "no";
    this.#body.dataset.screen = screen;
  }

  /** Say why this page cannot be a kiosk: "enrol" (no enrolment), "insecure" (plain http) or "storage". */
  unready(why) {
    this.#body.dataset.why = why;
    this.#body.dataset.screen = "unready";
  }

  /** The house's time, or none at all: a wrong one is worse (K4). */
  clock(nowMs) {
    this.#fill("clock", nowMs === null ? "" : this.#time.format(nowMs));
    this.#fill("day", nowMs === null ? "" : this.#day.format(nowMs));
  }

  canteen(name) {
    this.#fill("canteen", name ?? "");
  }

  /** What is served now. `list` may be null. */
  sitting(list) {
    this.#fill("sitting", this.#words[list?.sitting] ?? list?.sitting_words ?? "");
    const only = list?.meals.length === 1 ? list.meals[0] : null;
    this.#fill("dishes", only ? only.dishes.join(this.#words.comma) : "");
  }

  /** Offer the meals as large buttons; `onChoose(meal)` at the first touch. */
  choices(meals, onChoose) {
    const [place] = this.#parts.get("meals");
    const [pattern] = this.#parts.get("meal-pattern");
    place.replaceChildren(
      ...meals.map((meal) => {
        const button = pattern.content.cloneNode(true).querySelector("button");
        button.querySelector("[data-meal=title]").textContent = meal.title;
        button.querySelector("[data-meal=dishes]").textContent = meal.dishes.join(this.#words.comma);
        button.addEventListener("click", () => onChoose(meal));
        return button;
      }),
    );
  }
}
