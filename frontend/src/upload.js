// A photo on its way over a bad network: it goes in parts while the rest of the form is filled in, and goes on from where
// it was when the line comes back or the same photo is chosen again. Without this script it goes with the form, whole.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20000;

const wait = (ms) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
});

class Refused extends Error {}

function carry(box) {
  const uploads = box.dataset.uploads;
  const part = box.dataset.part;
  const max = box.dataset.max;
  const input = box.querySelector("input[type=file]");
  const form = input.form;
  const token = box.querySelector("input[name=upload]");
  const said = box.querySelector("[role=status]");
  const bar = box.querySelector("progress");
  const name = input.name;
  const known = `kermesse-upload ${uploads}`;
  let run = 0; // a photo that was chosen later
  let busy = false;
  let held = false; // the form waits for the photo

  const say = (words) => { said.textContent = words; said.hidden = !words; };
  const shelf = { // a browser may keep nothing
    get() { try { return JSON.parse(sessionStorage.getItem(known)); } catch { return null; } },
    put(value) { try { sessionStorage.setItem(known, JSON.stringify(value)); } catch { /* then it begins anew after a reload */ } },
    drop() { try { sessionStorage.removeItem(known); } catch { /* nothing was kept */ } },
  };
  const print = (file) => `${file.name} ${file.size} ${file.lastModified}`;

  async function ask(path, options) {
    const answer = await fetch(uploads + path, options);
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status)); // it may pass
    return answer;
  }

  async function refuse(answer) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused((problem.errors && problem.errors[0] && problem.errors[0].detail) || problem.detail || box.dataset.failed);
  }

  async function begin(file) {
    const before = shelf.get();
    if (before && before.print === print(file)) {
      const answer = await ask(`/${before.token}`, { method: "HEAD" });
      if (answer.ok) return { token: before.token, offset: Number(answer.headers.get("Upload-Offset")) };
    }
    const answer = await ask("", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ bytes: file.size, type: file.type }),
    });
    if (!answer.ok) return refuse(answer);
    const made = await answer.json();
    shelf.put({ token: made.upload, print: print(file) });
    return { token: made.upload, offset: 0 };
  }

  async function send(file, mine) {
    let going;
    let pause = FIRST_WAIT_MS;
    while (mine === run) {
      try {
        if (!going) going = await begin(file);
        if (going.lost) {
          const answer = await ask(`/${going.token}`, { method: "HEAD" });
          if (!answer.ok) { shelf.drop(); going = undefined; continue; }
          going = { token: going.token, offset: Number(answer.headers.get("Upload-Offset")), ready: answer.headers.get("Upload-Ready") === "yes" };
        }
        if (going.ready) return going.token;
        say(box.dataset.sending);
        bar.hidden = false;
        bar.value = going.offset / file.size;
        const answer = await ask(`/${going.token}`, {
          method: "PATCH", headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(going.offset) },
          body: file.slice(going.offset, going.offset + Number(part)),
        });
        if (answer.status === 409 || answer.status === 410) { going.lost = true; continue; }
        if (!answer.ok) { shelf.drop(); return await refuse(answer); }
        going = { token: going.token, offset: Number(answer.headers.get("Upload-Offset")), ready: answer.headers.get("Upload-Ready") === "yes" };
        pause = FIRST_WAIT_MS;
      } catch (error) {
        if (error instanceof Refused) throw error;
        say(box.dataset.lost);
        await wait(pause);
        pause = Math.min(pause * 2, LONGEST_WAIT_MS);
        if (going) going.lost = true;
      }
    }
    return "";
  }

  async function chosen() {
    const mine = ++run;
    const file = input.files[0];
    token.value = "";
    input.name = name;
    bar.hidden = true;
    say("");
    if (!file) return;
    if (file.size > Number(max)) { say(box.dataset.heavy); input.value = ""; return; }
    busy = true;
    try {
      const arrived = await send(file, mine);
      if (mine !== run || !arrived) return;
      token.value = arrived;
      input.removeAttribute("name"); // the form need not carry it
      bar.value = 1;
      say(box.dataset.arrived);
    } catch (error) {
      if (mine !== run) return;
      bar.hidden = true;
      input.value = "";
      say(error.message);
      held = false;
    } finally {
      if (mine === run) busy = false;
    }
    if (held && !busy) {
      held = false;
      if (form.requestSubmit) form.requestSubmit();
      else form.submit();
    }
  }

  input.addEventListener("change", chosen);
  document.addEventListener("submit", (event) => { // before the form is marked as sent
    if (event.target !== form || !busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = true;
    say(box.dataset.soon);
  }, true);
  if (token.value) { say(box.dataset.arrived); }
}

document.querySelectorAll("[data-uploads]").forEach(carry);
