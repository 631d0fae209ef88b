// What a bundle shows of the public log, and what witnesses saw of it before the random number existed.

import { hex, same, textOf, unhex } from "./bytes.js";
import { Fields, parseJSON } from "./json.js";
import { leafHash, Roots } from "./tree.js";
import {
  keyText, LOG, logged, makeKey, openCheckpoint, openNote, proves, readCheckpoint, readKey, readProof, readRotation, WITNESS,
} from "./note.js";
import { Invalid, misspelled, need, Unable } from "./refusal.js";

const ENDING = ".tlog-proof";

/** Whether a bundle claims a log: anything that a log signs. */
export const hasLog = (bundle) =>
  bundle.names().some((name) => name === "log/checkpoint" || name.endsWith(ENDING) || name.endsWith("entries.checkpoint"));

/** Reads keys.json into the log's key, the witnesses', and the changes of the log's key. */
export function readKeys(bytes) {
  const f = new Fields(parseJSON(textOf(bytes)));
  const log = readKey(f.text("log_vkey"), LOG);
  const witnesses = f.has("witnesses") ? readWitnesses(f.texts("witnesses")) : [];
  const rotations = f.has("rotations") ? f.texts("rotations").map(readRotation) : [];
  if (f.has("witness_name")) {
    const body = unhex(f.text("witness_pub"));
    if (!body) throw new Error("witness_pub");
    return { log, witnesses: merge(witnesses, [makeKey(f.text("witness_name"), WITNESS, body)]), rotations };
  }
  return { log, witnesses, rotations };
}

/**
 * Adds the keys that signed the log before and after those that are trusted: both keys of a change have signed it, so
 * that each vouches for the other. A key signs checkpoints of more than after records, and of at most until.
 */
function follow(keys, rotations) {
  const all = keys.map((key) => ({ key, after: 0, until: Infinity }));
  const find = (key) => all.find((k) => keyText(k.key) === keyText(key));
  rotations.forEach(() => rotations.forEach(({ size, before, next }) => {
    if (!find(before) && !find(next)) return;
    for (const key of [before, next]) if (!find(key)) all.push({ key, after: 0, until: Infinity });
    find(before).until = size;
    find(next).after = size;
  }));
  return all;
}

/** Reads the keys of witnesses, whose names differ. */
export function readWitnesses(texts) {
  const keys = texts.map((text) => readKey(text, WITNESS));
  if (new Set(keys.map((k) => k.name)).size !== keys.length) throw new Error("a witness is named twice");
  return keys;
}

/** Adds keys under names that are not taken: a name stands for one key, and what the verifier knows comes first. */
const merge = (known, more) => [...known, ...more.filter((w) => !known.some((k) => k.name === w.name))];

/** The log of a bundle under the keys that a verifier brought, that the rules name, and that the bundle gives. */
export class Log {
  constructor(bundle, life) {
    this.bundle = bundle;
    this.life = life;
    this.next = 0; // the least index that the proof of the next record may have
  }

  async findKeys(pinned, ofRules) {
    this.ownKey = !pinned.log;
    this.ownWitnesses = pinned.witnesses.length === 0;
    this.keys = follow(pinned.log ? [pinned.log] : [], []);
    this.witnesses = merge(pinned.witnesses, ofRules);
    this.strict = this.bundle.has("keys.json");
    if (!this.strict) {
      if (this.ownKey) throw new Unable("Le dossier a un journal et pas de clé pour le lire.", "The bundle has a log and no key to read it with.");
      return;
    }
    const bytes = await this.bundle.read("keys.json");
    let own;
    try {
      own = readKeys(bytes);
    } catch (error) {
      throw misspelled("keys.json", error.message);
    }
    this.keys = follow([pinned.log ?? own.log], own.rotations);
    this.witnesses = merge(this.witnesses, own.witnesses);
  }

  open(signed, name) {
    const [checkpoint, why] = this.openAny(signed);
    need(checkpoint, "log", `Une signature sur ${name} est fausse (${why}).`, `A signature on ${name} is wrong (${why}).`);
    need(!this.strict || checkpoint.strangers === 0, "log",
      `${name} porte une signature de quelqu’un que keys.json ne nomme pas.`, `${name} bears a signature of somebody whom keys.json does not name.`);
    return checkpoint;
  }

  /** The checkpoint, if the key that signs those of its size has signed it; or else why not. */
  openAny(signed) {
    let why = "";
    for (const { key, after, until } of this.keys) {
      try {
        const checkpoint = openCheckpoint(signed, key, this.witnesses);
        if (checkpoint.size > after && checkpoint.size <= until) return [checkpoint];
        why = "another key signs checkpoints of this size";
      } catch (error) {
        why = why || error.message;
      }
    }
    return [null, why];
  }

  async readHead() {
    this.head = this.open(await this.bundle.read("log/checkpoint"), "log/checkpoint");
    if (!this.life.whole) return;
    const roots = new Roots();
    this.roots = this.life.records.map((record) => {
      roots.add(leafHash(logged(record)));
      return roots.root();
    });
    this.agrees(this.head, "log/checkpoint");
  }

  /** A checkpoint is one of this log, as far as the bundle shows it. */
  agrees({ size, root }, name) {
    const ok = size <= this.head.size && (size === 0 || !this.roots || same(this.roots[size - 1], root));
    need(ok, "log", `${name} montre un autre journal que celui du dossier.`, `${name} shows another log than the one of the bundle.`);
  }

  has(file) {
    return this.bundle.has(file + ENDING);
  }

  /** Checks the proof of a record and returns its index and the checkpoint that it leads to. */
  async prove(file, record) {
    const name = file + ENDING;
    const bytes = await this.bundle.read(name);
    let proof;
    try {
      proof = readProof(bytes);
    } catch (error) {
      throw misspelled(name, error.message);
    }
    const checkpoint = this.open(proof.signed, name);
    need(proves(proof, record, checkpoint), "log",
      `${name} ne prouve pas que l’enregistrement est dans le journal.`, `${name} does not prove that the record is in the log.`);
    this.agrees(checkpoint, name);
    return { index: proof.index, checkpoint };
  }

  /** A record of the whole log needs no proof of its own. */
  async proveResult(record) {
    if (this.has("log/result") || !this.roots) await this.prove("log/result", record);
  }

  /** An event is in the log, after the event before it. Counts of the list matter only where one sealed it. */
  async holds(event) {
    const copy = `${event.file}.txt`;
    if (copy.startsWith("log/") && this.bundle.has(copy)) {
      need(same(await this.bundle.read(copy), event.bytes), "events",
        `${copy} n’est pas l’enregistrement du journal.`, `${copy} is not the record of the log.`);
    }
    if (!this.has(event.file)) {
      need(this.roots || event.kind === "entries", "log", `${event.file + ENDING} manque.`, `${event.file + ENDING} is missing.`);
      return;
    }
    const { index } = await this.prove(event.file, event.bytes);
    need(index >= this.next && (!this.roots || index === event.position), "events",
      `${event.file} n’est pas à la place que le journal lui donne.`, `${event.file} is not at the place that the log gives it.`);
    this.next = index + 1;
  }

  /** The signed tree of the list, to which the entrants' own proofs lead. */
  async checkListTree(close) {
    const name = "entries.checkpoint";
    if (!this.bundle.has(name)) return;
    const bytes = await this.bundle.read(name);
    const keys = this.keys.map(({ key }) => makeKey(`${key.name}/${close.draw}/${close.attempt}`, LOG, key.body));
    let tree = null;
    try {
      const note = openNote(bytes, keys);
      if (note.signers.length > 0) tree = readCheckpoint(note.text);
    } catch {
      // said below
    }
    need(tree?.origin === keys[0].name, "log", `La signature sur ${name} est fausse.`, `The signature on ${name} is wrong.`);
    need(tree.size === close.entries && hex(tree.root) === close.root, "log",
      `${name} est l’arbre d’une autre liste.`, `${name} is the tree of another list.`);
  }
}

const clock = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/**
 * Checks that the sealed list was seen in time: by as many witnesses as the rules ask for, and by those that the
 * verifier brought – all of them, or one where the rules ask for a number. due is when the round existed, or null.
 */
export async function checkSeal(log, main, due, rules, pinned, report) {
  let { checkpoint } = await log.prove("log/close", main.text);
  const inTime = (c) => c.seen.filter((s) => due === null || s.at < due);
  const { copied } = log.life;
  if (copied) {
    const [early] = due === null ? [] : inTime(checkpoint);
    need(!early, "log", `Le gel n’est pas venu trop tard : le témoin ${early?.name} l’a vu à temps.`,
      `The closing did not come too late: the witness ${early?.name} saw it in time.`);
    if (log.roots && !log.has(copied.file)) checkpoint = { seen: [] };
    else ({ checkpoint } = await log.prove(copied.file, copied.bytes));
  }
  const seen = inTime(checkpoint);
  report.sealed = seen.map(({ name, at }) => ({ witness: name, at }));
  const late = checkpoint.seen.find((s) => !seen.includes(s));
  const count = (keys) => keys.filter((k) => seen.some((s) => s.name === k.name)).length;
  const sealed = (ok, fr, en) => {
    if (ok) return;
    if (!late) throw new Invalid("log", fr, en);
    throw new Invalid("log",
      `Le témoin ${late.name} n’a vu la liste scellée que le ${clock(late.at)} ; le tour existait depuis le ${clock(due)}.`,
      `The witness ${late.name} saw the sealed list only at ${clock(late.at)}; the round existed since ${clock(due)}.`);
  };
  sealed(count(rules.witnessKeys) >= rules.need,
    `Le règlement demande ${rules.need} témoins avant le tour.`, `The rules ask for ${rules.need} witnesses before the round.`);
  const given = pinned.witnesses;
  sealed(count(given) >= (rules.need > 0 ? Math.min(1, given.length) : given.length),
    "Un témoin dont vous avez donné la clé n’a pas cosigné le gel.", "A witness whose key you gave has not cosigned the close record.");
  log.witnessed = given.length > 0;
  if (given.length === 0 && seen.length === 0 && late) {
    report.note(`Le témoin ${late.name} n’a vu la liste que le ${clock(late.at)}, après l’heure du tour : il n’atteste rien.`,
      `The witness ${late.name} saw the list only at ${clock(late.at)}, after the time of the round: it attests to nothing.`);
  }
}
