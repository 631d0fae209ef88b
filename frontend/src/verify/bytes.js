// Bytes as the records of a draw write them: hex in lowercase, base64 in its one spelling, integers big-endian.

export const ascii = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

const encoder = new TextEncoder();
export const utf8 = (text) => encoder.encode(text);

/** The text of bytes that must be UTF-8; a byte order mark is a character like any other. */
export function textOf(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function join(...parts) {
  let size = 0;
  for (const part of parts) size += part.length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function same(a, b) {
  return order(a, b) === 0;
}

/** Negative, 0 or positive, as a stands before, with or after b. */
export function order(a, b) {
  const least = Math.min(a.length, b.length);
  for (let i = 0; i < least; i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return a.length - b.length;
}

export function u32(n) {
  return Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
}

/** n is a whole number up to 2^53 − 1, or a BigInt. */
export function u64(n) {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(n));
  return out;
}

export function hex(bytes) {
  let text = "";
  for (const b of bytes) text += b.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of lowercase hex, or null. */
export function unhex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) return null;
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function base64(bytes) {
  let text = "";
  for (const b of bytes) text += String.fromCharCode(b);
  return btoa(text);
}

/** The bytes of base64 with padding and without stray bits or blanks, or null. */
export function unbase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  let plain;
  try {
    plain = atob(text);
  } catch {
    return null;
  }
  return btoa(plain) === text ? ascii(plain) : null;
}
