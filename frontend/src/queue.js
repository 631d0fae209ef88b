// Keys for the first of a list of things to decide, while the focus is in it: A, R then 1 to 6, S. Z takes the last
// act back. Each presses what is there to be pressed, so that the page works the same without.
const first = document.querySelector("[data-queue]");
const undo = document.querySelector("[data-key=z]");

function press(key) {
  const target = key === "z" ? undo : first?.querySelector(`[data-key="${key}"]`);
  const reasons = target?.closest("details.reasons");
  if (!target || (reasons && target.tagName !== "SUMMARY" && !reasons.open)) return false;
  target.click();
  if (target.tagName === "SUMMARY") target.focus();
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
