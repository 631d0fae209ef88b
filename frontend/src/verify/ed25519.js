// Ed25519, verification only: the curve of RFC 8032.

import { edwards, eddsa } from "../../vendor/node_modules/@noble/curves/abstract/edwards.js";
import { sha512 } from "../../vendor/node_modules/@noble/hashes/sha2.js";

const p = 2n ** 255n - 19n;

const Point = edwards({
  p,
  n: 2n ** 252n + 27742317777372353535851937790883648493n,
  h: 8n,
  a: p - 1n,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
});

const scheme = eddsa(Point, sha512);

/** Whether a signature is that of a key on a message; points must be in their one encoding. */
export function verify(signature, message, key) {
  try {
    return signature.length === 64 && key.length === 32 && scheme.verify(signature, message, key, { zip215: false });
  } catch {
    return false; // bytes that are no point
  }
}
