// Plus and minus beside the fields of a vote by points, and how many are left to give. The fields stay what is sent.
export function dots(list) {
  const words = list.dataset;
  const budget = Number(words.dots);
  const cap = Number(words.cap);
  const left = document.getElementById(words.left);
  const rows = [...list.children].map((row) => ({ row, field: row.querySelector("input") }));

  const given = (field) => Math.max(0, Math.trunc(Number(field.value)) || 0);
  const rest = () => budget - rows.reduce((sum, one) => sum + given(one.field), 0);

  function button(sign, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => {
      if (made.getAttribute("aria-disabled") === "true") return;
      act();
      show();
    });
    return made;
  }

  rows.forEach((one) => {
    const field = one.field;
    const name = one.row.querySelector(".name").textContent.trim();
    const moves = document.createElement("span");
    moves.className = "moves dots";
    one.less = button("−", `${words.less} (${name})`, () => { field.value = given(field) - 1 || ""; });
    one.more = button("+", `${words.more} (${name})`, () => { field.value = given(field) + 1; });
    field.before(moves);
    moves.append(one.less, field, one.more);
    field.addEventListener("input", show);
  });

  function show() {
    const n = rest();
    const text = n === 0 ? words.none : n < 0 ? (n === -1 ? words.overOne : words.over) : n === 1 ? words.single : words.many;
    left.textContent = text.replace("#", Math.abs(n));
    left.classList.toggle("over", n < 0);
    rows.forEach((one) => {
      one.less.setAttribute("aria-disabled", given(one.field) === 0);
      one.more.setAttribute("aria-disabled", n <= 0 || given(one.field) >= cap);
    });
  }
  show();
}
