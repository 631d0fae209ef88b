// Signed notes, checkpoints, cosignatures and proofs of a log, as c2sp.org specifies them.

import { ascii, hex, join, same, textOf, unbase64, utf8 } from "./bytes.js";
import { verify as verifyEd25519 } from "./ed25519.js";
import { hashNow } from "./hash.js";
import { included, leafHash } from "./tree.js";

/** A text that is not in its one spelling. */
export class Unreadable extends Error {}

function fits(holds, what) {
  if (!holds) throw new Unreadable(what);
}

export const LOG = 1;
export const WITNESS = 4;

/** Reads a verifier key "<name>+<hash>+<key>" of a log or a witness. */
export function readKey(text, kind) {
  const [, name, digest, body] = /^([^+]+)\+([0-9a-f]{8})\+([^]+)$/.exec(text) ?? [];
  const raw = body && unbase64(body);
  fits(raw?.length === 33 && raw[0] === kind && !/[\s]/u.test(name), `“${text}” is not a key of type ${kind}`);
  const key = makeKey(name, kind, raw.subarray(1));
  fits(hex(key.hash) === digest, `the key “${name}” has another hash`);
  return key;
}

/** The key of a name; its hash is what signature lines begin with. */
export function makeKey(name, kind, body) {
  fits(name !== "" && !/[+\s]/u.test(name) && body.length === 32, "not a key");
  return { name, kind, body, hash: hashNow(utf8(name), Uint8Array.of(10, kind), body).subarray(0, 4) };
}

/** The key as text. */
export function keyText(key) {
  return `${key.name}+${hex(key.hash)}+${btoa(String.fromCharCode(key.kind, ...key.body))}`;
}

/**
 * Opens a signed note. Signatures by the keys must be right; how many others there are is told in strangers.
 * Of two signatures by one key, the first counts. A signer's at is when it cosigned, in seconds.
 */
export function openNote(bytes, keys) {
  fits(bytes.length <= 1_000_000, "too long");
  let whole;
  try {
    whole = textOf(bytes);
  } catch {
    throw new Unreadable("not UTF-8");
  }
  // eslint-disable-next-line no-control-regex
  fits(!/[\u0000-\u0009\u000b-\u001f]/.test(whole) && whole.endsWith("\n"), "not a note");
  const cut = whole.lastIndexOf("\n\n");
  fits(cut >= 0, "no signatures");
  const text = whole.slice(0, cut + 1);
  const lines = whole.slice(cut + 2, -1).split("\n");
  fits(new Set(lines).size === lines.length && lines.length <= 100, "too many signatures, or one that comes twice");
  const note = { text, signers: [], strangers: 0 };
  for (const line of lines) sign(note, line, keys);
  return note;
}

function sign(note, line, keys) {
  const [, name, body] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
  const raw = body && unbase64(body);
  fits(raw?.length >= 5, "a signature line is spelled differently");
  const key = keys.find((k) => k.name === name && same(k.hash, raw.subarray(0, 4)));
  if (!key) {
    note.strangers++;
    return;
  }
  if (note.signers.some((s) => s.key === key)) return;
  const at = verify(key, utf8(note.text), raw.subarray(4));
  fits(at !== null, `the signature of ${name} is wrong`);
  note.signers.push({ key, at });
}

const LAST_SECOND = 253402300799n; // of the year 9999

/** When a key signed the message: 0 for one that does not say, null where the signature is wrong. */
function verify(key, message, signature) {
  if (key.kind === LOG) return verifyEd25519(signature, message, key.body) ? 0 : null;
  if (signature.length !== 72) return null;
  const at = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (at > LAST_SECOND) return null;
  const head = ascii(`cosignature/v1\ntime ${at}\n`);
  return verifyEd25519(signature.subarray(8), join(head, message), key.body) ? Number(at) : null;
}

/** Reads the three lines of a checkpoint. */
export function readCheckpoint(text) {
  const [origin, size, top, end, ...more] = text.split("\n");
  const root = unbase64(top ?? "");
  fits(origin !== "" && end === "" && more.length === 0 && root?.length === 32, "not a checkpoint");
  fits(/^(0|[1-9][0-9]{0,15})$/.test(size) && Number.isSafeInteger(Number(size)), "not the size of a log");
  return { origin, size: Number(size), root };
}

/** Opens a checkpoint that the log must have signed under its own name. */
export function openCheckpoint(bytes, log, witnesses) {
  const note = openNote(bytes, [log, ...witnesses]);
  const checkpoint = readCheckpoint(note.text);
  fits(checkpoint.origin === log.name && note.signers.some((s) => s.key === log), `not signed by the log ${log.name}`);
  const seen = note.signers.filter((s) => s.key !== log).map((s) => ({ name: s.key.name, at: s.at }));
  return { ...checkpoint, seen, strangers: note.strangers };
}

/** Reads a change of the log's key, which both its keys signed: {size, before, next}; before signs up to that size. */
export function readRotation(text) {
  const [head, size, root, old, next, at] = text.split("\n");
  const found = (line, expression) => {
    const value = new RegExp(`^${expression}$`).exec(line)?.[1];
    fits(value !== undefined, "not a change of key");
    return value;
  };
  const rotation = {
    size: Number(found(size, "size (0|[1-9][0-9]{0,15})")),
    before: readKey(found(old, "old (.+)"), LOG),
    next: readKey(found(next, "new (.+)"), LOG),
  };
  const body = unbase64(found(root, "root (.+)"));
  fits(head === "kermesse/log/rotate" && body?.length === 32 && /^at [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(at), "not a change of key");
  fits(rotation.before.name === rotation.next.name && keyText(rotation.before) !== keyText(rotation.next), "not a change between two keys of a log");
  const { text: signed, signers, strangers } = openNote(utf8(text), [rotation.before, rotation.next]);
  fits(signed.split("\n").length === 7 && strangers === 0 && signers.length === 2 && signers[0].key === rotation.before, "not signed by both keys");
  return rotation;
}

const MOST_LEAF = 65535;

/** What stands in the log for a record: itself, or for a long one its digest. */
export function logged(record) {
  if (record.length <= MOST_LEAF) return record;
  return ascii(`kermesse/log/digest\nbytes ${record.length}\nsha256 ${hex(hashNow(record))}\n`);
}

/** Reads a .tlog-proof into its index, its path and the signed checkpoint. */
export function readProof(bytes) {
  fits(bytes.length <= 64 * 1024, "too long");
  const cut = cutAt(bytes);
  const [head, line, ...hashes] = String.fromCharCode(...bytes.subarray(0, cut)).split("\n");
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(line ?? "")?.[1];
  fits(head === "c2sp.org/tlog-proof@v1" && index !== undefined && Number.isSafeInteger(Number(index)), "not a proof");
  const path = hashes.map(unbase64);
  fits(path.every((h) => h?.length === 32), "not the path of a proof");
  return { index: Number(index), path, signed: bytes.subarray(cut + 2) };
}

function cutAt(bytes) {
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] === 10 && bytes[i + 1] === 10) return i;
  }
  throw new Unreadable("no checkpoint");
}

/** Whether the proof leads from the record to the checkpoint. */
export const proves = (proof, record, checkpoint) =>
  included(leafHash(logged(record)), proof.index, checkpoint.size, proof.path, checkpoint.root);
