/** How many CSS pixels a millimetre of this screen has, measured once at enrolment with a bank card (U2). */

const KEPT = "nuancan.mm";
const PLAIN = 96 / 25.4; // what CSS believes where nobody measured
const LEAST = 1.5;
const MOST = 12;

/** Return pixels per millimetre as measured on this device, or what CSS believes. */
export function pixelsPerMm() {
  const kept = Number.parseFloat(localStorage.getItem(KEPT) ?? "");
  return kept >= LEAST && kept <= MOST ? kept : PLAIN;
}

/** Tell the style sheet. */
export function apply(document, value = pixelsPerMm()) {
  document.documentElement.style.setProperty("--mm", `${value}px`);
}

/** Keep a measurement; returns what is now in force. */
export function measure(value) {
  const bounded = Math.min(MOST, Math.max(LEAST, value));
  localStorage.setItem(KEPT, bounded.toFixed(3));
  return bounded;
}
