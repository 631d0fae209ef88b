// The dress over a result that is decided already: a wheel that stops where the play came out, a card to scratch. Whoever
// wants less motion, has no pointer or presses the button reads it at once; the result is said where it appears.
const box = document.querySelector("[data-dress]");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
if (box && !still && box.dataset.dress !== "plain") dress(box);

function dress(box) {
  const result = box.querySelector(".result");
  const said = [...result.childNodes];
  const sectors = [...box.querySelectorAll(".sectors li")].map((li) => li.textContent);
  const bar = box.querySelector(".actions");
  result.replaceChildren(); // it comes back as a change of the live region, which is read out
  bar.hidden = false;
  const stage = document.createElement("div");
  stage.className = "dress";
  stage.setAttribute("aria-hidden", "true");
  box.insertBefore(stage, bar);
  let shown = false;
  const reveal = () => {
    if (shown) return;
    shown = true;
    stage.remove();
    bar.hidden = true;
    result.append(...said);
    box.querySelector("h2").focus({ preventScroll: true });
  };
  bar.querySelector("button").addEventListener("click", reveal);
  (box.dataset.dress === "wheel" ? wheel : scratch)(stage, sectors, +box.dataset.sector, reveal, box.dataset.hint);
}

function wheel(stage, sectors, stop, reveal) {
  const angle = 360 / sectors.length;
  const disc = document.createElement("div");
  disc.className = "disc";
  // Neighbours differ in colour, the last and the first as well, and a line parts them.
  const colour = (i) => (i > 0 && i % 3 === 0 && i === sectors.length - 1 ? 1 : i % 3);
  const edges = sectors.map((_, i) => `var(--edge) ${i * angle}deg ${i * angle + 0.8}deg, var(--sector-${colour(i)}) ${i * angle + 0.8}deg ${(i + 1) * angle}deg`);
  disc.style.background = `conic-gradient(${edges.join(",")})`;
  sectors.forEach((name, i) => {
    const label = document.createElement("span");
    label.textContent = name;
    label.style.transform = `rotate(${(i + 0.5) * angle}deg)`;
    disc.append(label);
  });
  stage.append(disc);
  const turn = 4 * 360 + 360 - (stop + 0.5) * angle;
  disc.addEventListener("transitionend", () => setTimeout(reveal, 400));
  requestAnimationFrame(() => requestAnimationFrame(() => { disc.style.transform = `rotate(${turn}deg)`; }));
  setTimeout(reveal, 6000); // a tab in the background has no transitions
}

function scratch(stage, sectors, stop, reveal, hint) {
  const card = document.createElement("canvas");
  card.width = 600;
  card.height = 300;
  const words = document.createElement("p");
  words.textContent = sectors[stop];
  stage.classList.add("card-scratch");
  stage.append(words, card);
  const ink = card.getContext("2d");
  ink.fillStyle = "#6d625a";
  ink.fillRect(0, 0, card.width, card.height);
  ink.fillStyle = "#fff";
  ink.font = `600 36px ${getComputedStyle(card).fontFamily}`;
  ink.textAlign = "center";
  ink.fillText(hint, card.width / 2, card.height / 2 + 12, card.width - 40);
  ink.globalCompositeOperation = "destination-out";
  ink.lineWidth = 72;
  ink.lineCap = "round";
  let last;
  const lift = () => { last = null; };
  card.addEventListener("pointerleave", lift);
  card.addEventListener("pointerup", lift);
  const cells = new Set();
  card.addEventListener("pointermove", (event) => {
    const at = card.getBoundingClientRect();
    const x = ((event.clientX - at.left) / at.width) * card.width;
    const y = ((event.clientY - at.top) / at.height) * card.height;
    ink.beginPath();
    ink.moveTo(...(last || [x, y]));
    ink.lineTo(x, y);
    ink.stroke();
    last = [x, y];
    cells.add(`${Math.floor(x / 60)} ${Math.floor(y / 60)}`);
    if (cells.size > 25) reveal();
  });
}
