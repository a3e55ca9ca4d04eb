/** Trusted time: what the server last said plus what the monotonic clock counted since (K4). */

/** The time of the house. The device's own wall clock is never shown; it may be days off. */
export class HouseClock {
  #baseMs = null;
  #markMs = 0;

  /** Take the server's `now` (ISO text) from an answer; `askedMs` is the monotonic time the question left. */
  heard(iso, askedMs) {
    const answeredMs = performance.now();
    const serverMs = Date.parse(iso);
    if (Number.isNaN(serverMs)) return;
    // the server spoke somewhere between question and answer: the middle halves the error
    this.#markMs = (askedMs + answeredMs) / 2;
    this.#baseMs = serverMs;
  }

  get trusted() {
    return this.#baseMs !== null;
  }

  /** Milliseconds since 1970, or null before the first answer since the page was loaded. */
  nowMs() {
    return this.trusted ? this.#baseMs + (performance.now() - this.#markMs) : null;
  }

  /** The device's own wall time as ISO text, and how far the house is ahead of it (null when not known). */
  stamp() {
    const wallMs = Date.now();
    return {
      made_at: new Date(wallMs).toISOString(),
      offset_ms: this.trusted ? Math.round(this.nowMs() - wallMs) : null,
    };
  }
}
