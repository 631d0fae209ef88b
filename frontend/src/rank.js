// Ranking by buttons, by keyboard and by drag. The list works without it: each option has a select with its place. The
// selects stay the truth that is sent; everything here writes into them. It gives every option a place of its own: where
// equal places are allowed, one more button brings the selects back, and a ballot that has equal places is left as it is.
import { grips } from "./drag.js";

export function rank(list) {
  const words = list.dataset;
  const rows = [...list.children];
  const said = document.getElementById("said");
  let order = rows.filter(place).sort((a, b) => place(a) - place(b));

  if (new Set(order.map(place)).size < order.length) return;

  function place(row) {
    return row.querySelector("select").value;
  }

  function button(path, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.innerHTML = `<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
    if (act) made.addEventListener("click", () => made.getAttribute("aria-disabled") === "true" || act());
    return made;
  }

  rows.forEach((row) => {
    const select = row.querySelector("select");
    const mark = document.createElement("span");
    mark.className = "place";
    const moves = document.createElement("span");
    moves.className = "moves";
    row.grip = button("M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01");
    row.grip.className = "grip";
    row.up = button("M12 19V5M5 12l7-7 7 7", () => step(row, -1));
    row.down = button("M12 5v14M5 12l7 7 7-7", () => step(row, 1));
    moves.append(row.up, row.down);
    row.firstElementChild.prepend(row.grip, mark);
    row.firstElementChild.append(moves);
    select.hidden = true;
    row.querySelectorAll("label").forEach((label) => { label.hidden = true; });
  });

  // One place up or down by button; below the last place is out of the ranking.
  function step(row, by) {
    const at = order.indexOf(row);
    if (at < 0) {
      if (by < 0) put(row, order.length);
    } else if (at + by >= order.length) {
      put(row, -1);
    } else if (at + by >= 0) {
      put(row, at + by);
    }
    (by < 0 ? row.up : row.down).focus();
    tell(row);
  }

  // Puts a row at a place from 0; -1 takes it out.
  function put(row, at) {
    order = order.filter((other) => other !== row);
    if (at >= 0) order.splice(at, 0, row);
    show();
  }

  function tell(row, with_) {
    const at = order.indexOf(row);
    const where = at < 0 ? words.none : words.at.replace("#", at + 1).replace("#", rows.length);
    said.textContent = [name(row), where, with_].filter(Boolean).join(", ");
  }

  function name(row) {
    return row.querySelector(".name").textContent.trim();
  }

  function show() {
    const focused = document.activeElement;
    const rest = rows.filter((row) => !order.includes(row));
    [...order, ...rest].forEach((row, i) => {
      if (list.children[i] !== row) list.insertBefore(row, list.children[i] || null);
    });
    if (focused !== document.activeElement) focused.focus();
    rows.forEach((row) => {
      const at = order.indexOf(row);
      row.querySelector("select").value = at < 0 ? "" : String(at + 1);
      row.querySelector(".place").textContent = at < 0 ? "" : at + 1;
      row.classList.toggle("unplaced", at < 0);
      row.up.setAttribute("aria-disabled", at === 0);
      row.down.setAttribute("aria-disabled", at < 0);
      row.grip.setAttribute("aria-label", `${words.move} (${name(row)})`);
      row.up.setAttribute("aria-label", `${at < 0 ? words.rankLabel : words.up} (${name(row)})`);
      row.down.setAttribute("aria-label", `${at === order.length - 1 ? words.remove : words.down} (${name(row)})`);
    });
  }

  const forget = grips(rows, {
    at: (row) => order.indexOf(row),
    placed: (but) => order.filter((other) => other !== but),
    put, tell, words,
  });

  if (words.equal) {
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button button-text";
    back.textContent = words.equal;
    back.addEventListener("click", () => {
      forget();
      list.querySelectorAll("[hidden]").forEach((hidden) => { hidden.hidden = false; });
      list.querySelectorAll(".grip, .place, .moves").forEach((added) => added.remove());
      rows.forEach((row) => row.classList.remove("unplaced"));
      back.remove();
      rows[0].querySelector("select").focus();
    });
    list.after(back);
  }
  show();
}
