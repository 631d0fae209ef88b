// A few options at a time without a request between two of them: all the sets are in the page, one is shown. Answers are
// sent behind the voter's back, those that did not arrive again with the next one; after the last set comes the page with
// all the answers. Without this script every answer is a page of its own.
export function steps(form) {
  const sets = [...form.querySelectorAll("[data-set]")];
  const bar = form.querySelector("progress");
  const alarm = form.querySelector("[data-alarm]");
  const waiting = new Map(); // by field: what the server does not know yet
  let at = sets.findIndex((set) => !set.hidden);
  let sending = Promise.resolve(true);

  const answered = (set) => set.dataset.answered === "yes";

  function show(next) {
    sets[at].hidden = true;
    at = next;
    sets[at].hidden = false;
    form.elements.set.value = sets[at].dataset.set;
    form.querySelectorAll("fieldset .wrong").forEach((wrong) => wrong.remove());
    sets[at].querySelector("legend").focus({ preventScroll: true });
    if (form.getBoundingClientRect().top < 0) form.scrollIntoView();
  }

  // Sends what is waiting, one request after the other, and resolves to whether all has arrived.
  function send() {
    sending = sending.then(async () => {
      if (waiting.size === 0) return true;
      const batch = [...waiting];
      const body = new URLSearchParams(batch);
      form.querySelectorAll("input[type=hidden]:not([name=set])").forEach((field) => body.append(field.name, field.value));
      try {
        const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
        if (answer.type !== "opaqueredirect" && !answer.ok) return false;
      } catch {
        return false;
      }
      batch.forEach((sent) => { if (waiting.get(sent[0]) === sent[1]) waiting.delete(sent[0]); });
      return true;
    });
    return sending;
  }

  async function goOn() {
    const next = sets.findIndex((set, i) => i > at && !answered(set));
    if (next >= 0) {
      send();
      show(next);
      return;
    }
    if (await send()) {
      location.assign(form.dataset.review);
    } else {
      alarm.textContent = form.dataset.lost;
    }
  }

  form.addEventListener("submit", (event) => {
    const set = sets[at];
    const number = set.dataset.set;
    const button = event.submitter;
    const picked = (kind) => set.querySelector(`input[name="${kind}.${number}"]:checked`);
    let answers;
    if (button && button.name) {
      answers = [[button.name, button.value]];
      set.querySelectorAll("button[name]").forEach((other) => other.classList.toggle("chosen", other === button));
    } else {
      const best = picked("best"), worst = picked("worst");
      if (!best || !worst || best.value === worst.value) return; // the server says what is missing
      answers = [[best.name, best.value], [worst.name, worst.value]];
    }
    event.preventDefault();
    alarm.textContent = "";
    answers.forEach((answer) => waiting.set(answer[0], answer[1]));
    if (!answered(set)) bar.value += 1;
    set.dataset.answered = "yes";
    goOn();
  });

  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    const next = link ? sets.findIndex((set) => set.dataset.set === link.dataset.go) : -1;
    if (next < 0) return;
    event.preventDefault();
    show(next);
  });

  // The best is not the worst as well.
  form.addEventListener("change", (event) => {
    const field = event.target.name;
    const other = field.startsWith("best.") ? field.replace("best", "worst") : field.replace("worst", "best");
    const same = form.querySelector(`input[name="${other}"]:checked`);
    if (same && same !== event.target && same.value === event.target.value) same.checked = false;
  });

  // Leaving for the answers by a link waits for what is on its way.
  form.querySelectorAll("[data-answers]").forEach((link) => link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (await send()) location.assign(link.href);
    else alarm.textContent = form.dataset.lost;
  }));
}
