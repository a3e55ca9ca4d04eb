/** What the elder's screen shows next: a pure reducer without clock, page or network; every instant is handed in. */

export const RESULT_MS = 5000; // a result stays this long, or until the next scan (U6)
export const EXCEPTION_MS = 2000; // an exception frees the screen (U6)
export const ANSWER_MS = 2000; // without a price in the list the server has this long
export const CHOICE_MS = 15000; // a choice of meals nobody makes

/** `turn` counts presentations: what belongs to an earlier one can no longer change the screen. */
export const START = Object.freeze({
  screen: "waiting",
  turn: 0,
  id: null,
  name: null,
  fen: null,
  repeat: false,
  dueMs: null,
});

const OUTCOMES = new Set(["done", "ask", "again"]);

function waiting(state) {
  return { ...START, turn: state.turn };
}

function outcome(state, screen, atMs, rest = {}) {
  const stay = screen === "ask" ? EXCEPTION_MS : RESULT_MS;
  return { ...state, name: null, fen: null, repeat: false, ...rest, screen, dueMs: atMs + stay };
}

function onScanned(state, { atMs }) {
  return { ...START, turn: state.turn + 1, screen: "busy", dueMs: atMs + ANSWER_MS };
}

/** Noise at the reader takes the turn from nobody who is choosing. */
function onUnreadable(state, { atMs }) {
  return state.screen === "choosing" ? state : outcome({ ...START, turn: state.turn + 1 }, "again", atMs);
}

function onOffered(state, { turn, atMs }) {
  return turn === state.turn ? { ...state, screen: "choosing", dueMs: atMs + CHOICE_MS } : state;
}

function onChosen(state, { turn, atMs }) {
  const hers = turn === state.turn && state.screen === "choosing";
  return hers ? { ...state, screen: "busy", dueMs: atMs + ANSWER_MS } : state;
}

function onStored(state, { turn, id, promise, name, repeat, atMs }) {
  if (turn !== state.turn) return state;
  const known = { ...state, id };
  if (repeat) return outcome(known, "done", atMs, { name, repeat: true });
  if (promise) return outcome(known, "done", atMs, { name, fen: promise.fen });
  return known; // the server has until dueMs
}

/** The elder never pays more than she was told (D11), so a receipt can only lower the figure on the screen. */
function lower(promisedFen, decidedFen) {
  if (promisedFen === null) return decidedFen;
  return decidedFen === null ? promisedFen : Math.min(promisedFen, decidedFen);
}

function onReceipt(state, { receipt, atMs }) {
  if (state.id === null || receipt.id !== state.id) return state;
  if (receipt.screen !== "done") return outcome(state, receipt.screen === "again" ? "again" : "ask", atMs);
  const repeat = receipt.decision === "repeat";
  const told = state.screen === "done" ? state.fen : null;
  const fen = repeat ? null : lower(told, receipt.elder_fen ?? null);
  const next = { name: receipt.name ?? state.name, fen, repeat };
  // already "done" from the list: the figures settle, the time on the screen does not start anew
  return state.screen === "done" ? { ...state, ...next } : outcome(state, "done", atMs, next);
}

function onTick(state, { atMs }) {
  if (state.dueMs === null || atMs < state.dueMs) return state;
  return state.screen === "busy" ? outcome(state, "ask", atMs) : waiting(state);
}

const STEPS = {
  scanned: onScanned,
  offered: onOffered,
  chosen: onChosen,
  stored: onStored,
  unstored: (state, { turn, atMs }) => (turn === state.turn ? outcome(state, "ask", atMs) : state),
  unreadable: onUnreadable,
  receipt: onReceipt,
  tick: onTick,
};

/** Return the state after `event` ({type, atMs, …}); the same object when nothing changes. */
export function reduce(state, event) {
  return STEPS[event.type](state, event);
}

/** Return the sound that belongs to the step from one state to the next: heard, done, ask, again or null. */
export function cue(before, after) {
  const moved = after.turn !== before.turn || after.screen !== before.screen;
  if (!moved) return null;
  if (OUTCOMES.has(after.screen)) return after.screen;
  return after.turn !== before.turn ? "heard" : null;
}
