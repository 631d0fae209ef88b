#!/usr/bin/env python3
"""Recalcule ce tirage avec Python seul. / Recomputes this draw with nothing but Python.

    python3 verify.py [FOLDER or ZIP] [--log-key VKEY] [--witness-key VKEY]

Written apart from the verifier of Kermesse, after docs/draw-protocol.md ("vdraw1").
Left out: the BLS signature of the drand round. Compare the signature in beacon.json with
any drand relay, or run `kermesse verify draw`, which checks it. Also left out: second
attempts, and which events a log must hold beside the close and the disqualifications.
Exit: 0 valid, 1 invalid, 2 could not be checked.
"""
import base64, hashlib, hmac, json, os, re, struct, sys, zipfile
from bisect import bisect_right, insort
from datetime import datetime, timezone


class Invalid(Exception): pass
class Unable(Exception): pass


def need(ok, fr, en):
    if not ok: raise Invalid("%s / %s" % (fr, en))
    return ok


def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def u32(n): return struct.pack(">I", n)
def u64(n): return struct.pack(">Q", n)


# --- Ed25519, verification only (RFC 8032, section 6) ---------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    k, l = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    m, n = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = l - k, n - m, n + m, l + k
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1: result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def decompress(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P: x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign): return None
    if x & 1 != sign: x = P - x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519(key, message, signature):
    if len(signature) != 64: return False
    a, r, s = decompress(key), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# --- reading what has one spelling only -----------------------------------------------------

NUMBER, HASH = "(0|[1-9][0-9]{0,19})", "([0-9a-f]{64})"
UUID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
TIME = "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
CLOSE = ("vdraw1/close\ndraw " + UUID + "\nattempt " + NUMBER + "\nrules " + HASH + "\nmode (one-win|many-wins)\n"
         "((?:prize [0-9 ]+\n)+)entries " + NUMBER + "\ntickets " + NUMBER + "\nroot " + HASH +
         "\nsource (drand [0-9a-f]{64} [1-9][0-9]*|(?:public|operator) [0-9a-f]{64})\nclosed " + TIME + "\n")
DECISION = ("vdraw1/(?:disqualify|reinstate)\ndraw " + UUID + "\nattempt " + NUMBER + "\nprize " + NUMBER + "\nslot " + NUMBER +
            "\nentry " + HASH + "\nreason ([a-z0-9-]+)\nat " + TIME + "\n")
ENTRIES_EVENT = "vdraw1/entries\ndraw %s\nentries %s\ntickets %s\nroot %s\nat %s\n"


class Bundle:
    def __init__(self, where):
        self.where = where
        self.zip = None if os.path.isdir(where) else zipfile.ZipFile(where)

    def has(self, name):
        return name in self.zip.namelist() if self.zip else os.path.isfile(os.path.join(self.where, name))

    def read(self, name):
        need(self.has(name), name + " manque", name + " is missing")
        if self.zip: return self.zip.read(name)
        with open(os.path.join(self.where, name), "rb") as f: return f.read()

    def json(self, name):
        def pairs(items):
            need(len(dict(items)) == len(items), name + "\u00a0: un nom deux fois", name + ": a name comes twice")
            return dict(items)
        return json.loads(self.read(name).decode("utf-8"), object_pairs_hook=pairs)


def match(pattern, raw, name):
    found = re.fullmatch(pattern, raw.decode("ascii", "replace"))
    return need(found, name + " est mal formé", name + " is malformed").groups()


def unbase64(text):
    raw = base64.b64decode(text)
    need(base64.b64encode(raw).decode() == text, "base64 mal formé", "malformed base64")
    return raw


def unhex(text):
    need(re.fullmatch("([0-9a-f]{2})*", text), "hexadécimal mal formé", "malformed hex")
    return bytes.fromhex(text)


def unix(text):
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    return int(moment.timestamp())


# --- the tree of RFC 6962 and the log (c2sp.org) --------------------------------------------

def root(hashes):
    if not hashes: return sha()
    while len(hashes) > 1:
        pairs = [hashes[i:i + 2] for i in range(0, len(hashes), 2)]
        hashes = [sha(b"\1", *pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return hashes[0]


def root_of_path(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2. None where the path does not fit the tree."""
    if index >= size: return None
    h, last = sha(b"\0", leaf), size - 1
    for sibling in path:
        if last == 0: return None
        if index & 1 or index == last:
            h = sha(b"\1", sibling, h)
            while index and not index & 1: index, last = index >> 1, last >> 1
        else:
            h = sha(b"\1", h, sibling)
        index, last = index >> 1, last >> 1
    return h if last == 0 else None


def parse_key(text, kind):
    name, digest, key = text.split("+", 2)
    key = unbase64(key)
    fits = len(key) == 33 and key[0] == kind and key_hash(name, key).hex() == digest
    need(fits, "clé mal formée", "malformed key")
    return name, key


def key_hash(name, key): return sha(name.encode(), b"\n", key)[:4]


class Log:
    """keys: the log's first, then those of witnesses. All of them must have signed."""

    def __init__(self, bundle, events, keys):
        self.bundle, self.events, self.keys = bundle, events, keys
        self.whole = False
        self.size, top, _ = self.checkpoint(bundle.read("log/checkpoint"), keys)
        self.whole = len(events) == self.size
        self.agree(self.size, top, "log/checkpoint")

    def agree(self, size, top, name):
        """Where the bundle holds the whole log, every checkpoint must be one of it."""
        ok = size <= self.size and (not self.whole or top == root([sha(b"\0", e) for e in self.events[:size]]))
        need(ok, name + " montre un autre journal", name + " shows another log")

    def checkpoint(self, note, keys):
        """Size and root that are signed, and when each witness cosigned them."""
        text, _, block = note.decode("utf-8").partition("\n\n")
        origin, size, top = text.split("\n")
        words = [line.split(" ") for line in block[:-1].split("\n")]
        ok = (origin == keys[0][0] and re.fullmatch(NUMBER, size) and len(unbase64(top)) == 32 and block.endswith("\n")
              and all(len(w) == 3 and w[0] == "\u2014" for w in words) and len({tuple(w) for w in words}) == len(words))
        need(ok, "point de contrôle mal formé", "malformed checkpoint")
        signatures, seen = [(w[1], unbase64(w[2])) for w in words], []
        for name, key in keys:
            own = [s[4:] for n, s in signatures if n == name and s[:4] == key_hash(name, key)]
            need(own, name + " n’a pas signé", name + " has not signed")
            message, signature = text.encode() + b"\n", own[0]
            if key[0] == 4:
                seen.append(int.from_bytes(signature[:8], "big"))
                message, signature = b"cosignature/v1\ntime %d\n" % seen[-1] + message, signature[8:]
            need(ed25519(key[1:], message, signature), "signature fausse de " + name, "wrong signature of " + name)
        return int(size), unbase64(top), seen

    def prove(self, name, record):
        name += ".tlog-proof"
        head, _, note = self.bundle.read(name).partition(b"\n\n")
        lines = head.decode("ascii", "replace").split("\n")
        need(lines[0] == "c2sp.org/tlog-proof@v1", name + " est mal formé", name + " is malformed")
        index, = match("index " + NUMBER, lines[1].encode("ascii", "replace"), name)
        size, top, seen = self.checkpoint(note, self.keys)
        path = [unbase64(line) for line in lines[2:]]
        need(root_of_path(record, int(index), size, path) == top, name + " ne prouve rien", name + " proves nothing")
        self.agree(size, top, name)
        return seen


# --- the selection, with prefix sums and the intervals already taken ------------------------

def select(seed, weights, prizes, one_win):
    ends, total = [], 0
    for w in weights:
        total += w
        ends.append(total)
    if one_win:
        order = [(j, s) for j, (w, a) in enumerate(prizes) for s in range(w)]
        order += [(j, s) for j, (w, a) in enumerate(prizes) for s in range(w, w + a)]
    else:
        order = [(j, s) for j, (w, a) in enumerate(prizes) for s in range(w + a)]
    taken, left, previous = [], total, 0
    for j, s in order:
        if not one_win and j != previous: taken, left, previous = [], total, j
        if left == 0:
            yield j, s, -1
            continue
        ticket = uniform(seed, j, s, left)
        for start, length in taken:
            if ticket >= start: ticket += length
        i = bisect_right(ends, ticket)
        insort(taken, (ends[i] - weights[i], weights[i]))
        left -= weights[i]
        yield j, s, i


def uniform(seed, prize, slot, total):
    attempt = 0
    while True:
        message = b"vdraw1/pick\n" + u32(prize) + u32(slot) + u32(attempt)
        x = int.from_bytes(hmac.new(seed, message, "sha256").digest()[:8], "big")
        if x >= 2**64 % total: return x % total
        attempt += 1


# --- the source of randomness ---------------------------------------------------------------

# Real chains: period and time of round 1. Their keys are committed to by these hashes.
REAL = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (3, 1692803367),
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": (30, 1595431050),
}


def chain_of(beacon, wanted):
    """Period and time of round 1, from the pinned facts or from facts that make the hash."""
    if "public_key" in beacon:
        name = beacon["beacon_id"] if beacon["beacon_id"] != "default" else ""
        made = sha(u32(beacon["period"]), u64(beacon["genesis_time"]), unhex(beacon["public_key"]),
                   unhex(beacon["genesis_seed"]), name.encode())
        need(made.hex() == wanted == beacon["chain_hash"], "ce n’est pas la chaîne annoncée", "this is not the chain that was named")
        return beacon["period"], beacon["genesis_time"]
    return need(REAL.get(wanted), "chaîne inconnue", "unknown chain")


def drand(bundle, chain, number, rules, closed):
    """Randomness of the round, and when it was due."""
    beacon = bundle.json("beacon.json")
    period, genesis = chain_of(beacon, chain)
    due, margin = genesis + (int(number) - 1) * period, rules.get("margin_seconds", 600)
    first = unix(rules["closes"]) + margin
    need(due >= first and (number == "1" or due - period < first) and unix(closed) < due and (margin >= 600 or chain not in REAL),
         "le tour n’est pas celui du règlement", "the round is not that of the rules")
    randomness = sha(unhex(beacon["signature"]))
    need(beacon["round"] == int(number) and beacon.get("randomness", randomness.hex()) == randomness.hex(),
         "ce n’est pas le tour annoncé", "this is not the round that was named")
    return randomness, due


def randomness(bundle, source, rules, closed):
    """Randomness, extra, and when a round was due."""
    kind, *words = source.split(" ")
    if kind == "drand":
        r, due = drand(bundle, *words, rules, closed)
        return r, bytes(32), due
    if kind == "operator":
        extra = unhex(match(HASH + "\n", bundle.read("server-seed.txt"), "server-seed.txt")[0])
        need(sha(extra).hex() == words[0], "ce n’est pas le nombre engagé", "this is not the number committed to")
        return bytes(32), extra, None
    outcome = bundle.read("outcome.txt")
    need(sha(bundle.read("announcement.txt")).hex() == words[0], "ce n’est pas l’annonce engagée", "this is not the announcement")
    need(re.fullmatch(rb"[^\r\n]+\n", outcome), "outcome.txt est mal formé", "outcome.txt is malformed")
    return sha(b"vdraw1/public\n", outcome[:-1]), bytes(32), None


# --- the steps ------------------------------------------------------------------------------

def read_list(raw, entries, tickets, wanted):
    commitments, weights, leaves, start = [], [], [], 0
    for line in raw.split(b"\n")[:-1]:
        c, w = match(HASH + " ([1-9][0-9]{0,15})", line, "entries.txt")
        need(not commitments or commitments[-1] < c, "liste non triée", "list not sorted")
        leaves.append(sha(b"\0", unhex(c), u64(start), u64(int(w))))
        commitments.append(c)
        weights.append(int(w))
        start += int(w)
    frozen = (len(weights), start, root(leaves).hex()) == (int(entries), int(tickets), wanted)
    need(frozen and start < 2**53 and raw[-1:] in (b"", b"\n"), "ce n’est pas la liste gelée", "this is not the frozen list")
    return commitments, weights


def open_log(bundle, events, pinned):
    if not bundle.has("log/checkpoint"):
        need(not any(pinned.values()), "une clé est donnée, et il n’y a pas de journal", "a key is given, and there is no log")
        return None
    own = bundle.json("keys.json") if bundle.has("keys.json") else {}
    if not pinned["--log-key"] and "log_vkey" not in own: raise Unable("pas de clé du journal / no key of the log")
    keys = [parse_key(pinned["--log-key"] or own["log_vkey"], 1)]
    if pinned["--witness-key"]: keys.append(parse_key(pinned["--witness-key"], 4))
    elif "witness_name" in own: keys.append((own["witness_name"], b"\4" + unhex(own["witness_pub"])))
    return Log(bundle, events, keys)


def check_events(bundle, log, events, draw, rules, slots):
    """Commitments that are disqualified in the end."""
    count, out = {}, {}
    for raw in events:
        kind, = re.match(rb"vdraw1/([a-z]+)\n", raw).groups()
        kind = kind.decode()
        count[kind] = count.get(kind, 0) + 1
        name = "log/%s-%d" % (kind, count[kind])
        need(kind not in ("close", "result") or raw == bundle.read(kind + ".txt"), "le journal dit autre chose", "the log says otherwise")
        need(not bundle.has(name + ".txt") or bundle.read(name + ".txt") == raw, name + ".txt est faux", name + ".txt is wrong")
        decides = kind in ("disqualify", "reinstate")
        if log and (bundle.has(name + ".tlog-proof") or decides and not log.whole): log.prove(name, raw)
        if decides:
            of, attempt, j, s, entry, reason, at = match(DECISION, raw, "log/events.txt")
            need(of == draw and slots.get((int(j), int(s))) == entry and (kind == "reinstate" or reason in rules["disqualification_reasons"]),
                 "une disqualification ne convient pas", "a disqualification does not fit")
            out[entry] = kind == "disqualify"
    return {entry for entry in out if out[entry]}


def check_names(bundle, draw, slots):
    names = {}
    for d in bundle.json("disclosures.json") if bundle.has("disclosures.json") else []:
        alias = d["alias"].encode("utf-8")
        field = sha(b"vdraw1/field\n", u32(5), b"alias", unhex(d["alias_salt"]), u32(len(alias)), alias)
        c = sha(b"vdraw1/entry\n", unhex(draw.replace("-", "")), unhex(d["entry_id"]), field, unhex(d["identity_commitment"])).hex()
        place = d["prize"], d["slot"]
        need(c == d["commitment"] == slots.get(place) and place not in names, "un nom n’est pas celui du tirage", "a name is not that of the draw")
        names[place] = d["alias"]
    return names


def verify(bundle, pinned):
    close, rules = bundle.read("close.txt"), bundle.json("rules.json")
    draw, attempt, frozen, mode, lines, entries, tickets, top, source, closed = match(CLOSE, close, "close.txt")
    if attempt != "1": raise Unable("seule la première tentative l’est ici / only a first attempt is checked here")
    need(sha(bundle.read("rules.json")).hex() == frozen, "ce n’est pas le règlement gelé", "these are not the frozen rules")
    prizes = [tuple(map(int, match("prize %d %s %s" % (j, NUMBER, NUMBER), line.encode(), "close.txt")))
              for j, line in enumerate(lines[:-1].split("\n"))]
    promised = [(p["winners"], p["alternates"]) for p in rules["prizes"]]
    need((rules["draw"], rules["mode"], rules["source"], promised) == (draw, mode, source, prizes), "le règlement dit autre chose", "the rules say otherwise")
    events = bundle.read("log/events.txt").split(b"\0\n") if bundle.has("log/events.txt") else []
    copied = (ENTRIES_EVENT % (draw, entries, tickets, top, closed)).encode() in events
    need(unix(closed) >= unix(rules["closes"]) or copied, "gelé trop tôt", "closed too early")

    commitments, weights = read_list(bundle.read("entries.txt"), entries, tickets, top)
    number, extra, due = randomness(bundle, source, rules, closed)
    seed = sha(b"vdraw1/seed\n", sha(close), number, extra)
    picks = list(select(seed, weights, prizes, mode == "one-win"))
    result = "vdraw1/result\ndraw %s\nattempt 1\nclose %s\nrandomness %s\nseed %s\n" % (draw, sha(close).hex(), number.hex(), seed.hex())
    for j, s, i in picks:
        result += "%s %d %d %d %s\n" % ("winner" if s < prizes[j][0] else "alternate", j, s, i, commitments[i] if i >= 0 else "-")
    need(bundle.read("result.txt") == result.encode(), "les gagnants publiés ne sont pas ceux du tirage", "the published winners are not those of the draw")

    log = open_log(bundle, events, pinned)
    if log:
        sealed = log.prove("log/close", close)
        need(copied or all(due is None or at < due for at in sealed), "scellé trop tard", "sealed too late")
        if bundle.has("log/result.tlog-proof") or not log.whole: log.prove("log/result", result.encode())
        if bundle.has("entries.checkpoint"):
            tree = [(log.keys[0][0] + "/" + draw + "/1", log.keys[0][1])]
            same = log.checkpoint(bundle.read("entries.checkpoint"), tree)[:2] == (len(weights), unhex(top))
            need(same, "entries.checkpoint est d’une autre liste", "entries.checkpoint is of another list")
    slots = {(j, s): commitments[i] for j, s, i in picks if i >= 0}
    out = check_events(bundle, log, events, draw, rules, slots)
    names = check_names(bundle, draw, slots)
    for j, (winners, _) in enumerate(prizes):
        held = [(a, s) for a, s, i in picks if a == j and i >= 0 and commitments[i] not in out][:winners]
        yield "%s: %s" % (rules["prizes"][j]["name"], ", ".join(names.get(place, slots[place][:16]) for place in held) or "—")
    yield "Le résultat publié est bien celui de cette liste et de ce nombre. / The published result is that of this list and this number."
    yield from limits(source, log, pinned)


def limits(source, log, pinned):
    """What the result is not worth."""
    kind, *words = source.split(" ")
    if kind == "operator": yield "Le serveur de l’organisateur a choisi le nombre. / The organiser's server chose the random number."
    elif kind == "public": yield "Vérifiez vous-même la source. / Check the source yourself."
    elif words[0] not in REAL: yield "Balise de démonstration\u00a0: pas équitable. / Demo beacon: not fair."
    else: yield "Signature BLS non vérifiée ici\u00a0; comparez-la à\u00a0: / BLS signature not checked here; compare it with: https://api.drand.sh/%s/public/%s" % tuple(words)
    if not log: yield "Sans journal public\u00a0: le scellement est la parole de l’organisateur. / No public log: the sealing is the organiser's word."
    elif not all(pinned.values()): yield "Clés prises dans le dossier lui-même (keys.json). / Keys taken from the bundle itself (keys.json)."


def main(args):
    pinned = {"--log-key": None, "--witness-key": None}
    for flag in pinned:
        if flag in args[:-1]:
            at = args.index(flag)
            pinned[flag] = args[at + 1]
            del args[at:at + 2]
    try:
        bundle = Bundle(args[0] if args else os.path.dirname(os.path.abspath(__file__)))
        for line in verify(bundle, pinned): print(line)
    except Invalid as reason:
        print("INVALIDE / INVALID: %s" % reason, file=sys.stderr)
        return 1
    except (OSError, zipfile.BadZipFile, Unable) as reason:
        print("NON VÉRIFIÉ / NOT CHECKED: %s" % reason, file=sys.stderr)
        return 2
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error) as reason:
        print("INVALIDE / INVALID: mal formé / malformed (%r)" % reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
