// The records of a draw's life: which of a log's records are its own, in which order they can have happened, and what
// each of them must agree with.

import { ascii, same, unhex } from "./bytes.js";
import { kindOf, readRecord } from "./record.js";
import { Invalid, misspelled, need } from "./refusal.js";

const EVENTS = "log/events.txt";
const MOST_RECORDS = 1_000_000; // of a log
const MOST_EVENTS = 50_000; // of a draw

/** Cuts log/events.txt into records, which NUL LF stands between. */
function cut(bytes) {
  const records = [];
  let from = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
    if (bytes[at + 1] !== 10) continue;
    records.push(bytes.subarray(from, at));
    from = at + 2;
  }
  return [...records, bytes.subarray(from)];
}

/** The life of a draw as a bundle tells it. */
export class Life {
  constructor(close) {
    this.close = close;
    this.records = []; // all of log/events.txt
    this.events = []; // those of the draw, each with its position, bytes, and the name of its proof
    this.whole = false; // the records are all that the log has
  }

  async read(bundle) {
    if (!bundle.has(EVENTS)) return;
    this.take(cut(await bundle.read(EVENTS)));
    if (this.records.length > MOST_RECORDS || this.events.length > MOST_EVENTS) throw misspelled(EVENTS, "too many records");
    await this.readOthers(bundle);
  }

  /** Takes the draw's own among records in the order of the log. */
  take(records) {
    this.records = records;
    const count = {};
    this.records.forEach((bytes, position) => {
      if (!this.isOwn(bytes)) return;
      const event = { ...this.parse(bytes, position), bytes, position };
      count[event.kind] = (count[event.kind] ?? 0) + 1;
      event.file = this.fileOf(event, count[event.kind]);
      this.events.push(event);
    });
  }

  parse(bytes, position) {
    try {
      return readRecord(bytes);
    } catch (error) {
      throw misspelled(EVENTS, `${position + 1}: ${error.message}`);
    }
  }

  /** Every record of a draw names it in its second line. */
  isOwn(bytes) {
    const kind = kindOf(bytes);
    const head = ascii(`vdraw1/${kind}\ndraw ${this.close.draw}\n`);
    return kind !== "" && same(bytes.subarray(0, head.length), head);
  }

  /** Where the proof of the n-th event of a kind lies, without the ending. */
  fileOf({ kind, attempt }, n) {
    if (kind === "close" || kind === "result") {
      return attempt === this.close.attempt ? `log/${kind}` : `attempts/${attempt}/${kind}`;
    }
    return kind === "publish" && n === 1 ? "log/publish" : `log/${kind}-${n}`;
  }

  /** Records of others belong only into the whole log, which has as many records as its checkpoint says. */
  async readOthers(bundle) {
    if (bundle.has("log/checkpoint")) {
      const [, size] = String.fromCharCode(...await bundle.read("log/checkpoint")).split("\n");
      this.whole = size === String(this.records.length);
    }
    if (this.whole || this.events.length === this.records.length) return;
    this.records.forEach((bytes, position) => this.parse(bytes, position));
    throw new Invalid("events", "Un événement est d’un autre tirage.", "An event is of another draw.");
  }

  /** The last event of which a condition holds. */
  last(holds) {
    return this.events.filter(holds).pop();
  }

  /** Where the list of the attempt that counts was closed; after everything where that is not on record. */
  closedAt() {
    return this.last((e) => e.kind === "close" && e.attempt === this.close.attempt)?.position ?? this.records.length;
  }

  /** The source of an attempt, and the time from which its round is counted. */
  announced(attempt, rules) {
    if (attempt === 1) return { source: rules.source, from: rules.closes };
    const restart = this.last((e) => e.kind === "restart" && e.attempt === attempt);
    need(restart, "terms", `La tentative ${attempt} n’a pas été annoncée.`, `Attempt ${attempt} was not announced.`);
    return { source: restart.source, from: restart.at };
  }

  /** Refuses what cannot have happened in this order. */
  checkOrder() {
    const all = new Set(this.events.map(stepOf));
    const seen = new Set();
    this.events.forEach((event, i) => {
      const { after = [], never = [], must = false } = sequence(event);
      const leads = event.kind !== "restart" || ["cancel", "result"].some((kind) => seen.has(step(kind, event.attempt - 1)));
      const fits = leads && after.every((step) => seen.has(step) || (!must && !all.has(step))) && !never.some((step) => seen.has(step)) &&
        !(event.kind === "publish" && i > 0) && !(event.kind === "restart" && event.previous !== event.attempt - 1);
      need(fits, "events", `L’événement ${event.file} n’est pas à sa place.`, `The event ${event.file} is out of place.`);
      seen.add(stepOf(event)).add(`any ${event.kind}`);
    });
  }
}

const step = (kind, attempt) => `${kind} ${attempt ?? ""}`;
const stepOf = (event) => step(event.kind, event.attempt);

/** Which steps an event comes after, and which ones it never follows; must: the former have to be on record. */
function sequence({ kind, attempt: a }) {
  const again = a > 1 ? { after: [step("restart", a)], must: true } : {};
  switch (kind) {
    case "amend": case "entries": return { never: ["any close"] };
    case "close": return { ...again, never: [step("cancel", a), step("result", a)] };
    case "result": return { after: [step("close", a)] };
    case "disqualify": case "reinstate": case "accept": case "audit": return { after: [step("close", a), step("result", a)] };
    case "cancel": return { after: [step("close", a)], never: [step("cancel", a)] };
    case "restart": return { never: [step("restart", a)] };
    case "fallback": return { after: [step("close", a)], never: [step("result", a)] };
  }
  return {};
}

/** What an event must agree with, in a draw whose attempt that counts is main. */
export function checkEvent(event, life, main, rules, resultText) {
  const own = event.attempt === main.close.attempt;
  if ((event.kind === "close" && own && !same(event.bytes, main.text)) || (event.kind === "result" && own && !same(event.bytes, resultText))) {
    throw new Invalid("events",
      `L’enregistrement « ${event.kind} » du journal n’est pas celui du dossier.`, `The record “${event.kind}” of the log is not that of the bundle.`);
  }
  if (event.kind === "publish") {
    const amended = life.last((e) => e.kind === "amend")?.rules === main.close.rules;
    need((event.rules === main.close.rules || amended) && event.source.text === rules.source.text, "events",
      "Le règlement publié n’est pas celui du dossier.", "The rules that were published are not those of the bundle.");
  }
  if (event.kind === "exclude" && event.position < (life.copied?.position ?? life.closedAt())) {
    need(!main.list.find(unhex(event.entry)).found, "events",
      `La participation ${event.entry}, exclue, est dans la liste.`, `The entry ${event.entry} was excluded and is in the list.`);
  }
  if (["disqualify", "reinstate", "accept"].includes(event.kind) && own) checkDecision(event, main, rules);
}

/** A decision names the entry that holds the slot, a disqualification a reason of the rules. */
export function checkDecision({ kind, prize, slot, entry, reason }, main, rules) {
  need(main.slots.some((s) => s.prize === prize && s.slot === slot && s.index >= 0 && s.entry === entry), "events",
    `Un événement « ${kind} » ne désigne pas la participation tirée pour le lot ${prize}, place ${slot}.`,
    `An event “${kind}” does not name the entry drawn for prize ${prize}, slot ${slot}.`);
  need(kind !== "disqualify" || rules.reasons.includes(reason), "events",
    `Le motif « ${reason} » n’est pas dans le règlement.`, `The reason “${reason}” is not in the rules.`);
}

/** Every file of the log and of other attempts belongs to an event, or nobody would have looked at it. */
export function checkLoneFiles(bundle, events) {
  const files = new Set(events.map((e) => e.file));
  for (const name of bundle.names()) {
    need(belongs(name, files), "events", `${name} n’appartient à aucun événement.`, `${name} belongs to no event.`);
  }
}

function belongs(name, files) {
  const file = name.replace(/\.(txt|tlog-proof)$/, "");
  const [folder, number] = name.split("/");
  if (folder === "attempts") return name.endsWith(".tlog-proof") ? files.has(file) : files.has(`attempts/${number}/close`);
  if (folder !== "log" || name === EVENTS || name === "log/checkpoint") return true;
  return files.has(file) || file === "log/close" || file === "log/result";
}

