// One attempt of a draw: the closed list, the random number, and the result that follows from both.

import { ascii, hex, join, textOf, unhex } from "./bytes.js";
import { BadRound, firstRoundAt, readRound, realChain, timeOf, verifyRound } from "./drand.js";
import { hash } from "./hash.js";
import { readList } from "./list.js";
import { readRecord, slotLine } from "./record.js";
import { Invalid, misspelled, need } from "./refusal.js";
import { select } from "./select.js";

const ZEROS = new Uint8Array(32);

/** An attempt, read from the files whose names begin with prefix. */
export class Attempt {
  constructor(bundle, prefix = "") {
    this.bundle = bundle;
    this.prefix = prefix;
  }

  /** Reads a file by a function that throws where it is not in its one spelling. */
  async parse(name, read) {
    const bytes = await this.bundle.read(this.prefix + name);
    try {
      return read(bytes);
    } catch (error) {
      throw misspelled(this.prefix + name, error.message);
    }
  }

  async readClose() {
    this.text = await this.bundle.read(`${this.prefix}close.txt`);
    this.close = await this.parse("close.txt", (bytes) => readRecord(bytes, "close"));
    this.commit = await hash(this.text);
    this.source = this.close.source;
    if (this.bundle.has(`${this.prefix}beacon.json`)) this.round = await this.parse("beacon.json", readRound);
  }

  /** The chain of a drand source: a real one, or one whose facts make its hash, here or in the attempt that counts. */
  chainOf(source) {
    const chain = realChain(source.chain) ?? this.round?.chain ?? this.known;
    need(chain?.hash === source.chain, "terms",
      `La chaîne drand ${source.chain} n’est pas connue.`, `The drand chain ${source.chain} is not known.`);
    return chain;
  }

  /** When the round of a source is due; null for a source without rounds. */
  dueOf(source) {
    if (source.kind !== "drand") return null;
    const due = timeOf(this.chainOf(source), source.round);
    need(due !== null, "terms", `Le tour ${source.round} n’existe pas.`, `Round ${source.round} does not exist.`);
    return due;
  }

  /** The first round of the source's chain that is due at a time or later. */
  firstRound(seconds) {
    return firstRoundAt(this.chainOf(this.close.source), seconds);
  }

  async readList(progress) {
    const name = `${this.prefix}entries.txt`;
    need(this.bundle.has(name), "list", `${name} manque.`, `${name} is missing.`);
    const size = this.bundle.size(name);
    this.list = await readList(this.bundle.chunks(name), this.close.entries, progress && ((read) => progress(read, size)));
    const { entries, tickets, root } = this.close;
    need(this.list.size === entries && this.list.tickets === tickets, "list",
      `La liste a ${this.list.size} participations et ${this.list.tickets} tickets ; le gel en annonce ${entries} et ${tickets}.`,
      `The list has ${this.list.size} entries and ${this.list.tickets} tickets; the close record says ${entries} and ${tickets}.`);
    need(this.list.root() === root, "list",
      "La racine de la liste n’est pas celle du gel.", "The root of the list is not that of the close record.");
  }

  /** The random number, of the source that counts in the end. */
  async readNumber() {
    this.randomness = ZEROS;
    this.extra = ZEROS;
    if (this.source.kind === "drand") this.readRound();
    else if (this.source.kind === "operator") await this.readSeed();
    else await this.readOutcome();
  }

  readRound() {
    need(this.round, "beacon", `${this.prefix}beacon.json manque.`, `${this.prefix}beacon.json is missing.`);
    try {
      this.randomness = verifyRound(this.chainOf(this.source), this.source.round, this.round);
    } catch (error) {
      if (!(error instanceof BadRound)) throw error;
      throw new Invalid("beacon",
        `Le nombre n’est pas celui du tour annoncé (${error.message}).`, `The number is not that of the round that was named (${error.message}).`);
    }
  }

  async readSeed() {
    this.extra = await this.parse("server-seed.txt", (bytes) => {
      const text = textOf(bytes);
      if (!/^[0-9a-f]{64}\n$/.test(text)) throw new Error("not 64 hex digits and LF");
      return unhex(text.slice(0, 64));
    });
    need(hex(await hash(this.extra)) === this.source.digest, "beacon",
      "Le nombre révélé n’est pas celui qui avait été engagé.", "The number revealed is not the one that was committed to.");
  }

  async readOutcome() {
    const announcement = await this.bundle.read(`${this.prefix}announcement.txt`);
    const outcome = await this.bundle.read(`${this.prefix}outcome.txt`);
    need(hex(await hash(announcement)) === this.source.digest, "beacon",
      "L’annonce n’est pas celle qui avait été engagée.", "The announcement is not the one that was committed to.");
    const line = outcome.subarray(0, -1);
    if (line.length === 0 || outcome[line.length] !== 10 || line.includes(10) || line.includes(13)) {
      throw misspelled(`${this.prefix}outcome.txt`);
    }
    this.randomness = await hash(ascii("vdraw1/public\n"), line);
  }

  /** Computes the seed, and from it who is picked. */
  async decide() {
    await this.computeSeed();
    const { close, list } = this;
    const picked = await select(this.seed, list, close.prizes, close.mode);
    this.slots = picked.map((s) => ({ ...s, entry: s.index < 0 ? "-" : hex(list.commitment(s.index)) }));
    this.result = ascii(`${this.head()}${this.slots.map((s) => `${slotLine(s)}\n`).join("")}`);
  }

  async computeSeed() {
    this.seed = await hash(join(ascii("vdraw1/seed\n"), this.commit, this.randomness, this.extra));
  }

  /** The lines of the result record before its slots. */
  head() {
    const { draw, attempt } = this.close;
    return `vdraw1/result\ndraw ${draw}\nattempt ${attempt}\nclose ${hex(this.commit)}\n` +
      `randomness ${hex(this.randomness)}\nseed ${hex(this.seed)}\n`;
  }
}
