/** Wires the kiosk together: reader → state → queue → server, and what each says to the screen and the sound. */

import { Attempts } from "./attempts.js";
import { apply } from "./calibration.js";
import { HouseClock } from "./clock.js";
import { Counter } from "./counter.js";
import { call, enrolment, Refusal } from "./device.js";
import { newId } from "./ids.js";
import { codeOf, Roster, UNKNOWN } from "./roster.js";
import { Scanner } from "./scanner.js";
import { Screens } from "./screens.js";
import { Sound } from "./sound.js";
import { cue, reduce, START } from "./state.js";
import { Sync } from "./sync.js";

const LIST_MS = 40000; // a lost card is dead at every online kiosk within 60 s (K8); the server's word is 10 s old at most
const CLOCK_MS = 1000;

class Kiosk {
  constructor({ device, store, words }) {
    this.device = device;
    this.store = store;
    this.words = words;
    this.clock = new HouseClock();
    this.roster = new Roster({ store, clock: this.clock });
    this.screens = new Screens(document, words);
    this.counter = new Counter({
      document,
      words,
      ask: (path, body) => this.ask(path, body),
      send: (kind, fields) => this.send(kind, fields),
      ageMs: () => this.roster.ageMs(),
      nowMs: () => this.clock.nowMs(),
      onTouch: () => this.sound.wake(),
    });
    this.sound = new Sound({ onChange: (silent) => this.counter.silent(silent) });
    this.sync = new Sync({
      store,
      post: (body) => this.ask("/check-ins", body),
      onReceipt: (item, receipt) => this.receipt(item, receipt),
      onLink: (how) => this.link(how),
    });
    this.scanner = new Scanner({
      onCode: (code) => this.present(code),
      onUnreadable: () => this.step({ type: "unreadable" }),
      nowMs: () => performance.now(),
    });
    this.state = START;
    this.timer = null;
    this.presented = null; // {raw, name} of who stands before the screen
  }

  async start() {
    this.screens.canteen(this.device.canteen?.name);
    await this.roster.load();
    this.screens.sitting(this.roster.list);
    this.screens.show(this.state);
    this.scanner.attach(window);
    addEventListener("online", () => this.sync.wake());
    addEventListener("pointerdown", () => this.sound.wake());
    setInterval(() => this.tell(), CLOCK_MS);
    setInterval(() => this.refresh(), LIST_MS);
    this.counter.durable((await navigator.storage?.persist?.()) ?? false);
    this.sync.wake(); // what a reload or a power cut left behind goes first
    await this.refresh();
  }

  /** Ask the server as this device, and set the clock by every answer that names the time. */
  async ask(path, body, tag = null) {
    const askedMs = performance.now();
    const answer = await call(path, { body, token: this.device.token, tag });
    if (answer.now) this.clock.heard(answer.now, askedMs);
    return answer;
  }

  /** Fetch the price list; without it the last one serves on, and staff see how old it is. */
  async refresh() {
    try {
      const answer = await this.ask("/list", undefined, this.roster.list?.tag);
      await this.roster.take(answer);
      this.screens.canteen(this.roster.list.canteen.name);
    } catch (reason) {
      if (reason instanceof Refusal && (reason.http === 401 || reason.http === 403)) await this.roster.wipe();
    }
    this.screens.sitting(this.roster.list);
    this.tell();
  }

  tell() {
    this.screens.clock(this.clock.nowMs());
    this.counter.draw();
  }

  link(how) {
    this.counter.link(how);
    this.tell();
  }

  /** One step of the elder's screen: state, picture, sound, and the one timer there is. */
  step(event) {
    const atMs = performance.now();
    const before = this.state;
    const after = reduce(before, { ...event, atMs });
    this.state = after;
    if (after !== before) {
      this.screens.show(after);
      const sound = cue(before, after);
      if (sound) this.sound.play(sound);
      if (event.type === "receipt" && after.screen === "again") this.scanner.forget(this.presented.raw);
      if (event.type === "tick" && after.screen === "ask") this.unanswered();
      if (event.type === "tick" && before.screen === "choosing") this.unchosen();
    }
    // armed anew even when nothing changed: a timer may go off a hair too early
    clearTimeout(this.timer);
    if (after.dueMs !== null) this.timer = setTimeout(() => this.step({ type: "tick" }), Math.max(1, after.dueMs - atMs));
  }

  /** A code was read: the screen and the sound change before anything else happens (U5). */
  async present(raw) {
    const code = codeOf(raw);
    if (code === null) {
      this.scanner.forget(raw);
      this.step({ type: "unreadable" });
      return;
    }
    if (this.state.screen === "choosing") this.unchosen();
    this.presented = { raw, name: null };
    this.step({ type: "scanned" });
    const { turn } = this.state;
    const found = await this.find(code);
    if (this.state.turn === turn) this.presented.name = found.name;
    const meals = this.roster.list?.meals ?? [];
    const meal = meals.length > 1 && !found.repeat ? await this.choice(turn, meals) : (meals[0] ?? null);
    await this.record(turn, raw, found, meal);
  }

  /** Look her up; whatever ails the list, she is written down. */
  async find(code) {
    return this.roster.find(code).catch(() => UNKNOWN);
  }

  /** Let her choose among the meals with one touch (U1); only the touch resolves it. */
  choice(turn, meals) {
    return new Promise((resolve) => {
      this.screens.choices(meals, (meal) => {
        if (this.state.turn !== turn || this.state.screen !== "choosing") return;
        this.step({ type: "chosen", turn });
        resolve(meal);
      });
      this.step({ type: "offered", turn });
    });
  }

  /** Write the attempt down, and only then show a price and send it (K1). */
  async record(turn, raw, found, meal) {
    const listed = meal === null || found.meal === meal.id;
    const promise = listed && !found.repeat ? found.promise : null;
    let item;
    try {
      item = await this.store.add(this.item("present", { presented: raw, meal: meal?.id ?? null, promise }));
    } catch {
      this.step({ type: "unstored", turn });
      this.trouble(`turn-${turn}`, this.words.not_stored, found.name);
      return;
    }
    this.step({ type: "stored", turn, id: item.id, promise, name: found.name, repeat: found.repeat });
    this.sync.wake();
    if (promise) await this.roster.sawDone(found.pseudonym, item.id);
  }

  /** An attempt of the wire contract, with an id of its own; a retry sends the stored one, never a new one (R7). */
  item(kind, fields) {
    const nothing = { presented: null, meal: null, promise: null, of: null, staff: null, elder: null };
    return { id: newId(this.clock.nowMs() ?? Date.now()), kind, ...nothing, ...this.clock.stamp(), ...fields };
  }

  /** Queue what staff asked for. */
  async send(kind, fields) {
    const item = await this.store.add(this.item(kind, fields));
    this.sync.wake();
    return item;
  }

  async receipt(item, receipt) {
    this.step({ type: "receipt", receipt });
    this.counter.receipt(item, receipt, this.clock.nowMs());
    if (receipt.decision === "voided") await this.roster.sawUndone(item.of);
    if (receipt.decision === "quarantined") await this.roster.sawUndone(item.id);
    if (item.kind === "present" && receipt.decision === "served") await this.rememberDone(item);
  }

  async rememberDone(item) {
    const code = codeOf(item.presented);
    if (code === null) return;
    const { pseudonym } = await this.find(code);
    await this.roster.sawDone(pseudonym, item.id);
  }

  unanswered() {
    this.trouble(this.state.id ?? `turn-${this.state.turn}`, this.words.no_answer, this.presented?.name);
  }

  unchosen() {
    this.trouble(`turn-${this.presented.turn}`, this.words.no_choice, this.presented.name);
  }

  trouble(id, why, name = null) {
    this.counter.trouble({ id, atMs: this.clock.nowMs(), name, why });
  }
}

/** Start the kiosk, or say in staff's words why this page is none (K12). */
async function start() {
  const words = JSON.parse(document.getElementById("words").textContent);
  const screens = new Screens(document, words);
  apply(document);
  if (!isSecureContext || !crypto.subtle) return screens.unready("insecure");
  const device = enrolment();
  if (!device) return screens.unready("enrol");
  let store;
  try {
    store = await Attempts.open();
  } catch {
    return screens.unready("storage");
  }
  return new Kiosk({ device, store, words }).start();
}

await start();
