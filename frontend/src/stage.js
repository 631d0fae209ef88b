// A draw for an audience. What is drawn was decided before: this only tells it well, and asks for a name when it is time
// to say it. Three ways to be led: by whoever looks (replay, rehearsal) or by the console (live).
import { Player } from "./stage/player.js";
import { follow } from "./stage/live.js";
import { Sound } from "./stage/sound.js";

const box = document.querySelector(".stage");
const data = document.getElementById("show");
if (data) begin(JSON.parse(data.textContent), data.dataset);

function begin(show, words) {
  const sound = new Sound();
  const player = new Player(box, show, words, sound);
  const controls = box.querySelector("[data-controls]");
  const button = (name) => controls.querySelector(`[data-${name}]`);
  const go = button("go"), skip = button("skip"), pause = button("pause"), again = button("again");
  const live = show.mode === "live";
  let next = 0;
  controls.hidden = false;
  if (live) go.hidden = true;

  player.onchange = (playing) => {
    skip.hidden = pause.hidden = !playing;
    again.hidden = playing || live || player.shown === null;
    go.hidden = playing || live || next >= show.steps.length;
    if (next > 0) go.textContent = words.next;
    if (!playing && !go.hidden && document.activeElement === document.body) go.focus({ preventScroll: true });
  };

  function forward() {
    if (player.playing) {
      player.skip();
    } else if (!live && next < show.steps.length) {
      const step = next++;
      player.play(step, () => names(step));
    }
  }

  async function names(step) {
    if (show.mode === "rehearsal") return { names: show.steps[step].names };
    const answer = await fetch(`${show.names}/${step}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  go.addEventListener("click", forward);
  skip.addEventListener("click", () => player.skip());
  again.addEventListener("click", () => player.play(player.shown, () => names(player.shown)));
  pause.addEventListener("click", hold);
  button("sound").addEventListener("click", noise);
  button("full").addEventListener("click", wide);
  if (!document.fullscreenEnabled) button("full").hidden = true;

  function hold() {
    pause.setAttribute("aria-pressed", player.pause());
  }
  function noise() {
    button("sound").setAttribute("aria-pressed", sound.toggle());
  }
  function wide() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }

  const keys = { " ": forward, f: wide, m: noise, p: hold };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = keys[event.key.toLowerCase()];
    // Space on a button presses that button.
    if (!act || (event.key === " " && event.target.closest("button, a"))) return;
    event.preventDefault();
    act();
  });

  if (live) follow(show, player);
  stayAwake();
  hideHand(() => live || player.playing || document.fullscreenElement);
}

// A screen that is being filmed does not go dark. The lock goes with the page's turn to be seen, and is asked for again.
function stayAwake() {
  if (!navigator.wakeLock) return;
  const ask = () => document.hidden || navigator.wakeLock.request("screen").catch(() => {});
  ask();
  document.addEventListener("visibilitychange", ask);
}

const STILL_MS = 2000;

// The hand goes away when it rests, and the buttons with it: not before the show has begun, or nobody would find them.
function hideHand(begun) {
  let timer;
  const moved = () => {
    box.classList.remove("still-hand");
    clearTimeout(timer);
    timer = setTimeout(() => begun() && box.classList.add("still-hand"), STILL_MS);
  };
  ["pointermove", "pointerdown", "keydown", "focusin"].forEach((event) => addEventListener(event, moved));
  moved();
}
