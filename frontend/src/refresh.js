// Figures that are fetched again while somebody looks at them: the page itself is asked for, and its part put in place.
// Nothing is replaced under a reader's focus, and what was folded open stays open.
async function renew(box) {
  if (document.hidden || box.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(box.id);
    if (!fresh) return;
    const open = [...box.querySelectorAll("details")].map((part) => part.open);
    fresh.querySelectorAll("details").forEach((part, i) => { part.open = open[i]; });
    box.replaceChildren(...fresh.childNodes);
    if (!fresh.dataset.refresh) clearInterval(box.timer);
  } catch {
    // The line is down: the figures stay as they are, with their hour beside them.
  }
}

export function refresh(box) {
  box.timer = setInterval(() => renew(box), box.dataset.refresh * 1000);
}

/** Tells the server once that somebody has begun to fill a form in, and the form that it has been told. */
export function begun(form) {
  form.addEventListener("input", () => {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "begun", value: "yes" }));
    fetch(form.dataset.begun, { credentials: "same-origin", keepalive: true }).catch(() => {});
  }, { once: true });
}
