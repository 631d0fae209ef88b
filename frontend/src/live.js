// Keeps the figures of a vote fresh: a stream while the page is seen, a request now and then where streams fail,
// nothing at all where the reader saves data. Every message is a whole snapshot; an older one is ignored.
const POLL_MS = 30000;
const SPEAK_MS = 20000;
const ORDER_MS = 10000;
const GIVE_UP = 4;

export function followResults(list) {
  const state = document.getElementById("live");
  const words = state.dataset;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let version = Number(list.dataset.version);
  let failures = 0, spoken = Date.now(), ordered = Date.now();
  let stream, timer;

  function say(text) {
    if (state.textContent !== text) state.textContent = text;
  }

  function show(snapshot) {
    if (snapshot.version <= version) return;
    version = snapshot.version;
    snapshot.options.forEach((option, place) => {
      const row = list.querySelector(`[data-option="${CSS.escape(option.id)}"]`);
      if (!row) return;
      row.dataset.place = place; // by votes, or as the count ranks them
      row.querySelector(".value").textContent = option.text;
      row.querySelector("rect").setAttribute("width", Math.min(1000, Math.max(option.votes ? 4 : 0, Math.round(option.share * 1000))));
      row.querySelectorAll(".range, .interval").forEach((stale) => stale.remove());
    });
    document.querySelectorAll("[data-total]").forEach((total) => { total.textContent = snapshot.total; });
    document.querySelectorAll("[data-at]").forEach((at) => { at.textContent = snapshot.at; });
    const now = Date.now();
    if (now - ordered > ORDER_MS) {
      ordered = now;
      reorder();
    }
    if (now - spoken > SPEAK_MS) {
      spoken = now;
      document.getElementById("said").textContent = list.firstElementChild.querySelector(".row").textContent.replace(/\s+/g, " ").trim();
    }
  }

  function reorder() {
    const rows = [...list.children];
    const before = new Map(rows.map((row) => [row, row.offsetTop]));
    const sorted = rows.slice().sort((a, b) => a.dataset.place - b.dataset.place);
    if (sorted.every((row, i) => row === rows[i])) return;
    sorted.forEach((row) => list.append(row));
    sorted.forEach((row, i) => row.classList.toggle("first", i === 0));
    if (calm.matches || !list.animate) return;
    rows.forEach((row) => {
      const moved = before.get(row) - row.offsetTop;
      if (moved) row.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 300, easing: "cubic-bezier(.2,.8,.2,1)" });
    });
  }

  async function ask() {
    try {
      const answer = await fetch(list.dataset.snapshot, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const snapshot = await answer.json();
        show(snapshot);
        say(words.asked);
        if (snapshot.final) end();
      }
    } catch {
      say(words.lost);
    }
  }

  function start() {
    stop();
    if (failures >= GIVE_UP || !window.EventSource) {
      timer = setInterval(ask, POLL_MS);
      return;
    }
    stream = new EventSource(list.dataset.stream);
    stream.addEventListener("open", () => { failures = 0; say(words.live); });
    stream.addEventListener("snapshot", (event) => show(JSON.parse(event.data)));
    stream.addEventListener("end", end);
    stream.addEventListener("error", () => {
      failures += 1;
      say(words.lost);
      if (failures >= GIVE_UP || stream.readyState === EventSource.CLOSED) {
        failures = GIVE_UP;
        start();
      }
    });
  }

  // What only a closed vote shows, its winner first, comes with the page. Readers ask for it one after the other, not a
  // thousand at once.
  function end() {
    stop();
    say(words.ended);
    setTimeout(() => location.reload(), 500 + Math.random() * 5000);
  }

  function stop() {
    if (stream) stream.close();
    stream = undefined;
    clearInterval(timer);
  }

  if (navigator.connection && navigator.connection.saveData) return;
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  start();
}
