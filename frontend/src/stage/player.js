// Plays one reveal: prize, 3-2-1, names that run by, the name. Under reduced motion: the prize, then the name.
import { confetti } from "./confetti.js";
import { Wheel } from "./wheel.js";

const PRIZE_MS = 2200;
const COUNT_MS = 800;
const ROLL_MS = 6000;
const ROLL_NAMES = 60;
const CALM_MS = 800;
const RETRY_MS = 1500;
const MANY = 16;
const MOST = 60;

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Player {
  constructor(box, show, words, sound) {
    this.box = box;
    this.steps = show.steps;
    this.roll = show.roll && show.roll.length ? show.roll : ["•••"];
    this.words = words;
    this.sound = sound;
    this.playing = false;
    this.shown = null; // the last step that was revealed
    this.onchange = () => {};
    this.part = (name) => box.querySelector(`[data-${name}]`);
    this.wheel = show.wheel && show.wheel.length > 1 ? new Wheel(this.part("wheel"), show.wheel) : null;
  }

  // Reveals a step. ask gives its names and may fail for as long as it likes: the names run by until it does not.
  async play(step, ask) {
    const turn = (this.turn = {});
    this.skipped = false;
    this.paused = false;
    this.playing = true;
    this.onchange(true);
    this.announce(step);
    const answer = this.answer(turn, ask);
    if (calm()) {
      await this.wait(turn, CALM_MS);
    } else {
      await this.wait(turn, PRIZE_MS);
      await this.countdown(turn);
      await this.run(turn, answer, this.steps[step].of);
    }
    const known = await answer;
    if (this.turn !== turn) return;
    this.reveal(step, known);
    this.playing = false;
    this.onchange(false);
  }

  // Shows the prize of a step and nothing of who wins it.
  announce(step) {
    this.clear();
    this.box.classList.add("begun");
    const prize = this.part("prize");
    prize.textContent = this.steps[step].prize;
    prize.hidden = false;
    const tally = this.part("tally");
    tally.textContent = this.words.tally.replace("{n}", step + 1).replace("{total}", this.steps.length);
    tally.hidden = false;
  }

  // Back to the title.
  title() {
    this.turn = {};
    this.playing = false;
    this.clear();
    this.box.classList.remove("begun");
    this.onchange(false);
  }

  skip() {
    this.skipped = true;
  }

  pause() {
    this.paused = !this.paused;
    return this.paused;
  }

  clear() {
    ["prize", "count", "name", "wheel", "names", "tally"].forEach((name) => { this.part(name).hidden = true; });
    this.box.classList.remove("rolling", "shown");
    this.part("said").textContent = "";
  }

  async answer(turn, ask) {
    for (;;) {
      try {
        return await ask();
      } catch {
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
      if (this.turn !== turn) return { names: [] };
    }
  }

  // Time that a pause stops and a skip ends.
  wait(turn, ms, each = () => {}) {
    return new Promise((done) => {
      let left = ms, before = performance.now();
      const tick = (now) => {
        if (!this.paused) left -= now - before;
        before = now;
        if (this.turn !== turn || this.skipped || left <= 0) return done();
        each(1 - left / ms);
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
  }

  async countdown(turn) {
    const count = this.part("count");
    for (let n = 3; n > 0 && !this.skipped && this.turn === turn; n--) {
      count.textContent = n;
      count.hidden = false;
      this.sound.tick();
      await this.wait(turn, COUNT_MS);
    }
    count.hidden = true;
  }

  async run(turn, answer, of) {
    let known = null;
    answer.then((given) => { known = given; });
    if (this.wheel && of === 1) {
      this.part("wheel").hidden = false;
      await this.wait(turn, ROLL_MS / 3, (share) => this.wheel.spin(share * 2));
      await answer;
      const from = 2;
      const sector = this.wheel.sectorOf(known.names[0]);
      if (sector >= 0) await this.wait(turn, ROLL_MS * 2 / 3, (share) => this.wheel.land(from, sector, share));
      this.part("wheel").hidden = true;
      return;
    }
    const name = this.part("name");
    this.box.classList.add("rolling");
    name.style.fontSize = "";
    name.hidden = false;
    let shown = -1;
    do {
      // Fast, then slower and slower; the background never flashes.
      await this.wait(turn, ROLL_MS, (share) => {
        const i = Math.floor(ROLL_NAMES * (1 - Math.pow(1 - share, 3)));
        if (i === shown) return;
        shown = i;
        name.textContent = this.roll[i % this.roll.length];
        this.sound.tick();
      });
    } while (!known && !this.skipped && this.turn === turn);
    this.box.classList.remove("rolling");
  }

  reveal(step, known) {
    const names = known.names.map((name) => (name === null ? this.words.unnamed : name));
    this.shown = step;
    this.announce(step);
    this.box.classList.add("shown");
    if (names.length <= 1) this.one(names[0] || this.words.nobody);
    else this.many(names);
    this.part("said").textContent = names.length ? this.words.won.replace("{names}", names.slice(0, MANY).join(", ")) : this.words.nobody;
    if (!calm() && names.length) confetti(this.box);
    this.sound.chime();
  }

  // A name as large as its width allows, and never so small that the last row cannot read it.
  one(name) {
    const line = this.part("name");
    line.textContent = name;
    line.hidden = false;
    const unit = parseFloat(getComputedStyle(line).fontSize) / 170;
    line.style.whiteSpace = "nowrap";
    let size = 260;
    do {
      line.style.fontSize = `${size * unit}px`;
      size -= 10;
    } while (size >= 120 && line.scrollWidth > line.clientWidth);
    line.style.whiteSpace = "";
  }

  many(names) {
    const list = this.part("names");
    list.classList.toggle("many", names.length > MANY);
    list.replaceChildren(...names.slice(0, MOST).map(item));
    if (names.length > MOST) list.append(item(this.words.more.replace("{n}", names.length - MOST)));
    list.hidden = false;
  }
}

function item(text) {
  const li = document.createElement("li");
  li.textContent = text;
  return li;
}
