// "Verify this draw" on a page: a proof is fetched or chosen, and recomputed here, step by step.

import { bundleOfFolder, openZip } from "./bundle.js";
import { download } from "./download.js";
import { element, panel, paragraph, Progress } from "./elements.js";
import { LOG, readKey, WITNESS } from "./note.js";
import { verify } from "./proof.js";
import { Invalid, STEPS, Unable } from "./refusal.js";
import { showReport } from "./report.js";
import { Words } from "./words.js";

/**
 * Puts a verifier into a box. Its data say in which language and, where a server has the proof, at which address; the
 * verification of that one begins at once.
 */
export function open(box) {
  const verifier = new Verifier(box, new Words(box.dataset.lang));
  if (box.dataset.proof) verifier.fetched(box.dataset.proof);
  return verifier;
}

class Verifier {
  constructor(box, words) {
    this.words = words;
    this.progress = new Progress();
    this.steps = element("ol", { class: "checks", hidden: true });
    this.out = element("div", { tabindex: "-1" });
    this.turn = 0;
    this.source = null; // what opens the bundle that was chosen last
    box.replaceChildren(this.form(box), this.progress.box, this.steps, this.out);
  }

  /** Where a file is chosen, and keys are given. */
  form(box) {
    const { words } = this;
    const zip = element("input", { type: "file", accept: ".zip,application/zip", id: "verify-zip" });
    const folder = element("input", { type: "file", webkitdirectory: true, id: "verify-folder" });
    this.keys = element("textarea", { id: "verify-keys", rows: "3", spellcheck: "false", autocomplete: "off", "aria-describedby": "verify-keys-hint" });
    zip.addEventListener("change", () => zip.files.length > 0 && this.chosen(() => openZip(zip.files[0])));
    folder.addEventListener("change", () => folder.files.length > 0 && this.chosen(() => bundleOfFolder(folder.files)));
    const field = (input, label, hint) => element("div", { class: "field" },
      element("label", { for: input.id }, label), hint ? element("span", { class: "hint", id: `${input.id}-hint` }, hint) : null, input);
    const form = element("details", { open: !box.dataset.proof },
      element("summary", {}, words.say("verifyFile")),
      field(this.keys, words.say("keys"), words.say("keysHint")),
      field(zip, words.say("verifyFile")), field(folder, words.say("verifyFolder")));
    if (!box.dataset.proof) return form;
    const again = element("button", { type: "button", class: "button" }, words.say("verifyAgain"));
    again.addEventListener("click", () => this.fetched(box.dataset.proof));
    return element("div", {}, element("p", { class: "actions" }, again), form);
  }

  fetched(address) {
    return this.chosen(async () => openZip(await download(address, (done, total) => {
      this.progress.show(this.words.say("fetching", { done: this.words.bytes(done), total: this.words.bytes(total) }), done / total);
    })));
  }

  /** Verifies what a function promises. Whoever chooses again meanwhile sees only the last. */
  async chosen(bundle) {
    const turn = ++this.turn;
    this.source = bundle;
    const current = () => turn === this.turn;
    this.out.replaceChildren();
    this.listSteps();
    let result;
    try {
      const report = await verify(await bundle(), { pinned: this.pinned(), progress: (p) => current() && this.step(p) });
      result = showReport(report, this.words);
      if (current()) this.mark(STEPS.length);
    } catch (error) {
      result = this.refusal(error);
      if (current()) this.mark(error instanceof Invalid ? STEPS.indexOf(error.step) : this.reached ?? 0, error instanceof Invalid);
    }
    if (!current()) return;
    this.progress.hide();
    this.out.replaceChildren(result);
    this.out.focus({ preventScroll: true });
  }

  /** The keys that were typed. */
  pinned() {
    const lines = this.keys.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const read = (line, kind) => {
      try {
        return readKey(line, kind);
      } catch {
        throw new Unable(this.words.say("badKey", { key: line }), this.words.say("badKey", { key: line }));
      }
    };
    return { log: lines.length > 0 ? read(lines[0], LOG) : null, witnesses: lines.slice(1).map((line) => read(line, WITNESS)) };
  }

  listSteps() {
    this.reached = 0;
    this.steps.replaceChildren(...STEPS.map((step) => element("li", {}, this.words.word("steps", step))));
    this.steps.hidden = false;
  }

  step({ step, read, size }) {
    this.reached = STEPS.indexOf(step);
    this.mark(this.reached);
    if (size > 0) this.progress.show(this.words.say("reading", { done: this.words.bytes(read), total: this.words.bytes(size) }), read / size);
    else this.progress.show(this.words.say("working", { step: this.words.word("steps", step) }));
  }

  /** Shows which steps passed: those before n; and, where it failed, the n-th. */
  mark(n, failed = false) {
    [...this.steps.children].forEach((line, i) => {
      const state = i < n ? "passed" : (failed && i === n ? "failed" : "");
      if (state === "" || line.className === state) return;
      line.className = state;
      line.append(element("span", { class: "out" }, ` – ${this.words.say(state)}`));
    });
  }

  refusal(error) {
    const { words } = this;
    if (error instanceof Invalid) {
      return panel("err", words.say("invalid"), element("p", {}, element("strong", {}, words.word("steps", error.step)), words.tidy(" : "), words.of(error.say)));
    }
    const why = error instanceof Unable ? words.of(error.say) : words.say("broken", { why: error.message });
    return panel("warn", words.say("unable"), paragraph(why));
  }
}
