// Looks at a post while it is written: the form is sent as its button would, and what is found is put under it.
const form = document.querySelector("form[data-lint]");
const box = document.getElementById("lint");
const wait = 700; // milliseconds
let timer = 0, asked = 0;

async function look() {
  const mine = ++asked;
  if (!form.elements.text.value.trim()) {
    box.textContent = "";
    return;
  }
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("lint");
    if (answer.ok && fresh && mine === asked && box.innerHTML !== fresh.innerHTML) box.innerHTML = fresh.innerHTML;
  } catch {
    // Without a network the button says so.
  }
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  });
}
