// Whether a log of today begins with what it was at an earlier time, from the public tiles of the log
// (c2sp.org/tlog-tiles): each holds up to 256 hashes of a level of the tree.

import { same } from "./bytes.js";
import { nodeHash, split } from "./tree.js";

const WIDTH = 256;
const LEVELS = 8; // of the tree in a tile

/** The hashes of a log of a size. fetchTile is given a path and returns a promise of bytes. */
export class Tiles {
  constructor(size, fetchTile) {
    this.size = size;
    this.fetchTile = fetchTile;
    this.loaded = new Map();
  }

  /** Whether the log, whose root is given, begins with one of that size and root. */
  async beginsWith(size, root, now) {
    if (size === 0) return true;
    if (size > this.size) return false;
    const both = await this.roots(0, this.size, size);
    return same(both.old, root) && same(both.now, now);
  }

  /** The hashes of the leaves first … last − 1, and of those of them before m: both from the same hashes. */
  async roots(first, last, m) {
    if (m === last) {
      const h = await this.range(first, last);
      return { old: h, now: h };
    }
    const middle = first + split(last - first);
    if (m <= middle) {
      const left = await this.roots(first, middle, m);
      return { old: left.old, now: nodeHash(left.now, await this.range(middle, last)) };
    }
    const left = await this.range(first, middle);
    const right = await this.roots(middle, last, m);
    return { old: nodeHash(left, right.old), now: nodeHash(left, right.now) };
  }

  /** The hash of the leaves first … last − 1, of a tree of the log. */
  async range(first, last) {
    const level = Math.log2(last - first);
    if (Number.isInteger(level)) return this.node(level, first / (last - first));
    const middle = first + split(last - first);
    return nodeHash(await this.range(first, middle), await this.range(middle, last));
  }

  /** A node of the tree, out of the tile that holds it or the nodes below it. */
  async node(level, index) {
    const row = Math.floor(level / LEVELS);
    const under = 2 ** (level - row * LEVELS); // hashes of the tile that are below the node
    const first = index * under;
    const tile = await this.tile(row, Math.floor(first / WIDTH));
    let hashes = [];
    for (let i = first % WIDTH; hashes.length < under; i++) hashes.push(tile.subarray(32 * i, 32 * i + 32));
    while (hashes.length > 1) {
      hashes = hashes.flatMap((h, i) => (i % 2 === 0 ? [nodeHash(h, hashes[i + 1])] : []));
    }
    return hashes[0];
  }

  tile(row, number) {
    const there = Math.min(WIDTH, Math.floor(this.size / WIDTH ** row) - number * WIDTH);
    const path = `tile/${row}/${pathOf(number)}${there < WIDTH ? `.p/${there}` : ""}`;
    if (!this.loaded.has(path)) this.loaded.set(path, this.load(path, there));
    return this.loaded.get(path);
  }

  async load(path, hashes) {
    const bytes = await this.fetchTile(path);
    if (bytes.length !== 32 * hashes) throw new Error(`${path} has ${bytes.length} bytes`);
    return bytes;
  }
}

/** 1234067 is x001/x234/067. */
function pathOf(number) {
  const groups = String(number).padStart(3, "0").replace(/\B(?=(\d{3})+$)/g, "/").split("/").map((g) => g.padStart(3, "0"));
  return groups.map((g, i) => (i < groups.length - 1 ? `x${g}` : g)).join("/");
}
