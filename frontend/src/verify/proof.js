// The verification of a draw's proof, step by step as docs/draw-protocol.md tells it.

import { Attempt } from "./attempt.js";
import { hex, order, same, textOf, unhex } from "./bytes.js";
import { commit, commitField } from "./commitment.js";
import { realChain } from "./drand.js";
import { hash } from "./hash.js";
import { Fields, parseJSON } from "./json.js";
import { labelOf, statement } from "./label.js";
import { checkDecision, checkEvent, checkLoneFiles, Life } from "./life.js";
import { checkSeal, hasLog, Log, readWitnesses } from "./log.js";
import { readRecord } from "./record.js";
import { misspelled, need, STEPS } from "./refusal.js";
import { readRules } from "./rules.js";
import { awards } from "./select.js";

const LEAST_MARGIN = 600; // seconds
const MOST_PLACES = 1_000_000; // of winners and alternates, in all attempts together

const placesOf = (close) => close.prizes.reduce((sum, p) => sum + p.winners + p.alternates, 0);

/**
 * Verifies a bundle and returns a report. It throws an Invalid where the bundle does not prove the draw, and an Unable
 * where that cannot be told. pinned are the verifier's own keys: {log, witnesses}; progress is told of the step, and
 * of the bytes of the list that were read.
 */
export async function verify(bundle, { pinned = { log: null, witnesses: [] }, progress } = {}) {
  const run = new Verification(bundle, pinned, progress);
  for (const step of STEPS) {
    progress?.({ step });
    await run[step]();
    run.report.passed.push(step);
  }
  await bundle.readRest();
  return run.conclude();
}

class Report {
  constructor() {
    Object.assign(this, { passed: [], notes: [], sealed: [], aliases: new Map(), disqualified: [], accepted: [], others: [], fallbacks: [], cancelled: false });
  }

  note(fr, en) {
    this.notes.push({ fr, en });
  }
}

/** One run over a bundle. Its methods are the steps. */
class Verification {
  constructor(bundle, pinned, progress) {
    this.bundle = bundle;
    this.pinned = pinned;
    this.progress = progress;
    this.main = new Attempt(bundle);
    this.report = new Report();
    this.others = [];
  }

  async grammar() {
    const { main } = this;
    this.rulesText = await this.bundle.read("rules.json");
    this.law = await main.parse("rules.json", (bytes) => {
      const rules = readRules(bytes);
      return { ...rules, witnessKeys: readWitnesses(rules.witnesses) };
    });
    await main.readClose();
    this.resultText = await this.bundle.read("result.txt");
    this.published = await main.parse("result.txt", (bytes) => readRecord(bytes, "result"));
    this.named = this.bundle.has("disclosures.json") ? await main.parse("disclosures.json", readDisclosures) : [];
    if (this.named.length > placesOf(main.close)) throw misspelled("disclosures.json", "more than there are places");
    this.life = new Life(main.close);
    await this.life.read(this.bundle);
  }

  async rules() {
    need(hex(await hash(this.rulesText)) === this.main.close.rules, "rules",
      "Le règlement n’est pas celui qui a été gelé.", "The rules are not the ones that were frozen.");
  }

  terms() {
    const { main: { close }, law: rules } = this;
    need(close.draw === rules.draw, "terms", "Le règlement est celui d’un autre tirage.", "The rules are those of another draw.");
    need(close.mode === rules.mode, "terms", "Le mode n’est pas celui du règlement.", "The mode is not the one of the rules.");
    need(this.givesPrizes(close), "terms", "Les lots ne sont pas ceux du règlement.", "The prizes are not those of the rules.");
    this.due = this.main.dueOf(close.source);
    const { source, from } = this.life.announced(close.attempt, rules);
    need(close.source.text === source.text, "terms",
      "La source n’est pas celle qui était annoncée.", "The source is not the one that was announced.");
    if (close.closed < rules.closes) this.findCopied();
    if (source.kind === "drand") this.checkRound(from);
    this.followFallbacks(this.main, this.due);
  }

  /** A first attempt gives the prizes of the rules, a later one none that they do not have. */
  givesPrizes(close) {
    const { prizes } = this.law;
    const fits = close.attempt === 1 ? (a, b) => a === b : (a, b) => a <= b;
    return close.prizes.length === prizes.length &&
      close.prizes.every((p, j) => fits(p.winners, prizes[j].winners) && fits(p.alternates, prizes[j].alternates));
  }

  /** A list that was closed before its time is a copy of the last one on record, because the closing came too late. */
  findCopied() {
    const { life, main: { close } } = this;
    const copied = life.last((e) => e.kind === "entries" && e.position < life.closedAt());
    need(copied, "terms", "La liste a été gelée avant l’heure du règlement.", "The list was closed before the time of the rules.");
    need(copied.entries === close.entries && copied.tickets === close.tickets && copied.root === close.root && copied.at === close.closed, "terms",
      "La liste n’est pas celle du dernier relevé du journal.", "The list is not that of the last count on record.");
    life.copied = copied;
  }

  checkRound(from) {
    const { main, main: { close }, law: { margin } } = this;
    need(margin >= LEAST_MARGIN || !realChain(close.source.chain), "terms",
      `Le règlement ne laisse que ${margin} s entre la clôture et le tirage.`, `The rules leave only ${margin} s between the closing and the draw.`);
    const { round } = close.source;
    const first = main.firstRound(from + margin);
    need(round === first || (close.attempt > 1 && round > first), "terms",
      `Le tour ${round} n’est pas celui que le règlement impose, ${first}.`, `Round ${round} is not the one that the rules require, ${first}.`);
    need(close.closed < this.due, "terms",
      "La liste a été gelée quand le tour existait déjà.", "The list was closed when the round existed already.");
  }

  /** The source of an attempt that counts in the end. */
  followFallbacks(attempt, due) {
    const { fallback, fallbackAfter } = this.law;
    let last = due ?? attempt.close.closed;
    for (const event of this.life.events) {
      if (event.kind !== "fallback" || event.attempt !== attempt.close.attempt) continue;
      const ready = last + fallbackAfter;
      const next = fallback[fallback.findIndex((s) => s.text === attempt.source.text) + 1];
      // The operator's own number is never silent: whoever kept it back would choose between two.
      const fits = event.from.text === attempt.source.text && event.from.kind !== "operator" && event.to.text === next?.text && event.at >= ready;
      need(fits, "terms", "Le passage à une autre source n’est pas permis par le règlement.", "The rules do not allow another source to take over.");
      attempt.source = event.to;
      const ofRound = attempt.dueOf(event.to);
      need(ofRound === null || ofRound >= ready, "terms",
        "Le tour qui prend la suite existait avant le délai du règlement.", "The round that takes over existed before the rules' term was over.");
      last = ofRound ?? event.at;
      if (attempt === this.main) {
        this.sealBy(ofRound);
        this.noteFallback(event);
      }
    }
  }

  /** A source without rounds named no time that the list must be sealed before. The round that takes over from it does. */
  sealBy(due) {
    if (this.due !== null || due === null) return;
    this.due = due;
    need(this.main.close.closed < due, "terms",
      "La liste a été gelée quand le tour existait déjà.", "The list was closed when the round existed already.");
  }

  noteFallback({ from, to, at }) {
    this.report.fallbacks.push({ from: from.text, to: to.text, at });
    if (from.kind !== "drand" || !realChain(from.chain)) return;
    const address = `https://api.drand.sh/${from.chain}/public/${from.round}`;
    this.report.note(
      `L’organisateur affirme que le tour ${from.round} annoncé n’est jamais venu, et la source suivante du règlement a pris sa place. S’il existe, ce tirage est faux : cherchez-le à l’adresse ${address}`,
      `The organiser says that round ${from.round}, which had been named, never came, and the rules' next source took its place. If it exists, this draw is false: look for it at ${address}`);
  }

  async list() {
    await this.main.readList(this.progress && ((read, size) => this.progress({ step: "list", read, size })));
  }

  async log() {
    if (!hasLog(this.bundle)) {
      need(!this.pinned.log && this.pinned.witnesses.length === 0, "log",
        "Vous avez donné une clé, et ce dossier ne contient pas de journal.", "You gave a key, and this bundle has no log.");
      return;
    }
    const log = new Log(this.bundle, this.life);
    await log.findKeys(this.pinned, this.law.witnessKeys);
    await log.readHead();
    await log.checkListTree(this.main.close);
    await checkSeal(log, this.main, this.due, this.law, this.pinned, this.report);
    this.publicLog = log;
  }

  beacon() {
    return this.main.readNumber();
  }

  async seed() {
    const { main, published: p } = this;
    await main.computeSeed();
    const fits = p.draw === main.close.draw && p.attempt === main.close.attempt && p.close === hex(main.commit) &&
      p.randomness === hex(main.randomness) && p.seed === hex(main.seed);
    need(fits, "seed", "Le résultat n’est pas tiré de cette liste et de ce nombre.", "The result does not come from this list and this number.");
  }

  async winners() {
    await this.main.decide();
    need(same(this.main.result, this.resultText), "winners",
      "Les gagnants publiés ne sont pas ceux du tirage.", "The published winners are not those of the draw.");
  }

  async events() {
    const { life, main, publicLog: log } = this;
    if (log) await log.proveResult(this.resultText);
    const files = new Set();
    for (const event of life.events) {
      need(!files.has(event.file), "events", `${event.file} est inscrit deux fois.`, `${event.file} is on record twice.`);
      files.add(event.file);
      checkEvent(event, life, main, this.law, this.resultText);
      if (log) await log.holds(event);
    }
    life.checkOrder();
    checkLoneFiles(this.bundle, life.events);
    this.report.cancelled = life.events.some((e) => e.kind === "cancel" && e.attempt === main.close.attempt);
  }

  async disclosures() {
    const { aliases } = this.report;
    for (const d of this.named) {
      const place = `${d.prize} ${d.slot}`;
      const slot = this.main.slots.find((s) => s.prize === d.prize && s.slot === d.slot);
      const fits = slot && slot.index >= 0 && slot.entry === d.commitment && !aliases.has(place) &&
        await opens(d, this.main.close.draw);
      need(fits, "disclosures",
        `Le nom affiché pour le lot ${d.prize}, place ${d.slot}, n’est pas celui de la participation tirée.`,
        `The name shown for prize ${d.prize}, slot ${d.slot}, is not that of the entry that was drawn.`);
      aliases.set(place, d.alias);
    }
  }

  awards() {
    const { main, report } = this;
    const out = new Set();
    const index = (e) => main.list.find(unhex(e.entry)).index;
    for (const e of this.life.events.filter((x) => x.attempt === main.close.attempt)) {
      const place = { prize: e.prize, slot: e.slot };
      const here = (d) => d.prize === e.prize && d.slot === e.slot;
      if (e.kind === "disqualify") {
        out.add(index(e));
        report.accepted = report.accepted.filter((a) => a.index !== index(e));
        report.disqualified = report.disqualified.filter((d) => !here(d));
        report.disqualified.push({ ...place, index: index(e), reason: e.reason, at: e.at });
      } else if (e.kind === "reinstate") {
        out.delete(index(e));
        report.disqualified = report.disqualified.filter((d) => d.index !== index(e));
      } else if (e.kind === "accept") {
        need(!out.has(index(e)), "awards",
          `La participation du lot ${e.prize}, place ${e.slot}, est disqualifiée et ne peut pas être confirmée.`,
          `The entry of prize ${e.prize}, slot ${e.slot}, is disqualified and cannot be confirmed.`);
        report.accepted.push({ ...place, index: index(e) });
      }
    }
    report.awards = awards(main.slots, main.close.prizes, out);
  }

  async attempts() {
    const { close } = this.main;
    for (const event of this.life.events) {
      if (event.attempt === close.attempt) continue;
      if (event.kind === "close") await this.shadow(event);
      if (event.kind === "cancel") this.noteCancelled(event);
    }
    this.checkRestarts();
    this.checkOneWin();
    this.noteChangedList();
  }

  /** Where an attempt was not cancelled its winners stand, and the next one gives only what was left open. */
  checkRestarts() {
    const closed = new Map([...this.others, this.main].map((a) => [a.close.attempt, a]));
    for (const e of this.life.events) {
      const next = e.kind === "restart" && closed.get(e.attempt);
      if (!next || this.life.last((c) => c.kind === "cancel" && c.attempt === e.previous)) continue;
      const open = this.awardsOf(closed.get(e.previous), e.position).map((award) => award.open);
      need(next.close.prizes.every((p, j) => p.winners <= (open[j] ?? 0)), "attempts",
        `La tentative ${e.attempt} donne plus que ce que la tentative ${e.previous}, qui n’est pas annulée, a laissé.`,
        `Attempt ${e.attempt} gives more than attempt ${e.previous}, which was not cancelled, left open.`);
    }
  }

  /** Where an entry may win once, it has a prize of one attempt at most among those that were not cancelled. */
  checkOneWin() {
    if (this.law.mode !== "one-win") return;
    const has = new Set();
    const attempts = [...this.others, this.main].sort((a, b) => a.close.attempt - b.close.attempt);
    for (const a of attempts) {
      if (this.life.last((e) => e.kind === "cancel" && e.attempt === a.close.attempt)) continue;
      for (const { entry } of this.awardsOf(a, Infinity).flatMap((award) => award.slots)) {
        need(!has.has(entry), "attempts", `La participation ${entry} a un lot de deux tentatives, alors qu’on ne gagne qu’une fois.`,
          `The entry ${entry} has a prize of two attempts, where an entry wins once.`);
        has.add(entry);
      }
    }
  }

  /** The awards of an attempt after the decisions before a position; none where nobody knows its winners. */
  awardsOf(attempt, position) {
    if (!attempt?.slots) return [];
    const out = new Set();
    for (const e of this.life.events) {
      if (e.attempt !== attempt.close.attempt || e.position > position || !["disqualify", "reinstate"].includes(e.kind)) continue;
      checkDecision(e, attempt, this.law);
      const { index } = attempt.slots.find((s) => s.prize === e.prize && s.slot === e.slot);
      if (e.kind === "disqualify") out.add(index);
      else out.delete(index);
    }
    return awards(attempt.slots, attempt.close.prizes, out);
  }

  /** Computes the result that another attempt has or would have had. */
  async shadow(event) {
    const other = new Attempt(this.bundle, `attempts/${event.attempt}/`);
    const { source: counts } = this.main;
    if (counts.kind === "drand") other.known = this.main.chainOf(counts);
    await other.readClose();
    const wrong = (ok, fr, en) => need(ok, "attempts", `Tentative ${event.attempt} : ${fr}`, `Attempt ${event.attempt}: ${en}`);
    wrong(same(other.text, event.bytes), "son gel n’est pas celui du journal.", "its close record is not that of the log.");
    this.room = (this.room ?? MOST_PLACES - placesOf(this.main.close)) - placesOf(other.close);
    wrong(this.room >= 0, "les tentatives ont ensemble trop de places.", "the attempts together have too many places.");
    wrong(this.givesPrizes(other.close) && other.close.mode === this.law.mode,
      "ses lots ou son mode ne sont pas ceux du règlement.", "its prizes or its mode are not those of the rules.");
    const { source } = this.life.announced(event.attempt, this.law);
    wrong(other.close.source.text === source.text, "sa source n’est pas celle qui était annoncée.", "its source is not the one that was announced.");
    const due = other.dueOf(other.close.source);
    this.followFallbacks(other, due);
    await other.readList();
    const told = { attempt: event.attempt, close: hex(other.commit), slots: [] };
    if (other.round || due === null || due <= (this.due ?? this.main.close.closed)) {
      await other.readNumber();
      await other.decide();
      told.slots = other.slots;
      await this.checkShadow(other, event.attempt, wrong);
    }
    this.others.push(other);
    this.report.others.push(told);
  }

  /** What was published or logged of another attempt's result is what it gives. */
  async checkShadow(other, attempt, wrong) {
    const texts = this.life.events.filter((e) => e.kind === "result" && e.attempt === attempt).map((e) => e.bytes);
    if (this.bundle.has(`${other.prefix}result.txt`)) texts.push(await this.bundle.read(`${other.prefix}result.txt`));
    wrong(texts.every((text) => same(text, other.result)), "son résultat n’est pas celui de sa liste et de son nombre.", "its result is not that of its list and its number.");
  }

  noteCancelled({ attempt, reason }) {
    const last = this.report.others.at(-1);
    if (last?.attempt === attempt) Object.assign(last, { cancelled: true, reason });
    else this.report.others.push({ attempt, slots: [], void: true, cancelled: true, reason });
  }

  noteChangedList() {
    const before = this.others.at(-1);
    if (!before) return;
    const { added, gone } = difference(before.list, this.main.list);
    if (added + gone === 0) return;
    this.report.note(
      `La liste n’est pas celle de la tentative ${before.close.attempt} : participations ajoutées ou changées ${added}, retirées ou changées ${gone}.`,
      `The list is not that of attempt ${before.close.attempt}: entries added or changed ${added}, taken out or changed ${gone}.`);
  }

  conclude() {
    const { main, life, report, publicLog: log, law: rules } = this;
    const witnessed = Boolean(log?.witnessed && (!life.copied || life.whole));
    const label = labelOf({ source: main.source, logged: Boolean(log), witnessed });
    if (log) this.noteKeys();
    if (life.copied) this.noteLate();
    if (report.cancelled) {
      report.note("Cette tentative a été annulée : ce qui suit est le résultat qu’elle aurait eu.", "This attempt was cancelled: what follows is the result it would have had.");
    }
    return Object.assign(report, {
      draw: main.close.draw, attempt: main.close.attempt, title: rules.title, prizes: rules.prizes,
      label, statement: statement(label, main.source), ownKeys: Boolean(log?.ownKey || log?.ownWitnesses),
      close: hex(main.commit), closed: main.close.closed, entries: main.list.size, tickets: main.list.tickets,
      source: main.source, due: this.due, randomness: hex(main.randomness), seed: hex(main.seed), slots: main.slots, result: main.result,
    });
  }

  noteKeys() {
    const { report, publicLog: log } = this;
    if (log.ownKey) {
      report.note("Le journal a été vérifié avec la clé fournie par le dossier lui-même (keys.json) : qui a fait le dossier a pu faire la clé.",
        "The log was checked with the key that the bundle itself brings (keys.json): whoever made the bundle could have made the key.");
    }
    if (log.ownWitnesses && report.sealed.length > 0) {
      const { witness } = report.sealed[0];
      report.note(`Le témoin ${witness} a cosigné, mais sa clé vient elle aussi du dossier et ne prouve donc rien de plus que le journal.`,
        `The witness ${witness} has cosigned, but its key comes from the bundle too and so proves no more than the log.`);
    }
  }

  noteLate() {
    this.report.note("Le gel est venu trop tard : selon la règle, la liste est celle du dernier relevé publié avant.",
      "The closing came too late: by the rule, the list is that of the last count published before it.");
    if (this.publicLog && !this.life.whole) {
      this.report.note("Que ce relevé soit bien le dernier se voit dans le journal entier seulement : kermesse verify log.",
        "That this count is the last one shows in the whole log only: kermesse verify log.");
    }
  }
}

function readDisclosures(bytes) {
  const list = parseJSON(textOf(bytes));
  if (!Array.isArray(list)) throw new TypeError("not a list");
  return list.map((item) => {
    const f = new Fields(item);
    const d = {
      prize: Number(f.number("prize", 10_000n)), slot: Number(f.number("slot", 1_000_000n)), commitment: f.text("commitment"),
      entry: unhex(f.text("entry_id")), alias: f.text("alias"), salt: unhex(f.text("alias_salt")), identity: unhex(f.text("identity_commitment")),
    };
    if (d.entry?.length !== 16 || d.salt?.length !== 32 || d.identity?.length !== 32 || unhex(d.commitment)?.length !== 32) {
      throw new TypeError("not a disclosure");
    }
    return d;
  });
}

/** Whether a disclosure opens the commitment that it names. */
async function opens({ entry, alias, salt, identity, commitment }, draw) {
  return hex(await commit(draw, entry, await commitField("alias", salt, alias), identity)) === commitment;
}

function difference(before, now) {
  let [i, j, added, gone] = [0, 0, 0, 0];
  while (i < before.size && j < now.size) {
    const way = order(before.commitment(i), now.commitment(j));
    if (way < 0) {
      gone++;
      i++;
    } else if (way > 0) {
      added++;
      j++;
    } else if (before.weights[i++] !== now.weights[j++]) {
      added++;
      gone++;
    }
  }
  return { added: added + now.size - j, gone: gone + before.size - i };
}
