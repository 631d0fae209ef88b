// Tools weigh more than pages, so a page fetches one only when somebody reaches for it, or where it is the whole page.
export function openTools() {
  document.querySelectorAll("[data-tool]").forEach((box) => {
    const button = box.querySelector("button");
    if (!button) return load(box);
    button.hidden = false;
    button.addEventListener("click", () => load(box), { once: true });
  });
}

async function load(box) {
  try {
    (await import(box.dataset.tool)).open(box);
  } catch {
    box.textContent = box.dataset.failed;
  }
}
