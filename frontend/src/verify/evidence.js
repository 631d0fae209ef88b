// What is public of a draw, gathered for somebody who checks their own entry: from its proof, or before there is one
// from the close record and the list. Nothing that is asked for depends on who asks, but for the tiles of the log,
// which depend on when the receipt was given.

import { ascii, hex } from "./bytes.js";
import { Life } from "./life.js";
import { readList } from "./list.js";
import { hasLog, Log, readWitnesses } from "./log.js";
import { openCheckpoint } from "./note.js";
import { readRecord } from "./record.js";
import { need } from "./refusal.js";
import { readRules } from "./rules.js";
import { Tiles } from "./tiles.js";

/** Reads the proof of a draw as far as an entrant needs: list, life and log; who won is not recomputed. */
export async function ofBundle(bundle, keys, progress) {
  const close = readRecord(await bundle.read("close.txt"), "close");
  const rules = readRules(await bundle.read("rules.json"));
  const life = new Life(close);
  await life.read(bundle);
  if (close.closed < rules.closes) life.copied = life.last((e) => e.kind === "entries" && e.position < life.closedAt());
  const list = await sealedList(bundle.chunks("entries.txt"), close, bundle.size("entries.txt"), progress);
  const evidence = { draw: close.draw, keys, list, life, prizes: rules.prizes, grown: async () => null };
  if (bundle.has("result.txt")) evidence.slots = readRecord(await bundle.read("result.txt"), "result").slots;
  if (hasLog(bundle)) await addLog(evidence, bundle, keys, readWitnesses(rules.witnesses), await bundle.read("close.txt"));
  return evidence;
}

async function addLog(evidence, bundle, keys, witnesses, closeText) {
  const log = new Log(bundle, evidence.life);
  await log.findKeys({ log: keys.at(-1) ?? null, witnesses: [] }, witnesses);
  if (keys.length < log.keys.length) evidence.keys = log.keys.map(({ key }) => key);
  await log.readHead();
  await log.prove("log/close", closeText);
  for (const event of evidence.life.events) await log.holds(event);
  if (log.roots) evidence.grown = async (size, root) => size <= log.roots.length && hex(log.roots[size - 1]) === hex(root);
}

/** Reads what is known before the draw: the draw's records, and once the list is sealed its close record and file. */
export async function ofRecords(draw, records, sealed, keys, progress) {
  const life = new Life({ draw, attempt: 0 });
  life.take(records.map(ascii));
  const evidence = { draw, keys, list: null, life, grown: async () => null };
  if (sealed) {
    const close = readRecord(ascii(sealed.closeText), "close");
    evidence.list = await sealedList(sealed.chunks, close, sealed.size, progress);
    const counted = life.last((e) => e.kind === "entries");
    if (counted && counted.at === close.closed && counted.root === close.root) life.copied = counted;
  }
  return evidence;
}

async function sealedList(chunks, close, size, progress) {
  const list = await readList(chunks, close.entries, progress && ((read) => progress(read, size)));
  need(list.size === close.entries && list.tickets === close.tickets && list.root() === close.root, "list",
    "La liste n’est pas celle du gel.", "The list is not that of the close record.");
  return list;
}

/** A function that tells of a size and root whether the log at an address begins with it. */
export function logAt(fetchBytes, keys) {
  return async (size, root) => {
    const now = openAny(await fetchBytes("checkpoint"), keys);
    return now === null ? null : new Tiles(now.size, fetchBytes).beginsWith(size, root, now.root);
  };
}

function openAny(signed, keys) {
  for (const key of keys) {
    try {
      return openCheckpoint(signed, key, []);
    } catch {
      continue;
    }
  }
  return null;
}
