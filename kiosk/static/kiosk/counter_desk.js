/** The counter's desk by keyboard and scanner; by touch and by tab it works without this script too. */

const find = document.getElementById("find");
const WAITS_MS = 600; // a scanner types a whole code in less; a person does not start a name and stop for so long

// Between two keys of a code a reader leaves less: 5 to 20 ms by wire, up to 40 by slow Bluetooth. A hand leaves more:
// the fastest typists come to 80 on the average, and not six keys in a row, digits among them, under 50.
const PAUSE_MS = 50;
const CODE = /^(?:(?=.*\d)[0-9A-Z]{6,32}|NC1:.+)$/i; // of a card, or a printed one; no words somebody types quickly
let burst = { field: null, before: "", text: "", at: -Infinity }; // keys that came as fast as a reader's

/** A code read into another field than the one for codes is taken out of it again, and its bearer is served. */
function giveBack(event) {
  const field = event.target;
  if (field === find || !field.matches("input, textarea, select")) return;
  const now = event.timeStamp; // when the key was pressed, however busy the page was before it came to this
  if (event.key === "Enter") {
    if (field !== burst.field || !CODE.test(burst.text)) return;
    event.preventDefault();
    field.value = burst.before;
    find.value = burst.text;
    find.form.requestSubmit();
  } else if (event.key.length === 1) {
    if (field !== burst.field || now - burst.at > PAUSE_MS) burst = { field, before: field.value, text: "", at: now };
    burst.text += event.key;
    burst.at = now;
  }
}

/** What is typed while nothing takes keys belongs to the field: a scanner does not know where the focus is. A choice
 * takes letters to find an option by; a code read into it is given back as from a field of text. */
function typeIntoField(event) {
  const printable = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  const takesKeys = event.target.closest("input:not([type=hidden]):not([type=radio]), textarea, select");
  if (!printable || takesKeys || event.key === " ") return;
  if (event.timeStamp - lastTyped > WAITS_MS) find.value = "";
  find.focus();
}

/** Up and down walk through those found; from the field down, from the first one up and back into the field. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const hits = [...document.querySelectorAll(".hit")];
  const at = hits.indexOf(document.activeElement);
  if (!step || hits.length === 0 || (document.activeElement !== find && at < 0)) return;
  event.preventDefault();
  const next = at + step;
  (next < 0 ? find : hits[Math.min(next, hits.length - 1)]).focus();
}

/**
 * A key with a button of its own presses it. One that serves only shows it while a meal served just now is shown, and
 * the one that serves a guest always does: no name was looked for before it, and no card read.
 */
function press(event) {
  if (event.key === "F2") {
    event.preventDefault();
    find.focus();
    find.select();
    return;
  }
  const button = /^F\d+$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (!button || event.repeat) return;
  event.preventDefault();
  const wasServed = document.querySelector("#panel.is-served[role=status]");
  if (button.hasAttribute("data-asks") || (wasServed && button.hasAttribute("data-serves"))) button.focus();
  else button.click();
}

let lastTyped = 0;

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat) event.preventDefault(); // a key held down presses what came under it
  giveBack(event);
  typeIntoField(event);
  walk(event);
  press(event);
  if (event.key.length === 1) lastTyped = event.timeStamp;
});

// Once a form is on its way, a second press of the same button is held back; the server would answer it alike anyway.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = event.target.method === "post" ? "yes" : "";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
