// The tree of RFC 6962: leaves hash after a byte 0, nodes after a byte 1.

import { hashNow } from "./hash.js";
import { same } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (data) => hashNow(LEAF, data);
export const nodeHash = (left, right) => hashNow(NODE, left, right);

/** The root of a tree whose leaves come one after the other; it keeps one hash for each bit of their number. */
export class Roots {
  constructor() {
    this.size = 0;
    this.full = []; // of the full subtrees, the largest first
  }

  add(leaf) {
    let h = leaf;
    for (let n = this.size++; n % 2 === 1; n = (n - 1) / 2) h = nodeHash(this.full.pop(), h);
    this.full.push(h);
  }

  root() {
    return this.full.length === 0 ? hashNow(new Uint8Array()) : this.full.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** Whether a path leads from the leaf with that index to the root of a tree of that size. */
export function included(leaf, index, size, path, root) {
  if (index >= size) return false;
  const climb = (first, last, at, left) => {
    if (last - first === 1) return left === 0 ? leaf : null;
    if (left === 0) return null;
    const middle = first + split(last - first);
    const sibling = path[left - 1];
    const below = at < middle ? climb(first, middle, at, left - 1) : climb(middle, last, at, left - 1);
    if (!below) return null;
    return at < middle ? nodeHash(below, sibling) : nodeHash(sibling, below);
  };
  const top = climb(0, size, index, path.length);
  return top !== null && same(top, root);
}

/** The greatest power of two that is less than n. */
export function split(n) {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}
