// A member's card: the code changes every minute, and the page with it, as long as somebody looks at it.
const card = document.getElementById("card");

async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("card");
    if (!next) return location.reload(); // signed out meanwhile
    card.replaceChildren(...next.childNodes);
  } catch {
    // no network: the old code is shown, with the hour until which it is good
  }
}

if (card) {
  setInterval(renew, card.dataset.every * 1000);
  document.addEventListener("visibilitychange", renew);
}
