// Tells the operator whether the stage is there. Without it the console works by reloading.
const line = document.querySelector("[data-stage]");
const ASK_MS = 2000;

async function ask() {
  try {
    const answer = await fetch(line.dataset.stage, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const stage = await answer.json();
    line.textContent = stage.words;
    line.classList.toggle("lost", !stage.there);
  } catch {
    line.textContent = line.dataset.lost;
    line.classList.add("lost");
  }
}

if (line) {
  setInterval(() => document.hidden || ask(), ASK_MS);
  ask();
}
