// The text records of a draw: printable ASCII, lines that end in LF, one spelling each. A record is read line by line
// after a table of its lines, written again from what was understood, and must give the same bytes.

import { ascii, base64, same, textOf, unbase64, unhex } from "./bytes.js";

/** The greatest number of tickets, exact in a Number. */
export const MOST_TICKETS = Number.MAX_SAFE_INTEGER;
const MOST_PRIZES = 10_000;
const MOST_SLOTS = 1_000_000;
const MOST_COUNT = 2 ** 31 - 1;

/** A line that cannot be read. */
export class Misspelling extends Error {}

function fits(holds, what) {
  if (!holds) throw new Misspelling(what);
}

// Each kind of value is read from its words, which are the line without its key, and written back as text.
const plain = (expression) => ({
  read(text) {
    fits(expression.test(text), `“${text.slice(0, 80)}”`);
    return text;
  },
  write: (text) => text,
});

const number = (least, most) => ({
  read(text) {
    const n = Number(text);
    fits(/^(0|[1-9][0-9]{0,15})$/.test(text) && n >= least && n <= most, `“${text.slice(0, 80)}” is not a number from ${least} to ${most}`);
    return n;
  },
  write: String,
});

const phrase = (expression) => ({
  read(text) {
    fits(text.length <= 200 && expression.test(text), `“${text.slice(0, 80)}”`);
    return text;
  },
  write: (text) => text,
});

/** Seconds since 1970 of a time like 2025-08-21T18:59:24Z. */
export const time = {
  read(text) {
    const ms = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text) ? Date.parse(text) : NaN;
    fits(!Number.isNaN(ms) && time.write(ms / 1000) === text, `“${text.slice(0, 80)}” is not a time`);
    return ms / 1000;
  },
  write: (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z"),
};

/** Where the random number comes from: {kind, chain, round} or {kind, digest}, with its own spelling in text. */
export const source = {
  read(text) {
    const [kind, first, round, ...more] = text.split(" ");
    fits(/^[0-9a-f]{64}$/.test(first ?? "") && more.length === 0, "not a source");
    if (kind === "drand") {
      fits(/^[1-9][0-9]{0,19}$/.test(round ?? "") && BigInt(round) < 2n ** 64n, "not a round");
      return { kind, chain: first, round: BigInt(round), text };
    }
    fits((kind === "public" || kind === "operator") && round === undefined, "not a source");
    return { kind, digest: first, text };
  },
  write: (value) => value.text,
};

const logState = {
  read(text) {
    const [size, root, ...more] = text.split(" ");
    const bytes = unbase64(root ?? "");
    fits(bytes?.length === 32 && more.length === 0, "not the state of a log");
    const state = { size: number(0, MOST_TICKETS).read(size), root: bytes };
    fits(state.size > 0 || root === "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "an empty log has another root");
    return state;
  },
  write: ({ size, root }) => `${size} ${base64(root)}`,
};

const id = plain(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const digest = plain(/^[0-9a-f]{64}$/);
const count = number(0, MOST_TICKETS);
const from1 = number(1, MOST_COUNT);
const from0 = number(0, MOST_COUNT);
export const reason = phrase(/^[a-z0-9]+(-[a-z0-9]+)*$/);

const decision = { draw: id, attempt: from1, prize: from0, slot: from0, entry: digest, reason, at: time };

// The lines of each kind, in order. "prize …" and "winner …" stand for any number of lines.
const GRAMMAR = {
  close: {
    draw: id, attempt: from1, rules: digest, mode: plain(/^(one-win|many-wins)$/), "prize …": null,
    entries: count, tickets: count, root: digest, source, closed: time,
  },
  result: { draw: id, attempt: from1, close: digest, randomness: digest, seed: digest, "winner …": null },
  receipt: {
    draw: id, entry: plain(/^[0-9a-f]{32}$/), commitment: digest, tickets: number(1, MOST_TICKETS), revision: from1,
    rules: digest, accepted: time, log: logState,
  },
  publish: { draw: id, rules: digest, source, published: time },
  amend: { draw: id, rules: digest, reason, at: time },
  entries: { draw: id, entries: count, tickets: count, root: digest, at: time },
  exclude: { draw: id, entry: digest, reason, at: time },
  disqualify: decision,
  reinstate: decision,
  accept: decision,
  cancel: { draw: id, attempt: from1, reason, at: time },
  restart: { draw: id, attempt: from1, previous: from1, reason, source, at: time },
  fallback: { draw: id, attempt: from1, from: source, to: source, at: time },
  audit: { draw: id, attempt: from1, sample: from1, auditor: phrase(/^[!-~]+( [!-~]+)*$/), statement: digest, at: time },
};

/** The kind that a record names in its first line; "" if it is no record. */
export function kindOf(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, 80));
  return /^vdraw1\/([a-z]+)\n/.exec(head)?.[1] ?? "";
}

/** Reads a record, of the kind if one is given. Throws a Misspelling. */
export function readRecord(bytes, wanted) {
  const kind = kindOf(bytes);
  const table = GRAMMAR[wanted ?? kind];
  fits(table && (wanted ?? kind) === kind, `not a record ${wanted ?? ""}`);
  const lines = linesOf(bytes);
  const record = { kind };
  let at = 1;
  for (const [key, type] of Object.entries(table)) {
    if (type) {
      fits(lines[at]?.startsWith(`${key} `), `line ${at + 1} is not “${key}”`);
      record[key] = type.read(lines[at++].slice(key.length + 1));
    } else if (key === "prize …") {
      record.prizes = [];
      while (lines[at]?.startsWith("prize ")) record.prizes.push(readPrize(lines[at++], record.prizes.length));
    } else {
      record.slots = [];
      while (/^(winner|alternate) /.test(lines[at] ?? "")) record.slots.push(readSlot(lines[at++]));
    }
  }
  fits(at === lines.length, `something after line ${at}`);
  checkRecord(record);
  fits(same(ascii(writeRecord(record)), bytes), "spelled differently");
  return record;
}

function linesOf(bytes) {
  let text;
  try {
    text = textOf(bytes);
  } catch {
    throw new Misspelling("not a text");
  }
  fits(text.endsWith("\n"), "no LF at the end");
  return text.slice(0, -1).split("\n");
}

/** Writes a record as text. */
export function writeRecord(record) {
  let text = `vdraw1/${record.kind}\n`;
  for (const [key, type] of Object.entries(GRAMMAR[record.kind])) {
    if (type) text += `${key} ${type.write(record[key])}\n`;
    else if (key === "prize …") record.prizes.forEach((p, j) => { text += `prize ${j} ${p.winners} ${p.alternates}\n`; });
    else for (const s of record.slots) text += `${slotLine(s)}\n`;
  }
  return text;
}

function readPrize(line, j) {
  const [, at, winners, alternates, ...more] = line.split(" ");
  fits(at === String(j) && more.length === 0, `not prize ${j}`);
  return { winners: from0.read(winners ?? ""), alternates: from0.read(alternates ?? "") };
}

function readSlot(line) {
  const [kind, prize, slot, index, entry, ...more] = line.split(" ");
  fits(more.length === 0, "not a slot");
  const vacant = index === "-1";
  return {
    prize: from0.read(prize ?? ""), slot: from0.read(slot ?? ""), alternate: kind === "alternate",
    index: vacant ? -1 : from0.read(index ?? ""), entry: vacant ? "-" : digest.read(entry ?? ""),
  };
}

export const slotLine = (s) => `${s.alternate ? "alternate" : "winner"} ${s.prize} ${s.slot} ${s.index} ${s.entry}`;

/** What no single line shows. */
function checkRecord(record) {
  if (record.kind === "close") {
    checkPrizes(record.prizes, record.attempt > 1);
    const { entries, tickets } = record;
    fits(entries <= tickets && (entries === 0) === (tickets === 0), "entries without tickets");
  }
  if (record.slots) fits(record.slots.length <= MOST_SLOTS, "too many slots");
}

/** Prizes have a winner each, and not too many of anything. A later attempt may be held for some prizes alone. */
export function checkPrizes(prizes, later = false) {
  const slots = prizes.reduce((sum, p) => sum + p.winners + p.alternates, 0);
  fits(prizes.length >= 1 && prizes.length <= MOST_PRIZES && slots <= MOST_SLOTS, "too few or too many prizes");
  fits(slots > 0 && prizes.every((p) => p.winners >= 1 || (later && p.winners + p.alternates === 0)), "a prize without a winner");
}

/** The 16 bytes of a UUID. */
export const idBytes = (text) => unhex(text.replaceAll("-", ""));
