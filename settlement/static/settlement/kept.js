/** What stands in the editor is kept in this tab until it is saved or given up: who comes back finds it as it was. */

const note = document.getElementById("kept");
const here = location.pathname + location.search;
const shelf = `nuancan.policy ${note.dataset.reader} ${here}`;
const kept = sessionStorage.getItem(shelf);
const editor = () => document.getElementById("editor");
let isThere = !kept; // until it is put back, nothing is laid over what is kept

function keep() {
  if (!isThere) return;
  const fields = [...new FormData(editor())].filter(([name]) => name !== "csrfmiddlewaretoken");
  sessionStorage.setItem(shelf, JSON.stringify(fields));
}

function giveUp() {
  isThere = false;
  sessionStorage.removeItem(shelf);
}

async function putBack() {
  const fresh = editor();
  const values = new FormData();
  for (const [name, value] of JSON.parse(kept)) values.append(name, value);
  values.set("csrfmiddlewaretoken", fresh.querySelector("[name=csrfmiddlewaretoken]").value);
  values.set("act", "again");
  await htmx.ajax("POST", here, { target: fresh, select: "#editor", swap: "outerHTML", values });
  isThere = editor() !== fresh;
  note.hidden = !isThere;
}

for (const changed of ["input", "change"]) {
  document.addEventListener(changed, (event) => {
    if (event.target.closest("#editor")) keep();
  });
}
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "editor") keep();
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

if (kept && "fresh" in note.dataset) putBack().catch(() => {}); // the frame says that nobody answers
