// Receipts and what goes with them: a signed note that names no person, and the private part that opens its commitment.

import { hex, unhex, utf8 } from "./bytes.js";
import { commit, commitField, saltOf } from "./commitment.js";
import { openNote } from "./note.js";
import { readRecord } from "./record.js";

const NOTE = /vdraw1\/receipt\n(?:[a-z]+ [^\n]*\n)+\n(?:\u2014 [^\n]+(?:\n|$))+/u;
const PRIVATE = /draw ([0-9a-f-]{36})\nentry ([0-9a-f]{32})\nsecret ([0-9a-f]{64})\nalias ([^\n]*)\nidentity ([^\n]*)/u;

/** Finds the receipt and the private part in what somebody pasted, among whatever else there is; null where missing. */
export function findParts(pasted) {
  const text = pasted.replace(/\r\n?/g, "\n").split("\n").map(bare).join("\n");
  const note = NOTE.exec(text)?.[0] ?? null;
  const own = PRIVATE.exec(text);
  return {
    note: note && (note.endsWith("\n") ? note : `${note}\n`),
    secret: own && { draw: own[1], entry: own[2], secret: own[3], alias: own[4], identity: own[5] },
  };
}

/** A line without the blanks at its end. An expression would look for that end from every blank anew. */
function bare(line) {
  let end = line.length;
  while (end > 0 && (line[end - 1] === " " || line[end - 1] === "\t")) end--;
  return line.slice(0, end);
}

/** Reads a receipt that one of the keys signed, and nobody else; null for any other. */
export function openReceipt(text, keys) {
  try {
    const note = openNote(utf8(text), keys);
    return note.signers.length === 1 && note.strangers === 0 ? readRecord(utf8(note.text), "receipt") : null;
  } catch {
    return null;
  }
}

/** The commitment that a private part opens, in hex. */
export async function commitmentOf({ draw, entry, secret, alias, identity }) {
  const key = unhex(secret);
  const field = async (name, value) => commitField(name, await saltOf(key, name), value.normalize("NFC"));
  return hex(await commit(draw, unhex(entry), await field("alias", alias), await field("identity", identity)));
}


/** What such a part carries; "" where it carries nothing. */
export function fromFragment(fragment) {
  const body = /^#r=([A-Za-z0-9_-]+)$/.exec(fragment)?.[1];
  if (!body) return "";
  const bytes = Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
