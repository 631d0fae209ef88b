// Saves a part of a contest's editor by itself, a moment after a change, by sending the form as its button would. The
// answer is the page as it stands then: what it says of the draft is put in place, and what is being typed is left alone.
// What is not stored yet is kept in this tab as well, so that a reload or a lost network costs nobody a word.
const form = document.querySelector("form[data-autosave]");
const status = document.getElementById("edit-status");
const soon = 300, typing = 1500, again = 4_000; // milliseconds

let timer = 0, running = null, changed = false, stopped = false;

function later(wait) {
  changed = true;
  keep();
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

function say(words) {
  if (words && status.textContent !== words) status.textContent = words;
}

function save() {
  clearTimeout(timer);
  timer = 0;
  running ??= send().finally(() => {
    running = null;
    if (changed && !stopped && !timer) later(soon);
  });
  return running;
}

async function send() {
  changed = false;
  const body = new FormData(form);
  body.set("act", "auto");
  const files = [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length > 0);
  say(status.dataset.saving);
  try {
    // A page that is being left may still send what is small.
    const answer = await fetch(form.action, { method: "POST", body, keepalive: files.length === 0 && document.hidden });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("form[data-autosave]")) {
      say(answer.url.includes("/sign-in") ? status.dataset.signedOut : status.dataset.failed);
      return tryAgain();
    }
    showErrors(page);
    if (answer.status === 409) {
      stopped = true;
      say(status.dataset.conflict);
    } else if (answer.ok) {
      files.forEach((input) => { input.value = ""; });
      take(page, answer.url);
    } else {
      say(status.dataset.wrong);
    }
  } catch {
    say(status.dataset.failed);
    tryAgain();
  }
}

function tryAgain() {
  if (!document.hidden) later(again);
}

// take puts in place what the stored draft says of itself.
function take(page, url) {
  for (const id of ["edit-sections", "edit-missing", "edit-picture", "edit-notes", "edit-save"]) {
    const mine = document.getElementById(id), fresh = page.getElementById(id);
    if (mine && fresh && mine.innerHTML !== fresh.innerHTML && !mine.contains(document.activeElement)) mine.innerHTML = fresh.innerHTML;
  }
  forget();
  form.elements.form_key.value = page.querySelector("[name=form_key]").value;
  form.action = page.querySelector("form[data-autosave]").action;
  history.replaceState(null, "", new URL(url).pathname);
  if (changed) keep();
  say(page.getElementById("edit-status").textContent);
  centre();
  showPreview(page.getElementById("edit-preview"));
}

// showPreview loads the contest's page again, at its address, which follows the contest's.
function showPreview(fresh) {
  const mine = document.getElementById("edit-preview");
  if (!mine || !fresh) return;
  document.querySelectorAll(".preview a").forEach((link, i) => { link.href = fresh.closest(".preview").querySelectorAll("a")[i].href; });
  const address = fresh.getAttribute("src");
  if (mine.getAttribute("src") !== address) mine.src = address;
  else {
    try {
      mine.contentWindow.location.reload(); // it stays where one has scrolled to
    } catch {
      mine.src = address; // it was asked for without a network, and shows the browser's own page
    }
  }
}

// showErrors says at each field what the answer says there.
function showErrors(page) {
  for (const field of form.querySelectorAll(".field")) {
    const input = field.querySelector("[id^=f-]");
    const fresh = input && page.getElementById(input.id);
    field.querySelectorAll(".wrong").forEach((words) => words.remove());
    const words = fresh && fresh.closest(".field").querySelector(".wrong");
    field.classList.toggle("field-wrong", Boolean(words));
    if (words) input.before(words);
    if (input) input.toggleAttribute("aria-invalid", Boolean(words));
  }
}

// centre brings the name of this part into the strip that phones have.
function centre() {
  const here = document.querySelector("#edit-sections [aria-current]"), strip = here?.closest("ol");
  if (strip) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}

// What is typed and not stored yet, by address, for as long as the tab lives. The names tell whether the form that comes
// back has the same fields; the form's key tells the server what it was typed over.
const kept = () => `kermesse.edit${location.pathname}`;
const fields = () => [...form.elements].filter((field) => field.name && !["file", "submit"].includes(field.type) && field.name !== "csrf");

function keep() {
  const state = fields().map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]);
  try {
    sessionStorage.setItem(kept(), JSON.stringify(state));
  } catch {
    // A full or a forbidden store: the server's copy is a moment away.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(kept());
  } catch {
    // Nothing was kept.
  }
}

function restore() {
  let state = null;
  try {
    state = JSON.parse(sessionStorage.getItem(kept()));
  } catch {
    // Nothing was kept.
  }
  const now = fields();
  if (!state || state.length !== now.length || state.some(([name], i) => name !== now[i].name)) return;
  state.forEach(([, value], i) => {
    if (typeof value === "boolean") now[i].checked = value;
    else now[i].value = value;
  });
  later(soon);
}

if (form) {
  centre();
  if (form.querySelector(".wrong, [aria-invalid]") || document.getElementById("edit-conflict")) forget(); // it shows what was typed
  else restore();
  form.addEventListener("input", () => later(typing));
  form.addEventListener("change", () => later(soon));
  addEventListener("online", () => { if (changed && !stopped) save(); });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && changed && !stopped) save();
  });
  // A button waits for what is on its way, which changes what the form was made from.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) {
      stopped = true;
      forget();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    stopped = true;
    running.then(() => form.requestSubmit(button));
  }, true);
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
}
