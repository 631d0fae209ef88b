// Adds a button to what is made to be copied. Without script or permission the text is there to be selected.
export function copyButtons() {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((box) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-line no-print";
    button.textContent = box.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(box.firstElementChild.textContent.trim());
      button.textContent = box.dataset.copied;
      document.getElementById("said").textContent = box.dataset.copied;
      setTimeout(() => { button.textContent = box.dataset.copy; }, 4000);
    });
    box.append(button);
  });
}
