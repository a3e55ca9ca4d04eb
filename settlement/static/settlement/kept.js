/** What stands in the editor is kept in this tab until it is saved or given up: who comes back finds it as it was. */

const note = document.getElementById("kept");
const dropped = document.getElementById("dropped");
const here = location.pathname + location.search;
const shelf = `nuancan.policy ${note.dataset.reader} ${here}`;
const kept = sessionStorage.getItem(shelf);
const editor = () => document.getElementById("editor");
const digest = () => editor().elements.namedItem("digest")?.value;
let isThere = !kept; // until it is put back, nothing is laid over what is kept
let before = []; // what stood there before each deletion, and its button, while nothing else was done since
let next = null; // the same once the answer is drawn that is under way

const standing = () => [...new FormData(editor())].filter(([name]) => name !== "csrfmiddlewaretoken");

function keep() {
  if (isThere) sessionStorage.setItem(shelf, JSON.stringify(standing()));
}

function giveUp() {
  isThere = false;
  sessionStorage.removeItem(shelf);
}

/** Have the server draw the editor with these fields; whether it did. */
async function put(fields) {
  const old = editor();
  const values = new FormData();
  for (const [name, value] of fields) values.append(name, value);
  values.set("csrfmiddlewaretoken", old.querySelector("[name=csrfmiddlewaretoken]").value);
  values.set("act", "again");
  if (digest()) values.set("digest", digest());
  await htmx.ajax("POST", here, { target: old, select: "#editor", swap: "outerHTML", values }).catch(() => {});
  return editor() !== old;
}

async function putBack() {
  const fields = JSON.parse(kept);
  const seen = fields.find(([name]) => name === "digest")?.[1];
  document.getElementById("elsewhere").hidden = seen === undefined || seen === digest();
  isThere = await put(fields);
  if (isThere) keep();
  note.hidden = !isThere;
}

function offerUndo(states) {
  before = states;
  dropped.hidden = !before.length;
}

for (const changed of ["input", "change"]) {
  document.addEventListener(changed, (event) => {
    if (!event.target.closest("#editor")) return;
    offerUndo([]);
    keep();
  });
}
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (!detail.elt.matches("#editor button")) return;
  next = detail.elt.value.endsWith(".drop") ? [...before, { fields: standing(), id: detail.elt.id }] : [];
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "editor") return;
  if (next) offerUndo(next);
  next = null;
  keep();
});
document.getElementById("undo").addEventListener("click", async () => {
  const { fields, id } = before.at(-1);
  if (!(await put(fields))) return;
  offerUndo(before.slice(0, -1));
  document.getElementById(id).focus();
});
document.addEventListener("policy-saved", giveUp);
document.addEventListener("click", (event) => {
  const way = event.target.closest("[data-give-up]");
  if (!way) return;
  giveUp();
  if (note.contains(way)) location.reload();
});
// A page that comes back as it was left may stand for what is saved by now.
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (kept && "fresh" in note.dataset) putBack();
