// Keys for the first of a list of things to decide, while the focus is in it: A, R or B then 1 to 6, S. Z takes the last
// act back. Each presses what is there to be pressed, so that the page works the same without.
const first = document.querySelector("[data-queue]");
const undo = document.querySelector("[data-key=z]");

// A number is one of the reasons that are open.
function targetOf(key) {
  if (key === "z") return undo;
  const of = [...(first?.querySelectorAll(`[data-key="${key}"]`) ?? [])];
  return of.find((target) => target.tagName === "SUMMARY" || (target.closest("details.reasons")?.open ?? true));
}

function press(key) {
  const target = targetOf(key);
  if (!target) return false;
  target.click();
  if (target.tagName === "SUMMARY") {
    first.querySelectorAll("details.reasons[open]").forEach((open) => { if (!open.contains(target)) open.open = false; });
    target.focus();
  }
  return true;
}

function listen(box) {
  box?.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("textarea, input, select")) return;
    if (press(event.key.toLowerCase())) event.preventDefault();
  });
}

listen(first);
listen(undo?.closest("form"));
document.querySelectorAll(".keys, [data-queue] kbd").forEach((hint) => { hint.hidden = false; });
if (!document.querySelector("[data-summary]")) (first ?? undo)?.focus();
