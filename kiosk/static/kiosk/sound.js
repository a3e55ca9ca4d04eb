/** Three sounds, made here and told apart with closed eyes; says when the browser keeps them silent (U4, K13). */

// per note: start and length in seconds, pitch in hertz
const TUNES = {
  heard: [[0, 0.06, 880]],
  done: [[0, 0.18, 659.25], [0.15, 0.18, 783.99], [0.3, 0.5, 1046.5]],
  ask: [[0, 0.42, 440], [0.46, 0.6, 349.23]],
  again: [[0, 0.11, 587.33], [0.18, 0.11, 587.33], [0.36, 0.11, 587.33]],
};
const LOUDNESS = { heard: 0.12, done: 0.5, ask: 0.5, again: 0.5 };
const LATE_MS = 400; // a sound that could not start by then would belong to the next person

/** Plays cues; `onChange(silent)` whenever the browser mutes or frees the page. */
export class Sound {
  #context = null;

  constructor({ onChange }) {
    try {
      this.#context = new AudioContext({ latencyHint: "interactive" });
      this.#context.onstatechange = () => onChange(this.silent);
    } catch {
      // a machine without a sound device: the note to staff is all there is to do
    }
    onChange(this.silent);
  }

  get silent() {
    return this.#context?.state !== "running";
  }

  /** Ask the browser to let the page sound: it agrees after a touch or a key. */
  async wake() {
    if (this.#context && this.silent) await this.#context.resume().catch(() => undefined);
  }

  async play(name) {
    const askedMs = performance.now();
    if (this.silent) await Promise.race([this.wake(), new Promise((resolve) => setTimeout(resolve, LATE_MS))]);
    if (this.silent || performance.now() - askedMs > LATE_MS) return;
    for (const note of TUNES[name]) this.#note(note, LOUDNESS[name]);
  }

  #note([startS, lengthS, hertz], loudness) {
    const context = this.#context;
    const from = context.currentTime + startS;
    const voice = new OscillatorNode(context, { type: "triangle", frequency: hertz });
    const swell = new GainNode(context, { gain: 0 });
    // a soft attack and a fading end: a bell, not a beep
    swell.gain.setValueAtTime(0, from);
    swell.gain.linearRampToValueAtTime(loudness, from + 0.012);
    swell.gain.exponentialRampToValueAtTime(0.001, from + lengthS);
    voice.connect(swell).connect(context.destination);
    voice.start(from);
    voice.stop(from + lengthS + 0.02);
  }
}
