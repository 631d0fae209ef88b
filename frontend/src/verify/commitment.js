// The commitments that stand for a person in a draw.

import { ascii, join, u32, utf8 } from "./bytes.js";
import { hash, keyed } from "./hash.js";
import { idBytes } from "./record.js";

/** The salt of a field, derived from the secret of an entry. */
export async function saltOf(secret, field) {
  const salt = await keyed(secret);
  return salt(ascii(`vdraw1/salt\n${field}`));
}

/** The commitment to a field, "alias" or "identity". The value is text in Unicode NFC. */
export function commitField(field, salt, value) {
  const prefixed = (bytes) => join(u32(bytes.length), bytes);
  return hash(ascii("vdraw1/field\n"), prefixed(ascii(field)), salt, prefixed(utf8(value)));
}

/** The commitment to an entry: draw is its UUID, entry 16 bytes, alias and identity are commitments. */
export function commit(draw, entry, alias, identity) {
  return hash(ascii("vdraw1/entry\n"), idBytes(draw), entry, alias, identity);
}
