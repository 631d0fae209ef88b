// entries.txt: a line "<commitment> <tickets>" per entry, strictly ascending. It may be long, so it is read as it
// comes and with pauses, in which the page stays alive.

import { hex, join, order, u64 } from "./bytes.js";
import { Invalid } from "./refusal.js";
import { MOST_TICKETS } from "./record.js";
import { leafHash, Roots } from "./tree.js";

const ENTRIES_PER_TURN = 2_000;

/** Lets the page breathe. */
export const pause = () => new Promise((resolve) => {
  setTimeout(resolve, 0);
});

const LF = 10;
const SPACE = 32;
const MOST_LINE = 82;

/** The entries of a draw in their order, with the tickets before each. */
export class List {
  constructor(room) {
    this.size = 0;
    this.tickets = 0;
    this.commitments = new Uint8Array(32 * room);
    this.weights = new Float64Array(room);
    this.starts = new Float64Array(room);
    this.roots = new Roots();
  }

  /** Adds an entry; refuses one out of order. */
  add(commitment, weight) {
    const n = this.size;
    if (n > 0 && order(this.commitment(n - 1), commitment) >= 0) throw outOfOrder(n + 1);
    if (this.tickets + weight > MOST_TICKETS) throw outOfOrder(n + 1);
    if (n === this.weights.length) this.grow();
    this.commitments.set(commitment, 32 * n);
    this.weights[n] = weight;
    this.starts[n] = this.tickets;
    this.roots.add(leafHash(join(commitment, u64(this.tickets), u64(weight))));
    this.tickets += weight;
    this.size++;
  }

  grow() {
    const room = Math.max(64, 2 * this.weights.length);
    for (const [name, each, Kind] of [["commitments", 32, Uint8Array], ["weights", 1, Float64Array], ["starts", 1, Float64Array]]) {
      const larger = new Kind(each * room);
      larger.set(this[name]);
      this[name] = larger;
    }
  }

  commitment(i) {
    return this.commitments.subarray(32 * i, 32 * i + 32);
  }

  root() {
    return hex(this.roots.root());
  }

  /** Where a commitment stands, or would stand: {found, index}. */
  find(commitment) {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (order(this.commitment(middle), commitment) < 0) low = middle + 1;
      else high = middle;
    }
    return { found: low < this.size && order(this.commitment(low), commitment) === 0, index: low };
  }
}

function outOfOrder(line) {
  return new Invalid("list",
    `La liste n’est pas en règle (ligne ${line}).`, `The list is not in order (line ${line}).`);
}

/** Reads a list of at most so many entries, in chunks of bytes. progress is told how many bytes were read. */
export async function readList(chunks, most, progress) {
  const list = new List(Math.min(most, 1_000_000));
  let rest = new Uint8Array();
  let read = 0;
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? join(rest, chunk) : chunk;
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      if (list.size === most) {
        throw new Invalid("list", "La liste est plus longue que le gel ne l’annonce.", "The list is longer than the close record says.");
      }
      addLine(list, bytes.subarray(from, end));
      from = end + 1;
      if (list.size % ENTRIES_PER_TURN === 0) {
        progress?.(read + from);
        await pause();
      }
    }
    rest = bytes.slice(from);
    read += chunk.length;
    if (rest.length > MOST_LINE) throw outOfOrder(list.size + 1);
  }
  if (rest.length > 0) throw outOfOrder(list.size + 1);
  progress?.(read);
  return list;
}

const HEX = new Uint8Array(256).fill(255);
"0123456789abcdef".split("").forEach((c, i) => { HEX[c.charCodeAt(0)] = i; });

function addLine(list, line) {
  if (line.length < 66 || line.length > 81 || line[64] !== SPACE || line[65] === 48) throw outOfOrder(list.size + 1);
  const commitment = new Uint8Array(32);
  for (let i = 0; i < 32; i++) {
    const high = HEX[line[2 * i]];
    const low = HEX[line[2 * i + 1]];
    if ((high | low) > 15) throw outOfOrder(list.size + 1);
    commitment[i] = 16 * high + low;
  }
  let weight = 0;
  for (let i = 65; i < line.length; i++) {
    if (line[i] < 48 || line[i] > 57) throw outOfOrder(list.size + 1);
    weight = 10 * weight + line[i] - 48;
  }
  if (weight > MOST_TICKETS) throw outOfOrder(list.size + 1);
  list.add(commitment, weight);
}
