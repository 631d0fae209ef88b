// drand: its two real chains, when a round is due, and whether a signature is the round's.

import { bls12_381 } from "../../vendor/node_modules/@noble/curves/bls12-381.js";
import { hex, join, textOf, u32, u64, unhex, utf8 } from "./bytes.js";
import { hashNow } from "./hash.js";
import { Fields, parseJSON } from "./json.js";

const LAST_SECOND = 253402300799; // of the year 9999
const CHAINED = "pedersen-bls-chained";
const UNCHAINED = "bls-unchained-g1-rfc9380";

/** What is wrong with a round. */
export class BadRound extends Error {}

function fits(holds, what) {
  if (!holds) throw new BadRound(what);
}

// Each scheme has its keys in one group and its signatures in the other.
const SCHEMES = {
  [CHAINED]: { group: bls12_381.longSignatures, key: 48, signature: 96, tag: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_" },
  [UNCHAINED]: { group: bls12_381.shortSignatures, key: 96, signature: 48, tag: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_" },
};

/** A chain of its facts; its hash commits to them. */
function chain(scheme, name, period, genesis, key, seed) {
  const hash = hashNow(u32(period), u64(genesis), key, seed, utf8(name === "default" ? "" : name));
  return { scheme, name, period, genesis, key, seed, hash: hex(hash) };
}

const REAL = [
  chain(UNCHAINED, "quicknet", 3, 1692803367,
    unhex("83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
      "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"),
    unhex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e")),
  chain(CHAINED, "default", 30, 1595431050,
    unhex("868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"),
    unhex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a")),
];

/** The real chain of that hash, or undefined. */
export const realChain = (hash) => REAL.find((c) => c.hash === hash);

/** When a round is due, in seconds; null for one that cannot exist. round is a BigInt. */
export function timeOf(c, round) {
  const due = BigInt(c.genesis) + (round - 1n) * BigInt(c.period);
  return round >= 1n && due <= LAST_SECOND ? Number(due) : null;
}

/** The first round that is due at a time or later. */
export function firstRoundAt(c, seconds) {
  return seconds <= c.genesis ? 1n : BigInt(Math.ceil((seconds - c.genesis) / c.period)) + 1n;
}

/** Reads the JSON of a round, with the chain that it describes, if it does. Nothing of it is believed yet. */
export function readRound(bytes) {
  fits(bytes.length <= 16 * 1024, "too long");
  const f = new Fields(parseJSON(textOf(bytes)));
  const round = {
    number: f.number("round", 2n ** 64n - 1n),
    signature: hexOf(f, "signature"),
    previous: f.has("previous_signature") ? hexOf(f, "previous_signature") : new Uint8Array(),
  };
  if (f.has("randomness")) fits(f.text("randomness") === hex(hashNow(round.signature)), "the randomness is not that of the signature");
  if (f.has("public_key")) round.chain = readChain(f);
  return round;
}

function hexOf(fields, name) {
  const bytes = unhex(fields.text(name));
  fits(bytes, `${name} is not lowercase hex`);
  return bytes;
}

function readChain(f) {
  const scheme = f.text("scheme");
  const c = chain(scheme, f.text("beacon_id"), Number(f.number("period", 2n ** 32n - 1n)),
    f.number("genesis_time", 2n ** 63n - 1n), hexOf(f, "public_key"), hexOf(f, "genesis_seed"));
  fits(c.hash === f.text("chain_hash"), "the facts of the chain do not make its hash");
  const real = realChain(c.hash);
  if (real?.scheme === scheme) return real;
  fits(c.period >= 1 && c.genesis <= LAST_SECOND && c.key.length === SCHEMES[scheme]?.key && isKey(scheme, c.key), "the facts are not those of a chain");
  return { ...c, genesis: Number(c.genesis) };
}

/** Whether bytes are the one spelling of a public key: a point of the group that is not its zero. */
function isKey(scheme, bytes) {
  const Point = scheme === CHAINED ? bls12_381.G1.Point : bls12_381.G2.Point;
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    return hex(point.toBytes(true)) === hex(bytes);
  } catch {
    return false;
  }
}

/** The randomness of a round, whose signature must be the chain's for that number, in its one spelling. */
export function verifyRound(c, number, round) {
  fits(round.number === number, `this is round ${round.number}, the draw named ${number}`);
  fits(!round.chain || round.chain.hash === c.hash, "the round says it is of another chain");
  fits(timeOf(c, number) !== null, "no such round");
  const { group, signature, tag } = SCHEMES[c.scheme];
  fits(round.previous.length === previousLength(c, number), "the previous signature has another length");
  fits(round.signature.length === signature, "the signature has another length");
  const message = hashNow(join(round.previous, u64(number)));
  fits(signed(group, round.signature, message, c.key, tag), "the signature is not the chain's for this round");
  return hashNow(round.signature);
}

function previousLength(c, number) {
  if (c.scheme !== CHAINED) return 0;
  return number === 1n ? c.seed.length : 96;
}

function signed(group, signature, message, key, tag) {
  try {
    const point = group.Signature.fromBytes(signature);
    return hex(group.Signature.toBytes(point)) === hex(signature) && group.verify(point, group.hash(message, tag), key);
  } catch {
    return false; // bytes that are no point of the curve
  }
}
