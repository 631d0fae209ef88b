"""Answers questions with verify.py, one JSON object a line, as answer.mjs does with the browser's verifier. The first
argument is the folder where verify.py lies."""
import functools, hmac, json, sys

sys.path.insert(0, sys.argv[1])
import verify

# Pairings and signatures take long, and most questions are about the same ones.
verify.bls = functools.lru_cache(None)(verify.bls)
verify.ed25519 = functools.lru_cache(None)(verify.ed25519)
verify.point_of = functools.lru_cache(None)(verify.point_of)


class Flipped(verify.Bundle):
    folders = {}

    def __init__(self, where, flip):
        if where not in self.folders:
            super().__init__(where)
            self.folders[where] = self.sizes, {name: super(Flipped, self).read(name) for name in self.sizes}
        (self.sizes, self.files), self.flip = self.folders[where], flip
        self.opened = set(self.sizes)

    def read(self, name):
        verify.need(self.has(name), name, name, "grammar")
        data = self.files[name]
        if self.flip and name == self.flip[0]:
            data = bytearray(data)
            data[self.flip[1] // 8] ^= 1 << self.flip[1] % 8
        return bytes(data)


def places(pairs): return ["%d %d" % pair for pair in pairs]


def answer(folder, flip, log, witnesses):
    try:
        pinned = {"log": verify.parse_key(log, 1) if log else None, "witnesses": [verify.parse_key(w, 4) for w in witnesses or []]}
        v = verify.Verification(Flipped(folder, flip), pinned)
        v.run()
    except verify.Invalid as reason: return {"verdict": "invalid", "step": reason.step}
    except verify.Unable: return {"verdict": "unchecked"}
    others = ["%d %s" % (n, "void" if o is None else " ".join(str(i) for _, _, i in o.picks or [] if i >= 0)) for n, o in v.told]
    return {
        "verdict": "valid", "label": v.label(), "result": verify.sha(v.main.result).hex(), "awards": [", ".join(places(held)) for held in v.awarded],
        "disqualified": places(v.disqualified), "accepted": places(v.accepted), "others": others,
        "aliases": sorted("%d %d %s" % (*place, alias) for place, alias in v.aliases.items()),
        "cancelled": bool(v.life.of(v.close["attempt"], "cancel")),
    }


def select(seed, weights, prizes, mode):
    return [i for _, _, i in verify.select(bytes.fromhex(seed), list(map(int, weights)), [tuple(p) for p in prizes], mode == "one-win")]


def uniform(seed, prize, slot, total): return str(verify.uniform(bytes.fromhex(seed), prize, slot, int(total)))
def root(leaves): return verify.root([verify.sha(b"\0", bytes.fromhex(leaf)) for leaf in leaves]).hex()


def field(secret, name, value):
    salt = hmac.new(bytes.fromhex(secret), b"vdraw1/salt\n" + name.encode(), "sha256").digest()
    text = value.encode()
    return [salt.hex(), verify.sha(b"vdraw1/field\n", verify.u32(len(name)), name.encode(), salt, verify.u32(len(text)), text).hex()]


def round(chain, round, signature, previous):
    attempt = verify.Attempt.__new__(verify.Attempt)
    attempt.prefix, attempt.known, attempt.source = "", None, "drand %s %s" % (chain, round)
    attempt.round = int(round), bytes.fromhex(signature), bytes.fromhex(previous), None
    try: return attempt.read_drand(int(round)).hex()
    except (verify.Invalid, ValueError): return ""


COMPUTE = {"select": select, "uniform": uniform, "root": root, "field": field, "round": round}

for line in sys.stdin:
    asked = json.loads(line)
    which = asked.pop("compute", None)
    print(json.dumps(COMPUTE[which](**asked) if which else answer(**asked)), flush=True)
