// The counter: the QR code of a prize is read by the camera; typing works everywhere.
import { hasCamera, readCode } from "./camera.js";

const form = document.querySelector("[data-scan]");
const button = form && form.querySelector("[data-camera]");

if (button && hasCamera()) {
  button.parentElement.hidden = false;
  button.addEventListener("click", scan);
}

async function scan() {
  const video = form.querySelector("video");
  video.hidden = false;
  try {
    const code = await readCode(video, form.dataset.scan, () => {});
    if (!code) return;
    form.elements.token.value = code;
    form.requestSubmit();
  } catch {
    video.hidden = true;
    const says = form.querySelector("[role=status]");
    says.textContent = says.dataset.none;
  }
}
