/** The counter's desk by keyboard and scanner; by touch and by tab it works without this script too. */

const find = document.getElementById("find");
const WAITS_MS = 600; // a scanner types a whole code in less; a person does not start a name and stop for so long

/** What is typed while nothing takes text belongs to the field: a scanner does not know where the focus is. */
function typeIntoField(event) {
  const printable = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  const takesText = event.target.closest("input:not([type=hidden]):not([type=radio]), textarea, select");
  if (!printable || takesText || event.key === " ") return;
  if (performance.now() - lastTyped > WAITS_MS) find.value = "";
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

/** A key with a button of its own presses it. */
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
  button.click();
}

let lastTyped = 0;

document.addEventListener("keydown", (event) => {
  typeIntoField(event);
  walk(event);
  press(event);
  if (event.key.length === 1) lastTyped = performance.now();
});

// Once a form is on its way, a second press of the same button is held back; the server would answer it alike anyway.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = event.target.method === "post" ? "yes" : "";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
