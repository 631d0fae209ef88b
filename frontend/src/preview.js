// Says what the rule in the form would earn while it is typed, by asking the page itself, as its button does.
const form = document.querySelector("form[data-preview]");
const shown = document.getElementById("preview");
const pause = 500; // milliseconds

let timer = 0, asked = 0;

async function ask() {
  const turn = ++asked;
  const body = new FormData(form);
  body.set("act", "preview");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("preview");
    if (turn !== asked || !answer.ok || !fresh) return; // a rule that is only half typed is no fault
    shown.innerHTML = fresh.innerHTML;
  } catch {
    // The button asks again, and says what is wrong.
  }
}

if (form && shown) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
}
