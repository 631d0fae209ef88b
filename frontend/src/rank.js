// Ranking by buttons. The list works without it: each option has a select with its place. The selects stay the truth
// that is sent; the buttons write into them. Buttons give every option a place of its own: where equal places are
// allowed, one more button brings the selects back, and a ballot that has equal places is left as it is.
export function rankByButtons(list) {
  const words = list.dataset;
  const rows = [...list.children];
  const said = document.getElementById("said");
  const order = rows.filter((row) => row.querySelector("select").value)
    .sort((a, b) => a.querySelector("select").value - b.querySelector("select").value);

  if (new Set(order.map(place)).size < order.length) return;

  function place(row) {
    return row.querySelector("select").value;
  }

  function button(path, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.innerHTML = `<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
    made.addEventListener("click", () => made.getAttribute("aria-disabled") === "true" || act());
    return made;
  }

  rows.forEach((row) => {
    const select = row.querySelector("select");
    const mark = document.createElement("span");
    mark.className = "place";
    const moves = document.createElement("span");
    moves.className = "moves";
    row.up = button("M12 19V5M5 12l7-7 7 7", () => move(row, -1));
    row.down = button("M12 5v14M5 12l7 7 7-7", () => move(row, 1));
    moves.append(row.up, row.down);
    row.firstElementChild.prepend(mark);
    row.firstElementChild.append(moves);
    select.hidden = true;
    row.querySelectorAll("label").forEach((label) => { label.hidden = true; });
  });

  function move(row, by) {
    const at = order.indexOf(row);
    if (at < 0) {
      if (by < 0) order.push(row);
    } else if (at + by >= order.length) {
      order.splice(at, 1);
    } else if (at + by >= 0) {
      order.splice(at, 1);
      order.splice(at + by, 0, row);
    }
    show();
    (by < 0 ? row.up : row.down).focus();
    said.textContent = `${name(row)}, ${order.indexOf(row) + 1 || words.none}`;
  }

  function name(row) {
    return row.querySelector(".name").textContent.trim();
  }

  function show() {
    const rest = rows.filter((row) => !order.includes(row));
    [...order, ...rest].forEach((row) => list.append(row));
    rows.forEach((row) => {
      const at = order.indexOf(row);
      row.querySelector("select").value = at < 0 ? "" : String(at + 1);
      row.querySelector(".place").textContent = at < 0 ? "" : at + 1;
      row.classList.toggle("unplaced", at < 0);
      row.up.setAttribute("aria-disabled", at === 0);
      row.down.setAttribute("aria-disabled", at < 0);
      row.up.setAttribute("aria-label", `${at < 0 ? words.rankLabel : words.up} (${name(row)})`);
      row.down.setAttribute("aria-label", `${at === order.length - 1 ? words.remove : words.down} (${name(row)})`);
    });
  }

  if (words.equal) {
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button button-text";
    back.textContent = words.equal;
    back.addEventListener("click", () => {
      list.querySelectorAll("[hidden]").forEach((hidden) => { hidden.hidden = false; });
      list.querySelectorAll(".place, .moves").forEach((added) => added.remove());
      rows.forEach((row) => row.classList.remove("unplaced"));
      back.remove();
      rows[0].querySelector("select").focus();
    });
    list.after(back);
  }
  show();
}
