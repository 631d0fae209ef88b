// "Check my entry" on a page: a receipt is pasted, or comes in the part of the address that browsers send to nobody,
// and is compared here with what is public of the draw.

import { chunksOf, openZip } from "./bundle.js";
import { textOf } from "./bytes.js";
import { checkEntry } from "./check.js";
import { download, fetchBytes } from "./download.js";
import { element, panel, paragraph, Progress } from "./elements.js";
import { logAt, ofBundle, ofRecords } from "./evidence.js";
import { LOG, readKey } from "./note.js";
import { fromFragment } from "./receipt.js";
import { Words } from "./words.js";

/**
 * Puts the check into a box. Its data say in which language, the draw and the keys of receipts (one a line), and the
 * addresses of the proof or, before there is one, of the close record and the list; and of the log, where there is one.
 */
export function open(box) {
  const checker = new Checker(box, new Words(box.dataset.lang));
  const carried = fromFragment(window.location.hash);
  if (carried) checker.carried(carried);
  else if (checker.text.value) checker.check(checker.text.value);
  return checker;
}

export class Checker {
  /** gather promises the evidence; without it, it is fetched from where the box says. */
  constructor(box, words, gather = () => this.fetched()) {
    this.data = box.dataset;
    this.words = words;
    this.gather = gather;
    this.progress = new Progress();
    this.out = element("div", { tabindex: "-1" });
    const form = box.querySelector("form") ?? this.form();
    this.text = form.querySelector("textarea");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check(this.text.value);
    });
    box.replaceChildren(form, this.progress.box, this.out);
  }

  /** The heading of an answer, one level below what is above the box. */
  title(text) {
    return element(this.data.level ?? "h3", {}, text);
  }

  /** The form of the page that has no server to make it. */
  form() {
    const { words } = this;
    const text = element("textarea", {
      id: "check-text", rows: "8", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-describedby": "check-text-hint",
    });
    return element("form", {},
      element("div", { class: "field" }, element("label", { for: "check-text" }, words.say("paste")),
        element("span", { class: "hint", id: "check-text-hint" }, words.say("pasteHint")), text),
      element("button", { class: "button button-big" }, words.say("check")));
  }

  /** Takes what the address carried, and takes it out of the address, which people share. */
  carried(text) {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    this.text.value = text;
    return this.check(text);
  }

  async check(pasted) {
    const { words } = this;
    this.out.replaceChildren();
    let result;
    try {
      this.evidence ??= this.gather();
      this.progress.show(words.say("checking"));
      result = this.tell(await checkEntry(pasted, await this.evidence));
    } catch (error) {
      this.evidence = null;
      result = panel("warn", this.title(words.say("unable")), paragraph(words.say("cannot", { why: error.say ? words.of(error.say) : error.message })));
    }
    this.progress.hide();
    this.out.replaceChildren(result);
    this.out.focus();
  }

  /** Everything public that a check needs; the same for whoever asks. */
  async fetched() {
    const { draw, keys, proof, close, list, records, log } = this.data;
    const known = keys.split("\n").filter(Boolean).map((key) => readKey(key, LOG));
    const reading = (done, total) => this.progress.show(this.words.say("reading", { done: this.words.bytes(done), total: this.words.bytes(total) }), done / total);
    let evidence;
    if (proof) {
      evidence = await ofBundle(await openZip(await download(proof, reading)), known, reading);
    } else {
      const { items } = JSON.parse(textOf(await fetchBytes(records)));
      evidence = await ofRecords(draw, items.map((item) => item.record), list && await this.sealed(list, close, reading), known, reading);
    }
    if (log) evidence.grown = logAt((path) => fetchBytes(`${log}${path}`), known);
    return evidence;
  }

  async sealed(address, closeText, reading) {
    const file = await download(address, reading);
    return { closeText, chunks: chunksOf(file), size: file.size };
  }

  tell(answer) {
    const { words } = this;
    const { verdict, receipt } = answer;
    if (["missing", "no-key", "forged", "other-draw", "other-person"].includes(verdict)) {
      return panel(verdict === "no-key" ? "warn" : "err", this.title(words.say(verdict)), paragraph(words.say(`${verdict}More`)));
    }
    const kind = { in: "ok", open: "ok", fewer: "err", absent: "err", excluded: "warn" }[verdict];
    const sides = [
      words.say(receipt.tickets === 1 ? "revisionOne" : "revision", { revision: receipt.revision, moment: words.moment(receipt.accepted), tickets: receipt.tickets }),
      words.say(answer.opened ? "opened" : "notOpened"),
      { grown: words.say("logGrown"), rewritten: words.say("logRewritten"), unknown: words.say("logUnknown"), none: null }[answer.log],
    ];
    const list = element("ul", {}, ...sides.filter(Boolean).map((side) => element("li", {}, side)));
    const warned = answer.log === "rewritten" ? "err" : kind;
    return panel(warned, this.title(words.say(verdict === "open" ? "openVerdict" : verdict)), ...this.more(answer), list);
  }

  /** What belongs to a verdict. */
  more(answer) {
    const { words } = this;
    const { receipt, excluded } = answer;
    switch (answer.verdict) {
      case "open": return [paragraph(words.say("openMore"))];
      case "excluded":
        return [paragraph(words.say("excludedMore", { moment: words.moment(excluded.at), reason: words.word("reasons", excluded.reason) }))];
      case "fewer": return [this.tickets(answer), paragraph(words.say("fewerMore", { receipt: receipt.tickets, list: answer.tickets }))];
      case "absent": return this.absence(answer);
    }
    const drawn = answer.drawn.map((s) => element("p", {}, element("strong", {}, words.say("drawn", { prize: s.name, place: s.slot + 1 }))));
    return [this.tickets(answer), answer.more ? paragraph(words.say("more", { receipt: receipt.tickets })) : null, ...drawn];
  }

  tickets({ first, last, total }) {
    return element("p", {}, element("strong", {}, this.words.say(first === last ? "ticketsOne" : "ticketsMany", { first, last, total })));
  }

  absence({ neighbours, late, receipt, index }) {
    const { words } = this;
    const [before, after] = neighbours;
    const rows = [
      [before && index, before ?? words.say("beginning")], [null, receipt.commitment], [after && index + 1, after ?? words.say("end")],
    ].map(([place, text]) => element("li", {}, place === null ? "→ " : `${words.number(place)} `, element("code", { class: "hash" }, text)));
    return [
      paragraph(late ? words.say("absentLate", { moment: words.moment(late) }) : words.say("absentMore")),
      element("details", {}, element("summary", {}, words.say("between")), element("ul", { class: "plain" }, ...rows)),
    ];
  }
}
