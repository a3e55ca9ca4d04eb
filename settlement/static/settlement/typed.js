/** What somebody types into a form while the server draws it anew stays typed, and she stays where she types. */

const FIELDS = "input[name]:not([type=hidden]), select[name], textarea[name]";
const asked = new WeakMap(); // by request: what its part of the page held when it was sent, and what was typed since
let composing = null; // the field into which an input method is just writing

// What is ticked or chosen of several shares a name, and so do the fields of the example people, who have ids.
const isMark = (field) => ["checkbox", "radio"].includes(field.type);
const place = (field) => (isMark(field) ? `${field.name}=${field.value}` : field.id || field.name);
const held = (field) => (isMark(field) ? field.checked : field.value);
const fields = (room) => new Map([...room.querySelectorAll(FIELDS)].map((field) => [place(field), field]));
const unfolded = (room) => [...room.querySelectorAll("details[id][open]")].map((each) => each.id);
const isMove = (act) => /\.(up|down|drop)$/.test(act ?? "");

function put(field, value) {
  if (isMark(field)) field.checked = value;
  else field.value = value;
}

// Until the browser draws next, keys still reach what has the focus in there.
function wait(room) {
  room.inert = true;
  if (room.contains(document.activeElement)) document.activeElement.blur();
}

document.addEventListener("compositionstart", (event) => (composing = event.target));
document.addEventListener("compositionend", () => (composing = null));

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  const { act } = detail.requestConfig.parameters;
  const before = new Map([...fields(detail.target)].map(([at, field]) => [at, held(field)]));
  asked.set(detail.xhr, { act, before, late: [], open: [] });
  // What was pressed is done once and first: what is added comes, what is moved has another place afterwards.
  if (detail.elt.matches("button") && act !== "again") wait(detail.target);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { target, requestConfig, xhr } = detail;
  if (!target.isConnected || !target.inert) return; // it was drawn anew, or it was not waited for
  if (xhr.getResponseHeader("HX-Redirect")) return; // another page is on its way
  target.inert = false;
  requestConfig.elt.focus();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  if (composing && target.contains(composing)) {
    // Half a word cannot be carried over: the same is asked once more when the word is whole.
    event.preventDefault();
    const again = () => requestConfig.elt.dispatchEvent(new Event("change", { bubbles: true }));
    composing.addEventListener("compositionend", () => setTimeout(again), { once: true });
    return;
  }
  const then = asked.get(xhr);
  if (!then) return;
  if (!isMove(then.act)) then.open = unfolded(target);
  for (const [at, field] of fields(target)) {
    if (then.before.get(at) !== held(field)) then.late.push([at, held(field)]);
  }
  const here = document.activeElement;
  if (target.contains(here) && here.matches(FIELDS)) {
    then.on = { at: place(here), from: here.selectionStart, to: here.selectionEnd };
  }
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const then = asked.get(detail.xhr);
  if (!asked.delete(detail.xhr)) return; // told once for each part that was drawn
  for (const id of then.open) document.getElementById(id)?.setAttribute("open", "");
  const drawn = fields(document);
  for (const [at, value] of then.late) {
    const field = drawn.get(at);
    if (!field) continue;
    put(field, value);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const field = then.on && drawn.get(then.on.at);
  if (!field) return;
  field.focus();
  if (typeof then.on.from === "number") field.setSelectionRange(then.on.from, then.on.to);
});
