/** What the frame of every page says while it asks the server: that it waits, that nobody answers, what was refused. */

const note = document.getElementById("frame-note");
const main = document.getElementById("main");
let waiting = 0;

function say(words) {
  if (words === note.textContent) return; // who goes on working is not called to the same words again
  note.textContent = words;
  note.hidden = !words;
  if (words) note.scrollIntoView({ block: "nearest" });
}

// The page of a refusal says in one place why; the rest of it belongs to a page of its own.
function reason(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("[data-problem]")?.textContent.trim() || note.dataset.broken;
}

document.addEventListener("htmx:beforeRequest", () => {
  waiting += 1;
  main.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  waiting = Math.max(0, waiting - 1);
  if (!waiting) main.removeAttribute("aria-busy");
  if (event.detail.successful) say("");
});
document.addEventListener("htmx:sendError", () => say(note.dataset.lost));
document.addEventListener("htmx:timeout", () => say(note.dataset.slow));
document.addEventListener("htmx:responseError", (event) => say(reason(event.detail.xhr.responseText)));

// Who chooses a language comes back to where the address bar stands, not to where the page was loaded.
for (const moved of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
  document.addEventListener(moved, () => {
    for (const field of document.querySelectorAll(".top input[name=next]")) field.value = location.pathname + location.search;
  });
}

// A menu of the bar closes by Escape and by looking elsewhere; without this it closes by its own button.
function shut(except) {
  for (const room of document.querySelectorAll(".room[open]")) if (!except || !room.contains(except)) room.open = false;
}
document.addEventListener("click", (event) => shut(event.target));
document.addEventListener("focusin", (event) => shut(event.target));
document.addEventListener("keydown", (event) => {
  const room = event.key === "Escape" && document.querySelector(".room[open]");
  if (!room) return;
  room.open = false;
  room.querySelector("summary").focus();
});
