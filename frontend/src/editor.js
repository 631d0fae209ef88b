// Saves a part of a contest's editor by itself, a moment after a change, by sending the form as its button would. The
// answer is the page as it stands then: what it says of the draft is put in place, and what is being typed is left alone.
const form = document.querySelector("form[data-autosave]");
const status = document.getElementById("edit-status");
const soon = 300, typing = 1500, again = 10_000; // milliseconds

let timer = 0, running = null, changed = false, stopped = false;

function later(wait) {
  changed = true;
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

function say(words) {
  if (words && status.textContent !== words) status.textContent = words;
}

function save() {
  clearTimeout(timer);
  running ??= send().finally(() => {
    running = null;
    if (changed && !stopped) later(soon);
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
    if (!page.querySelector("form[data-autosave]")) throw new Error("no editor");
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
    if (!document.hidden) later(again);
  }
}

// take puts in place what the stored draft says of itself.
function take(page, url) {
  for (const id of ["edit-sections", "edit-missing", "edit-picture", "edit-notes"]) {
    const mine = document.getElementById(id), fresh = page.getElementById(id);
    if (mine && fresh && mine.innerHTML !== fresh.innerHTML && !mine.contains(document.activeElement)) mine.innerHTML = fresh.innerHTML;
  }
  form.elements.form_key.value = page.querySelector("[name=form_key]").value;
  form.action = page.querySelector("form[data-autosave]").action;
  history.replaceState(null, "", new URL(url).pathname);
  say(page.getElementById("edit-status").textContent);
  document.getElementById("edit-preview")?.contentWindow.location.reload();
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

if (form) {
  form.addEventListener("input", () => later(typing));
  form.addEventListener("change", () => later(soon));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && changed && !stopped) save();
  });
  // A button waits for what is on its way, which changes what the form was made from.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) {
      stopped = true;
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
