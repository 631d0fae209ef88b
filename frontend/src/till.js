// The telephone at a counter. Every form works without this; with it, pages change without being loaded anew, the
// camera reads codes, and what may be done without a network is kept until there is one.
import { hasCamera, readCode } from "./camera.js";
import { newKey, send, shelf } from "./waiting.js";

const queue = shelf("kermesse-till");
const RETRY_MS = 15000;
const ASKING_MS = 12000;
const said = document.body.dataset;
const part = (id) => document.getElementById(id);
let main = part("main");
let home; // the first page as it was loaded, to come back to without a network

/* clocks of telephones are wrong: the server's goes */

const OFFSET = "kermesse-till-clock";
const now = () => Date.now() + Number(localStorage.getItem(OFFSET) || 0);
function setClock(server) {
  if (server) localStorage.setItem(OFFSET, String(server - Date.now()));
}

/* pages without loading */

function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.getElementById("main");
  if (!next || !page.body.classList.contains("till") || page.body.dataset.stamp !== said.stamp) {
    location.assign(address || said.home); // locked, or somebody else's
    return;
  }
  document.title = page.title;
  main.replaceWith(next);
  main = next;
  if (address) history.pushState({}, "", address);
  begin();
}

async function ask(address, options) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), ASKING_MS);
  try {
    const answer = await fetch(address, { credentials: "same-origin", signal: stop.signal, ...options });
    if (answer.status === 429 || answer.status < 500) return answer;
    throw new Error(String(answer.status));
  } finally {
    clearTimeout(late);
  }
}

async function go(address) {
  try {
    show(await (await ask(address)).text(), address);
  } catch {
    if (home) {
      main.innerHTML = home;
      begin();
    }
    scrollTo(0, 0);
  }
}

function warn(words) {
  const alert = part("alert");
  alert.textContent = "";
  alert.append(Object.assign(document.createElement("p"), { textContent: words }));
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

/* forms */

function working(form, on) {
  form.dataset.sent = on ? "1" : "";
  const button = form.querySelector("button:not([type=button])");
  if (!button) return;
  button.setAttribute("aria-disabled", String(on));
  if (on) button.dataset.words = button.textContent;
  button.textContent = on ? said.sending : button.dataset.words || button.textContent;
}

async function submit(form, event) {
  event.preventDefault();
  if (form.dataset.sent) return;
  if (!form.noValidate && !form.reportValidity()) return;
  const fields = new URLSearchParams(new FormData(form));
  working(form, true);
  try {
    if (form.dataset.later && window.indexedDB) await sendLater(form, fields);
    else await sendNow(form, fields);
  } finally {
    working(form, false);
  }
}

async function sendNow(form, fields) {
  try {
    const answer = await ask(form.getAttribute("action"), { method: "POST", body: fields });
    const moved = answer.redirected ? new URL(answer.url) : null;
    show(await answer.text(), moved && moved.pathname + moved.search);
  } catch {
    if ("scan" in form.dataset) offline(fields.get("code"));
    else warn(said.away);
  }
}

/* what may be done without a network */

async function sendLater(form, fields) {
  const all = await queue.waiting();
  const kind = form.dataset.later;
  const entry = {
    key: fields.get("form_key") || newKey(), action: form.getAttribute("action"), kind, at: now(),
    no: 1 + Math.max(0, ...all.map((one) => one.no || 0)), words: [fields.get("amount"), fields.get("member") || fields.get("voucher")].filter(Boolean).join(" · "),
  };
  fields.set("form_key", entry.key);
  fields.set("stamp", said.stamp);
  fields.set("at", String(Math.round(entry.at)));
  entry.body = fields.toString();
  await queue.keep(entry); // before it is sent: a battery may die on the way
  if (all.some((one) => !one.refused && !one.told)) { // others come first
    flush();
    return kept(kind);
  }
  let sent;
  try {
    sent = await send(entry);
  } catch {
    await tell();
    return kept(kind);
  }
  await queue.drop(entry.key);
  if (sent.ok) return go(sent.answer.next);
  if (sent.locked) return location.assign(said.home);
  warn(sent.answer.detail || sent.answer.title || String(sent.status));
  const key = form.querySelector("[name=form_key]");
  if (key) key.value = newKey(); // what was refused stays refused under its key
}

function offline(code) {
  const text = String(code || "").trim();
  const marked = /^KERMESSE:([MSVP]):(.+)$/i.exec(text);
  const digits = /^[\d .\-\u00a0\u202f]{6,}$/.test(text);
  const kind = marked ? marked[1].toUpperCase() : digits ? "M" : text ? "V" : "";
  if (kind === "M" || kind === "S") fill("later-earn", "member", marked ? marked[2].split(":")[0] : text.replace(/\D/g, ""));
  else if (kind === "V") fill("later-voucher", "voucher", marked ? marked[2] : text);
  else fill("later-no");
}

function fill(template, field, value) {
  main.replaceChildren(part(template).content.cloneNode(true));
  if (field) {
    main.querySelector(`[name=${field}]`).value = value;
    main.querySelector("[data-of]").textContent = value;
  }
  bind();
  scrollTo(0, 0);
}

function kept(kind) {
  fill("later-kept");
  main.querySelector(`[data-${kind === "earn" ? "voucher" : "earn"}]`).remove();
  main.querySelector("h1").focus();
}

/* what waits leaves by itself, in its order */

let busy = false;
async function flush() {
  if (busy || !said.stamp) return;
  busy = true;
  let locked = false;
  try {
    const late = (await queue.waiting()).filter((entry) => !entry.refused && !entry.told);
    if (late.length) {
      const answer = await ask(said.home + "/state");
      const state = answer.ok ? await answer.json() : null;
      locked = !state;
      if (state) setClock(state.clock);
      for (const entry of locked ? [] : late) {
        const sent = await send(entry, state.csrf);
        if (sent.locked) { locked = true; break; }
        if (!sent.ok) await queue.keep({ ...entry, refused: sent.answer.detail || sent.answer.title || String(sent.status) });
        else if (entry.kind === "voucher") await queue.keep({ ...entry, told: sent.answer.said });
        else await queue.drop(entry.key);
      }
    }
  } catch {
    // no network yet
  } finally {
    busy = false;
    await tell(locked);
  }
}

async function tell(locked) {
  const all = await queue.waiting();
  const late = all.filter((entry) => !entry.refused && !entry.told).length;
  const bar = part("queue");
  const words = late ? [(late === 1 ? bar.dataset.single : bar.dataset.many).replace("#", late)] : [];
  if (late && locked) words.push(bar.dataset.locked);
  bar.textContent = words.join(" ");
  bar.hidden = !words.length;
  const box = part("told");
  const list = box.querySelector("ul");
  const news = all.filter((entry) => entry.refused || entry.told);
  list.replaceChildren(...news.map((entry) => line(entry, list.dataset)));
  box.hidden = !news.length;
}

// A refusal stays until somebody says that they have seen it.
function line(entry, words) {
  const item = document.createElement("li");
  const text = document.createElement("span");
  const time = new Date(entry.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const what = document.createElement("strong");
  what.textContent = `${entry.refused ? words.refused : words.arrived} ${entry.refused || entry.told}`;
  text.append(what, document.createElement("br"), `${time} · ${entry.words}`);
  const seen = Object.assign(document.createElement("button"), { type: "button", className: "button button-line", textContent: words.seen });
  seen.addEventListener("click", async () => { await queue.drop(entry.key); await tell(); });
  item.append(text, seen);
  return item;
}

/* the camera */

function camera(form) {
  const button = form.querySelector("[data-camera]");
  const box = part("camera");
  if (!hasCamera()) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.hidden = false;
    button.hidden = true;
    try {
      const code = await readCode(box.querySelector("video"), said.decoder, (stop) => box.querySelector("[data-stop]").addEventListener("click", stop, { once: true }));
      if (code) {
        form.elements.code.value = code;
        form.requestSubmit();
      }
      button.hidden = false;
    } catch {
      form.querySelector("[data-camera-no]").hidden = false; // typing is always there
    }
    box.hidden = true;
  });
}

/* every page */

function bind() {
  document.querySelectorAll("form").forEach((form) => {
    if (form.dataset.bound) return;
    form.dataset.bound = "1";
    if (said.stamp && main.contains(form)) form.addEventListener("submit", (event) => submit(form, event));
    if ("scan" in form.dataset) camera(form);
  });
  main.querySelectorAll("a[href]").forEach((link) => {
    if (!said.stamp || link.getAttribute("href") !== said.home || link.dataset.bound) return;
    link.dataset.bound = "1";
    link.addEventListener("click", (event) => { event.preventDefault(); go(said.home); });
  });
}

function begin() {
  bind();
  const wrong = main.querySelector("[data-summary]");
  if (wrong) wrong.focus();
  else scrollTo(0, 0);
}

addEventListener("popstate", () => location.reload());
if (said.stamp) {
  setClock(navigator.onLine ? Number(said.clock) : 0);
  if (location.pathname === said.home && !location.search) home = main.innerHTML;
  if (navigator.serviceWorker) navigator.serviceWorker.register(said.home + "/worker.js", { scope: said.home }).catch(() => {});
  if (window.indexedDB) {
    addEventListener("online", flush);
    setInterval(flush, RETRY_MS);
    flush();
  }
} else if (window.caches) caches.delete("kermesse-till"); // locked: the open page is not for whoever comes next
begin();
