// Answers questions with the verifier of the browser, one JSON object a line. A bundle is {"folder", "flip": [file, bit]
// or null, "log": key or "", "witnesses": [keys]}; parts of the protocol are {"compute": which, …}. Answers are JSON, as
// agreement_test.go and vectors_test.go read them. The first argument is where the verifier's modules lie.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const load = (name) => import(pathToFileURL(path.resolve(process.argv[2], name)).href);
const { Attempt } = await load("attempt.js");
const { bundleOf } = await load("bundle.js");
const { hex, unhex } = await load("bytes.js");
const { commitField, saltOf } = await load("commitment.js");
const { realChain, verifyRound } = await load("drand.js");
const { hash, keyed } = await load("hash.js");
const { List } = await load("list.js");
const { Log } = await load("log.js");
const { keyText, LOG, readKey, WITNESS } = await load("note.js");
const { verify } = await load("proof.js");
const { select, uniform } = await load("select.js");
const { leafHash, Roots } = await load("tree.js");
const { Invalid, Unable } = await load("refusal.js");

// Pairings and signatures take long, and most questions are about the same ones: what was accepted is remembered.
function remember(Kind, method, keyOf, keep, restore) {
  const original = Kind.prototype[method];
  const known = new Map();
  Kind.prototype[method] = function remembered(...args) {
    const key = keyOf(this, ...args);
    if (known.has(key)) return restore(this, known.get(key));
    const result = original.apply(this, args);
    known.set(key, keep(this, result));
    return result;
  };
}

remember(Attempt, "readRound", ({ source, round }) => JSON.stringify([source.text, String(round?.number), round?.chain?.hash, hex(round?.signature ?? []), hex(round?.previous ?? [])]),
  (attempt) => attempt.randomness, (attempt, randomness) => { attempt.randomness = randomness; });
remember(Log, "open", ({ keys, witnesses, strict }, signed, name) => JSON.stringify([keys.map(({ key, after, until }) => [keyText(key), after, until]), witnesses.map(keyText), strict, hex(signed), name]),
  (log, checkpoint) => checkpoint, (log, checkpoint) => checkpoint);

const folders = new Map();

function filesOf(folder) {
  if (!folders.has(folder)) {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    folders.set(folder, Object.fromEntries(names.map((e) => {
      const file = path.join(e.parentPath ?? e.path, e.name);
      return [path.relative(folder, file).split(path.sep).join("/"), new Uint8Array(readFileSync(file))];
    })));
  }
  return folders.get(folder);
}

async function answer({ folder, flip, log, witnesses }) {
  const files = { ...filesOf(folder) };
  if (flip) {
    const [name, bit] = flip;
    files[name] = files[name].slice();
    files[name][bit >> 3] ^= 1 << (bit & 7);
  }
  try {
    const pinned = { log: log ? readKey(log, LOG) : null, witnesses: (witnesses ?? []).map((key) => readKey(key, WITNESS)) };
    return await told(await verify(bundleOf(files), { pinned }));
  } catch (error) {
    if (error instanceof Invalid) return { verdict: "invalid", step: error.step };
    if (error instanceof Unable) return { verdict: "unchecked" };
    return { verdict: `broken: ${error.stack}` };
  }
}

async function told(report) {
  const places = (list) => list.map((s) => `${s.prize} ${s.slot}`);
  return {
    verdict: "valid", label: report.label, cancelled: report.cancelled, result: hex(await hash(report.result)),
    awards: report.awards.map((a) => places(a.slots).join(", ")), disqualified: places(report.disqualified), accepted: places(report.accepted),
    aliases: [...report.aliases].map(([place, alias]) => `${place} ${alias}`).sort(), notes: report.notes.length,
    others: report.others.map((o) => `${o.attempt} ${o.void ? "void" : o.slots.filter((s) => s.index >= 0).map((s) => s.index).join(" ")}`),
  };
}

const compute = {
  async select({ seed, weights, prizes, mode }) {
    const list = new List(weights.length);
    weights.forEach((weight, i) => list.add(Uint8Array.from({ length: 32 }, (_, k) => (k < 4 ? i >> (24 - 8 * k) : 0)), Number(weight)));
    const pairs = prizes.map(([winners, alternates]) => ({ winners, alternates }));
    return (await select(unhex(seed), list, pairs, mode)).map((s) => s.index);
  },
  async uniform({ seed, prize, slot, total }) {
    return String(await uniform(await keyed(unhex(seed)), { prize, slot }, total));
  },
  async field({ secret, name, value }) {
    const salt = await saltOf(unhex(secret), name);
    return [hex(salt), hex(await commitField(name, salt, value))];
  },
  root({ leaves }) {
    const roots = new Roots();
    leaves.forEach((leaf) => roots.add(leafHash(unhex(leaf))));
    return hex(roots.root());
  },
  round({ chain, round, signature, previous }) {
    const number = BigInt(round);
    try {
      return hex(verifyRound(realChain(chain), number, { number, signature: unhex(signature), previous: unhex(previous) }));
    } catch {
      return "";
    }
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(await (asked.compute ? compute[asked.compute](asked) : answer(asked))));
}
