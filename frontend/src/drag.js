// Moves rows by a grip: dragged with a mouse, a pen or a finger, or lifted with Space, moved with the arrows, dropped with
// Space and put back with Escape. What happens is said for who does not see it.
const EDGE = 72; // px from the edge of the window at which it scrolls along
const SLIP = 6;  // px that a press may slip before it is a drag

export function grips(rows, ranking) {
  let lifted = null; // by keyboard: the row, and where it was
  const stop = new AbortController();

  function drop() {
    lifted.row.classList.remove("lifted");
    lifted.row.grip.removeAttribute("aria-pressed");
    lifted = null;
  }

  function lift(row) {
    if (ranking.at(row) < 0) ranking.put(row, ranking.placed(row).length);
    lifted = { row, from: ranking.at(row) };
    row.classList.add("lifted");
    row.grip.setAttribute("aria-pressed", "true");
    ranking.tell(row, ranking.words.lifted);
  }

  function press(event, row) {
    const mine = lifted && lifted.row === row;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === " " || event.key === "Enter") {
      if (mine) {
        drop();
        ranking.tell(row, ranking.words.dropped);
      } else {
        if (lifted) drop();
        lift(row);
      }
    } else if (mine && by) {
      const to = ranking.at(row) + by;
      if (to >= 0 && to <= ranking.placed(row).length) ranking.put(row, to);
      row.grip.focus();
      ranking.tell(row);
    } else if (mine && event.key === "Escape") {
      ranking.put(row, lifted.from);
      row.grip.focus();
      drop();
      ranking.tell(row, ranking.words.dropped);
    } else {
      return;
    }
    event.preventDefault();
  }

  function drag(event, row) {
    if (event.button) return;
    event.preventDefault();
    const grip = row.grip;
    const hold = event.clientY - row.getBoundingClientRect().top;
    const from = event.clientY;
    let moved = false;

    function follow(at) {
      if (!moved && Math.abs(at.clientY - from) < SLIP) return;
      moved = true;
      row.classList.add("lifted");
      row.style.transform = "";
      const above = ranking.placed(row).filter((other) => {
        const box = other.getBoundingClientRect();
        return box.top + box.height / 2 < at.clientY;
      });
      if (ranking.at(row) !== above.length) {
        ranking.put(row, above.length);
        grip.setPointerCapture(at.pointerId); // a row that is put elsewhere loses it
      }
      if (at.clientY < EDGE) scrollBy(0, -12);
      if (at.clientY > innerHeight - EDGE) scrollBy(0, 12);
      row.style.transform = `translateY(${at.clientY - hold - row.getBoundingClientRect().top}px)`;
    }

    function end() {
      row.style.transform = "";
      row.classList.remove("lifted");
      ["pointermove", "pointerup", "pointercancel"].forEach((type) => removeEventListener(type, on[type]));
      if (moved) ranking.tell(row, ranking.words.dropped);
    }

    const mine = (act) => (at) => { if (at.pointerId === event.pointerId) act(at); };
    const on = { pointermove: mine(follow), pointerup: mine(end), pointercancel: mine(end) };
    Object.keys(on).forEach((type) => addEventListener(type, on[type]));
    grip.focus();
    grip.setPointerCapture(event.pointerId);
  }

  rows.forEach((row) => {
    row.grip.addEventListener("keydown", (event) => press(event, row), { signal: stop.signal });
    row.grip.addEventListener("pointerdown", (event) => drag(event, row), { signal: stop.signal });
    row.grip.addEventListener("blur", () => {
      // Moving the row in the page takes the focus away for a moment.
      setTimeout(() => { if (lifted && lifted.row === row && document.activeElement !== row.grip) drop(); });
    }, { signal: stop.signal });
  });
  return () => stop.abort();
}
