// A tablet at a stall: back to the start after each person and where nobody touches it any more, and entries that wait
// for the network.
import { newKey, send, shelf, typed } from "./waiting.js";

const queue = shelf("kermesse-kiosk");

const RETRY_MS = 15000;
const start = document.body.dataset.start;
const idle = document.body.dataset.idle;
const grace = document.body.dataset.grace;
const begin = () => location.replace(start);
let away = false; // the last thing sent did not arrive: a page that is asked for now would not either

/* the next person */

if (start) {
  const still = document.getElementById("still");
  const home = location.pathname === start;
  let touched = false;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, idle * 1000);
  };
  const ask = () => {
    if (home && !touched && !scrollY) return wait(); // nobody has been here
    if (still.showModal) still.showModal();
    else still.setAttribute("open", "");
    timer = setTimeout(next, grace * 1000);
  };
  const next = () => {
    if (away) resetHere();
    else begin();
  };
  const resetHere = () => {
    document.querySelectorAll("form").forEach((form) => form.reset());
    scrollTo(0, 0);
    touched = false;
    if (still.open) still.close();
    wait();
  };
  ["pointerdown", "keydown", "input"].forEach((event) => addEventListener(event, () => { touched = true; if (!still.open) wait(); }, true));
  addEventListener("scroll", () => { if (!still.open) wait(); }, { passive: true });
  still.querySelector("button").addEventListener("click", () => { still.close(); wait(); });
  addEventListener("pageshow", (event) => { if (event.persisted) begin(); }); // out of the browser's memory, with what somebody typed
  wait();

  const reset = document.querySelector("[data-reset]");
  if (reset) setTimeout(begin, reset.dataset.reset * 1000);
}

/* entries that wait */

const bar = document.getElementById("queue");
const token = () => { const field = document.querySelector("form [name=csrf]"); return field && start ? field.value : ""; };

async function tell(locked) {
  const all = await queue.waiting();
  const late = all.filter((entry) => !entry.refused).length;
  const refused = all.length - late;
  const words = [];
  if (late) words.push((late === 1 ? bar.dataset.single : bar.dataset.many).replace("#", late));
  if (refused) words.push(bar.dataset.refused.replace("#", refused));
  if (locked) words.push(bar.dataset.locked);
  bar.textContent = words.join(" ");
  bar.hidden = !words.length;
}

// Why the server did not take it: what is wrong with each field, or else with the whole.
function why(sent) {
  const fields = (sent.answer.errors || []).map((field) => field.detail);
  return fields.length ? fields.join(" ") : sent.answer.detail || sent.answer.title || String(sent.status);
}

let busy = false;
async function flush() {
  if (busy) return;
  busy = true;
  let locked = false;
  try {
    for (const entry of await queue.waiting()) {
      if (entry.refused) continue;
      const sent = await send(entry, token());
      away = false;
      if (sent.ok) await queue.drop(entry.key);
      else if (sent.locked) { locked = true; break; }
      else await queue.keep({ ...entry, refused: why(sent) });
    }
  } catch {
    away = true;
  } finally {
    busy = false;
    await tell(locked);
  }
}

const form = document.querySelector("form[data-queue]");
if (form && window.indexedDB) {
  const kept = document.getElementById("kept");
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending || !form.reportValidity()) return;
    sending = true;
    const key = newKey();
    const entry = { key, action: form.getAttribute("action"), at: Date.now(), ...typed(form, { form_key: key }) };
    await queue.keep(entry);
    try {
      const sent = await send(entry);
      away = false;
      await queue.drop(entry.key);
      if (sent.ok) location.replace(sent.answer.next);
      else form.submit(); // the page says what is wrong, with what was typed
      return;
    } catch {
      away = true;
    }
    await tell();
    sending = false;
    form.reset();
    form.hidden = true;
    kept.hidden = false;
    kept.querySelector("h1, h2").focus();
    const again = () => {
      clearTimeout(timer);
      kept.hidden = true;
      form.hidden = false;
      scrollTo(0, 0);
    };
    const timer = setTimeout(again, form.dataset.queue * 1000);
    kept.querySelector("button").addEventListener("click", again, { once: true });
  });
}

if (bar && window.indexedDB) {
  if (start) {
    addEventListener("online", flush);
    setInterval(flush, RETRY_MS);
    flush();
  } else tell();
}

/* what was refused, for staff who have just left the campaign with the PIN */

const refused = document.getElementById("refused");
if (refused && "left" in refused.dataset && window.indexedDB) {
  const list = refused.querySelector("ul");
  queue.waiting().then((all) => all.filter((entry) => entry.refused).forEach((entry) => {
    refused.hidden = false;
    const line = document.createElement("li");
    const fields = new URLSearchParams(entry.body);
    const who = document.createElement("span");
    who.textContent = [fields.get("first_name"), fields.get("email") || fields.get("phone"), new Date(entry.at).toLocaleString(document.documentElement.lang === "fr" ? "fr-FR" : "en-GB", { dateStyle: "medium", timeStyle: "short" }), entry.refused].filter(Boolean).join(" · ");
    const act = (words, fn) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-line";
      button.textContent = words;
      button.addEventListener("click", async () => { await fn(); line.remove(); await tell(); });
      return button;
    };
    line.append(who, act(list.dataset.again, () => queue.keep({ ...entry, refused: undefined })), act(list.dataset.drop, () => queue.drop(entry.key)));
    list.append(line);
  }));
}
