// Tools weigh more than pages, so a page fetches one only when somebody reaches for it: by its button, by its form, or by
// a link that carries something to it.
export function openTools() {
  document.querySelectorAll("[data-tool]").forEach((box) => {
    let opened = null;
    const open = () => { opened ??= load(box); };
    const form = box.querySelector("form");
    if (form) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        open();
      });
      if (location.hash.startsWith("#r=")) open();
      return;
    }
    const button = box.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", open);
  });
}

async function load(box) {
  try {
    (await import(box.dataset.tool)).open(box);
  } catch {
    box.textContent = box.dataset.failed;
  }
}
