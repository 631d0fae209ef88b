// Who is picked. The urn keeps the tickets that are left, and sums of them over blocks of entries: a ticket is found
// by walking along the blocks, then along the entries of one.

import { ascii, join, u32 } from "./bytes.js";
import { keyed } from "./hash.js";

const PICK = ascii("vdraw1/pick\n");
const ALL = 1n << 64n;

/** The slots of a draw in the order of picking, each with the index that took it, −1 for nobody. */
export async function select(seed, list, prizes, mode) {
  const number = await keyed(seed);
  const slots = [];
  let urn = new Urn(list);
  let before = 0;
  for (const place of places(prizes, mode)) {
    if (mode === "many-wins" && place.prize !== before) urn = new Urn(list);
    before = place.prize;
    const index = urn.left === 0 ? -1 : urn.holder(Number(await uniform(number, place, urn.left)));
    if (index >= 0) urn.remove(index);
    slots.push({ ...place, index });
  }
  return slots;
}

/** The empty slots of a draw in the order of picking. */
export function* places(prizes, mode) {
  const run = function* (prize, alternate) {
    const { winners, alternates } = prizes[prize];
    const [from, to] = alternate ? [winners, winners + alternates] : [0, winners];
    for (let slot = from; slot < to; slot++) yield { prize, slot, alternate };
  };
  if (mode === "many-wins") {
    for (const j of prizes.keys()) {
      yield* run(j, false);
      yield* run(j, true);
    }
    return;
  }
  for (const alternate of [false, true]) {
    for (const j of prizes.keys()) yield* run(j, alternate);
  }
}

/** A number below total, as a BigInt, which every value has the same chance to be. */
export async function uniform(number, { prize, slot }, total) {
  const t = BigInt(total);
  for (let attempt = 0; ; attempt++) {
    const sum = await number(join(PICK, u32(prize), u32(slot), u32(attempt)));
    const x = new DataView(sum.buffer, sum.byteOffset).getBigUint64(0);
    if (x >= ALL % t) return x % t;
  }
}

/** The tickets that are left, in the order of the list, and their sums over blocks of entries. */
class Urn {
  constructor(list) {
    this.left = list.tickets;
    this.weights = list.weights.slice(0, list.size);
    this.block = Math.max(1, Math.ceil(Math.sqrt(list.size)));
    this.sums = new Float64Array(Math.ceil(list.size / this.block));
    this.weights.forEach((weight, i) => { this.sums[Math.floor(i / this.block)] += weight; });
  }

  /** The entry that holds a ticket, counted from 0 among those that are left. */
  holder(ticket) {
    let left = ticket;
    let block = 0;
    while (left >= this.sums[block]) left -= this.sums[block++];
    let i = block * this.block;
    while (left >= this.weights[i]) left -= this.weights[i++];
    return i;
  }

  remove(i) {
    this.left -= this.weights[i];
    this.sums[Math.floor(i / this.block)] -= this.weights[i];
    this.weights[i] = 0;
  }
}

/**
 * Who receives what: prize j goes to the first of its slots, in slot order, whose entry is not out. Returns for each
 * prize its slots that hold one, and how many units stay open.
 */
export function awards(slots, prizes, out) {
  const all = prizes.map(({ winners }, prize) => ({ prize, slots: [], open: winners }));
  // Within a prize, the order of picking is that of the slots.
  for (const slot of slots) {
    const award = all[slot.prize];
    if (award.open === 0 || slot.index < 0 || out.has(slot.index)) continue;
    award.slots.push(slot);
    award.open--;
  }
  return all;
}
