// Has the browser do the sum that a vote asks for, from the moment the page opens. A form that is sent before the sum is
// done waits for it. Where it cannot be done, the other way (an address) that the page offers without script shows again.
const FRESH_MS = 15 * 60 * 1000;

export function proveWork(box) {
  const form = box.closest("form"), field = box.querySelector("input"), said = box.querySelector("[role=status]");
  const other = form.querySelector("[data-without-work]");
  if (!window.Worker || !window.fetch) return;
  let sum, begun = 0;

  function begin() {
    begun = Date.now();
    field.value = "";
    said.textContent = box.dataset.doing;
    sum = ask().then((solution) => {
      field.value = solution;
      said.textContent = box.dataset.done;
      if (other) other.hidden = true;
    }, () => {
      said.textContent = box.dataset.failed;
      if (other) other.hidden = false;
    });
  }

  async function ask() {
    const answer = await fetch(box.dataset.puzzle, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no puzzle");
    const puzzle = await answer.json();
    const number = await new Promise((done, fail) => {
      const worker = new Worker(box.dataset.work);
      worker.onmessage = (event) => {
        worker.terminate();
        if (event.data < 0) fail(new Error("no solution"));
        else done(event.data);
      };
      worker.onerror = (event) => { worker.terminate(); fail(event); };
      worker.postMessage(puzzle);
    });
    return btoa(JSON.stringify({ algorithm: puzzle.algorithm, challenge: puzzle.challenge, number, salt: puzzle.salt, signature: puzzle.signature }));
  }

  form.addEventListener("submit", (event) => {
    const byMail = other && !other.hidden && other.querySelector("input").value;
    if (byMail || field.value && Date.now() - begun < FRESH_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.value) begin();
    sum.then(() => {
      if (!field.value) return; // it has failed: the page says what to do
      if (form.requestSubmit) form.requestSubmit(event.submitter || undefined);
      else form.submit();
    });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
  begin();
}
