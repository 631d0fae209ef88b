// SHA-256 and HMAC. Files and picks go to WebCrypto; the many small hashes of a tree, for which a promise each
// would take longer than the hash, go to a plain function, which also stands in on pages without WebCrypto.

import { hmac } from "../../vendor/node_modules/@noble/hashes/hmac.js";
import { sha256 } from "../../vendor/node_modules/@noble/hashes/sha2.js";
import { join } from "./bytes.js";

const subtle = globalThis.crypto?.subtle;

/** The hash of the parts, at once. */
export const hashNow = (...parts) => sha256(parts.length === 1 ? parts[0] : join(...parts));

/** A promise of the hash of the parts. */
export async function hash(...parts) {
  const bytes = join(...parts);
  return subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : sha256(bytes);
}

/** A function that promises the HMAC-SHA-256 of messages under a key. */
export async function keyed(key) {
  if (!subtle) return async (message) => hmac(sha256, key, message);
  const own = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (message) => new Uint8Array(await subtle.sign("HMAC", own, message));
}
