/** The price list on the device: pseudonym → price already decided; no names in full, no card numbers, no status (K6). */

const QR_PREFIX = "NC1:";
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const CARD_ID = [4, 20]; // where the random card id stands among the bytes of a printed QR
const PSEUDONYM_HEX = 16;
const LONGEST_SILENCE_MS = 24 * 3600 * 1000; // past it no price is promised from the list (K5)

/** Decode base45 (RFC 9285); null for what is none. */
export function fromBase45(text) {
  const bytes = [];
  for (let i = 0; i < text.length; i += 3) {
    const digits = Array.from(text.slice(i, i + 3), (character) => BASE45.indexOf(character));
    if (digits.length === 1 || digits.includes(-1)) return null;
    const value = digits[0] + digits[1] * 45 + (digits[2] ?? 0) * 2025;
    if (digits.length === 3 ? value > 0xffff : value > 0xff) return null;
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** What is known of a code that no list knows. */
export const UNKNOWN = Object.freeze({ pseudonym: null, meal: null, name: null, promise: null, repeat: false });

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a scan is looked up by: the card number, or the card id of a printed QR. Whether it is genuine the server says. */
export function codeOf(presented) {
  const text = presented.trim().toUpperCase();
  if (!text.startsWith(QR_PREFIX)) return text;
  const bytes = fromBase45(text.slice(QR_PREFIX.length));
  return bytes && bytes.length >= CARD_ID[1] ? toHex(bytes.slice(...CARD_ID)) : null;
}

/** The first 16 hex digits of SHA-256 over salt and code: what the list knows a credential by. */
export async function pseudonymOf(salt, code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + code));
  return toHex(new Uint8Array(digest)).slice(0, PSEUDONYM_HEX);
}

/** Copy what the page needs from an answer and leave the rest: a field nobody asked for is never stored. */
function listFrom(answer) {
  const entries = new Map();
  for (const [pseudonym, entry] of Object.entries(answer.entries ?? {})) {
    const priced = Number.isInteger(entry.fen) && entry.fen >= 0 && typeof entry.p === "string";
    if (priced) entries.set(pseudonym, { m: entry.m, fen: entry.fen, n: entry.n, p: entry.p });
  }
  return {
    list_id: answer.list_id,
    tag: answer.tag ?? null, // by this the server knows which list the device has
    canteen: { id: answer.canteen.id, name: answer.canteen.name },
    service_on: answer.service_on,
    sitting: answer.sitting,
    sitting_words: answer.sitting_words,
    until: answer.until ?? null, // when the sitting of this list is over, where the server says so
    meals: (answer.meals ?? []).map(({ id, title, dishes }) => ({ id, title, dishes: dishes ?? [] })),
    salt: answer.salt,
    entries,
  };
}

/** The last list, how old it is, and which credentials this device already called done at the sitting. */
export class Roster {
  #store;
  #clock;
  #list = null;
  #heard = null; // {wallMs, markMs, nowMs}: when the list came, by both clocks of the device and the server's
  #done = { sitting: null, ids: {} };

  constructor({ store, clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Start with the list of the last run, if there is one (K11). */
  async load() {
    const kept = await this.#store.kept("list");
    const heard = await this.#store.kept("heard");
    if (kept && heard) {
      this.#list = kept;
      this.#heard = { ...heard, markMs: null };
    }
    this.#done = (await this.#store.kept("done")) ?? this.#done;
  }

  /** Take what the server answered: a list, or that the one we have (by its tag) still stands. */
  async take(answer) {
    if (!answer.unchanged) this.#list = listFrom(answer);
    this.#heard = { wallMs: Date.now(), markMs: performance.now(), nowMs: Date.parse(answer.now) };
    if (!answer.unchanged) await this.#store.keep("list", this.#list);
    await this.#store.keep("heard", this.#heard);
  }

  /** Forget prices and names, never the queue: the device is no longer ours (K6). */
  async wipe() {
    this.#list = null;
    this.#heard = null;
    this.#done = { sitting: null, ids: {} };
    await this.#store.keep("list", null);
    await this.#store.keep("heard", null);
    await this.#store.keep("done", null);
  }

  get list() {
    return this.#list;
  }

  /** Milliseconds since the list came; by the wall clock only where a restart left no other. Null without a list. */
  ageMs() {
    if (!this.#heard) return null;
    if (this.#heard.markMs !== null) return performance.now() - this.#heard.markMs;
    return Date.now() - this.#heard.wallMs;
  }

  /** May a price be promised from it: heard within a day, and its sitting not over. */
  get current() {
    const age = this.ageMs();
    if (age === null || age < 0 || age > LONGEST_SILENCE_MS) return false;
    const now = this.#clock.nowMs() ?? this.#heard.nowMs + age;
    return this.#list.until === null || now < Date.parse(this.#list.until);
  }

  /** Look a code up: {pseudonym, meal, name, promise, repeat}, as in UNKNOWN where the list does not know it. */
  async find(code) {
    if (!this.#list) return UNKNOWN;
    const { list_id, salt, entries } = this.#list;
    const pseudonym = await pseudonymOf(salt, code);
    const entry = entries.get(pseudonym);
    if (!entry || !this.current) return { ...UNKNOWN, pseudonym };
    const promise = { fen: entry.fen, list: list_id, proof: entry.p };
    return { pseudonym, meal: entry.m, name: entry.n, promise, repeat: this.#doneIds()[pseudonym] !== undefined };
  }

  #sitting() {
    return `${this.#list?.service_on}/${this.#list?.sitting}`;
  }

  #doneIds() {
    return this.#done.sitting === this.#sitting() ? this.#done.ids : {};
  }

  /** Remember that attempt `id` was called done, so that the same card shows no price twice (D12). */
  async sawDone(pseudonym, id) {
    if (pseudonym === null || this.#doneIds()[pseudonym] !== undefined) return;
    this.#done = { sitting: this.#sitting(), ids: { ...this.#doneIds(), [pseudonym]: id } };
    await this.#store.keep("done", this.#done);
  }

  /** Attempt `id` did not stand, or was undone: the card counts as new again. */
  async sawUndone(id) {
    const ids = Object.fromEntries(Object.entries(this.#doneIds()).filter(([, known]) => known !== id));
    this.#done = { sitting: this.#sitting(), ids };
    await this.#store.keep("done", this.#done);
  }
}
