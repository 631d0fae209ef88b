// The files of a proof, out of a zip or a folder. Nothing is believed of a zip: names are those of a bundle, each comes
// once, and no file is unpacked beyond the size that was announced, which is bounded.

import { join, textOf } from "./bytes.js";
import { Invalid, Unable } from "./refusal.js";

const KIB = 1 << 10;
const MIB = 1 << 20;
const MOST_FILES = 20_000;
const MOST_DIRECTORY = 8 * MIB;

// What a bundle may hold, and how large each file may be.
const ATTEMPT = "(attempts/[1-9][0-9]{0,9}/)?";
const KNOWN = [
  ["rules\\.json", MIB],
  [`${ATTEMPT}close\\.txt`, MIB],
  [`${ATTEMPT}entries\\.txt`, 4 * 1024 * MIB],
  [`${ATTEMPT}entries\\.checkpoint`, 64 * KIB],
  [`${ATTEMPT}beacon\\.json`, 16 * KIB],
  [`${ATTEMPT}server-seed\\.txt`, KIB],
  [`${ATTEMPT}(announcement|outcome)\\.txt`, MIB],
  [`${ATTEMPT}result\\.txt`, 128 * MIB],
  [`${ATTEMPT}(close|result)\\.tlog-proof`, 64 * KIB],
  ["disclosures\\.json", 64 * MIB],
  ["keys\\.json", 64 * KIB],
  ["log/events\\.txt", 64 * MIB],
  ["log/checkpoint", 64 * KIB],
  ["log/[a-z]+(-[1-9][0-9]{0,9})?\\.(txt|tlog-proof)", 64 * KIB],
  ["(README\\.txt|verify\\.(py|html|js))", 4 * MIB],
  ["(close|result)\\.txt\\.(ots|tsr)", MIB],
].map(([name, most]) => ({ name: new RegExp(`^${name}$`), most }));

/** The files of a proof by name. A file is {size, open}, where open gives its bytes in chunks. */
export class Bundle {
  constructor() {
    this.files = new Map();
    this.opened = new Set(); // the names of those that somebody read
  }

  add(name, file) {
    const known = KNOWN.find((k) => k.name.test(name));
    const refused = (fr, en) => new Invalid("grammar", fr, en);
    if (!known) throw refused(`« ${name} » n’est pas un fichier d’un dossier de preuve.`, `“${name}” is not a file of a proof bundle.`);
    if (this.files.has(name)) throw refused(`« ${name} » s’y trouve deux fois.`, `“${name}” is in it twice.`);
    if (file.size > known.most) throw refused(`« ${name} » dépasse ${known.most} octets.`, `“${name}” has more than ${known.most} bytes.`);
    if (this.files.size >= MOST_FILES) throw refused(`Il y a plus de ${MOST_FILES} fichiers.`, `There are more than ${MOST_FILES} files.`);
    this.files.set(name, file);
  }

  names() {
    return [...this.files.keys()];
  }

  has(name) {
    return this.files.has(name);
  }

  size(name) {
    return this.files.get(name).size;
  }

  /** The bytes of a file that must be there, in chunks. */
  async* chunks(name) {
    const file = this.files.get(name);
    if (!file) throw new Invalid("grammar", `${name} manque.`, `${name} is missing.`);
    this.opened.add(name);
    let left = file.size;
    for await (const chunk of file.open()) {
      left -= chunk.length;
      if (left < 0) throw unreadable(`${name}: longer than its size`);
      yield chunk;
    }
    if (left > 0) throw unreadable(`${name}: cut short`);
  }

  /** A file that must be there, whole. */
  async read(name) {
    const parts = [];
    for await (const chunk of this.chunks(name)) parts.push(chunk);
    return join(...parts);
  }

  /** Reads what no step looked at: an archive that is damaged anywhere is not one to hand on as a proof. */
  async readRest() {
    for (const name of this.names()) {
      if (!this.opened.has(name)) await this.read(name);
    }
  }
}

const unreadable = (why) => new Unable(`Le dossier ne peut pas être lu (${why}).`, `The bundle cannot be read (${why}).`);

/** A bundle of files that are in memory: name → bytes. */
export function bundleOf(files) {
  const bundle = new Bundle();
  for (const [name, bytes] of Object.entries(files)) {
    bundle.add(name, { size: bytes.length, open: async function* () { yield bytes; } });
  }
  return bundle;
}

/** A bundle of the files of a folder that a person chose; the folder's own name is dropped. */
export function bundleOfFolder(files) {
  const bundle = new Bundle();
  for (const file of files) {
    bundle.add(file.webkitRelativePath.replace(/^[^/]*\//, ""), { size: file.size, open: () => chunksOf(file) });
  }
  return bundle;
}

const CHUNK = 1 << 18;

/** The bytes of a blob in chunks. */
export async function* chunksOf(blob) {
  for (let at = 0; at < blob.size; at += CHUNK) {
    yield new Uint8Array(await blob.slice(at, at + CHUNK).arrayBuffer());
  }
}

/** A bundle of a zip, given as a Blob. */
export async function openZip(blob) {
  if (typeof DecompressionStream === "undefined") {
    throw new Unable("Ce navigateur ne sait pas ouvrir un zip. Décompressez-le et choisissez le dossier.",
      "This browser cannot open a zip. Unpack it and choose the folder.");
  }
  const bundle = new Bundle();
  for (const entry of await directory(blob)) {
    if (entry.name.endsWith("/") && entry.size === 0) continue;
    if (!entry.regular) {
      throw new Invalid("grammar", `« ${entry.name} » n’est pas un fichier.`, `“${entry.name}” is not a file.`);
    }
    bundle.add(entry.name, { size: entry.size, open: () => unpack(blob, entry) });
  }
  return bundle;
}

async function view(blob, from, to) {
  return new DataView(await blob.slice(from, to).arrayBuffer());
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** The entries of a zip, as its directory at the end tells. */
async function directory(blob) {
  const from = Math.max(0, blob.size - 65557);
  const tail = await view(blob, from, blob.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && !(tail.getUint32(at, true) === END && at + 22 + tail.getUint16(at + 20, true) === tail.byteLength)) at--;
  if (at < 0) throw unreadable("not a zip");
  const count = tail.getUint16(at + 10, true);
  const size = tail.getUint32(at + 12, true);
  const offset = tail.getUint32(at + 16, true);
  if (size > MOST_DIRECTORY || count === 0xffff || offset + size > from + at) throw unreadable("its directory is too large");
  return entries(await view(blob, offset, offset + size), count);
}

function entries(dir, count) {
  const found = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > dir.byteLength || dir.getUint32(at, true) !== ENTRY) throw unreadable("its directory is cut short");
    const short = (n) => dir.getUint16(at + n, true);
    const long = (n) => dir.getUint32(at + n, true);
    const end = at + 46 + short(28);
    if (end > dir.byteLength) throw unreadable("its directory is cut short");
    found.push({
      name: nameOf(new Uint8Array(dir.buffer, dir.byteOffset + at + 46, short(28))),
      method: short(10), crc: long(16), packed: long(20), size: long(24), offset: long(42),
      // A Unix mode, where there is one, tells links and devices from files.
      regular: short(4) >> 8 !== 3 || [0, 0o100000].includes((long(38) >>> 16) & 0o170000),
    });
    at = end + short(30) + short(32);
  }
  if (at !== dir.byteLength) throw unreadable("its directory is longer than its entries");
  return found;
}

function nameOf(bytes) {
  try {
    return textOf(bytes);
  } catch {
    throw unreadable("a name that is not UTF-8");
  }
}

async function* unpack(blob, entry) {
  const head = await view(blob, entry.offset, entry.offset + 30);
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) throw unreadable(`${entry.name} is not where it should be`);
  const from = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = blob.slice(from, from + entry.packed);
  if (packed.size !== entry.packed || ![0, 8].includes(entry.method)) throw unreadable(`${entry.name} is cut short or packed differently`);
  const sum = new Checksum();
  let left = entry.size;
  for await (const chunk of entry.method === 0 ? chunksOf(packed) : inflate(packed, entry.name)) {
    left -= chunk.length;
    if (left < 0) throw unreadable(`${entry.name}: longer than its size`);
    sum.add(chunk);
    yield chunk;
  }
  if (left !== 0 || sum.value() !== entry.crc) throw unreadable(`${entry.name} is damaged`);
}

async function* inflate(packed, name) {
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    throw unreadable(`${name} is damaged`);
  } finally {
    reader.cancel().catch(() => {});
  }
}

const CRC = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The checksum of a zip's files. */
class Checksum {
  constructor() {
    this.c = 0xffffffff;
  }

  add(bytes) {
    let { c } = this;
    for (const b of bytes) c = CRC[(c ^ b) & 255] ^ (c >>> 8);
    this.c = c;
  }

  value() {
    return (this.c ^ 0xffffffff) >>> 0;
  }
}
