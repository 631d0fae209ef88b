#!/usr/bin/env python3
"""Recalcule ce tirage avec Python seul. / Recomputes this draw with nothing but Python.

    python3 verify.py [FOLDER or ZIP] [--log-key VKEY] [--witness-key VKEY ...]

Written apart from the other verifiers of Kermesse, after docs/draw-protocol.md ("vdraw1"), with the standard library
alone. It checks everything: files, rules, list, log and witnesses, the signature of the drand round, winners, events,
names, awards and the other attempts. Exit: 0 valid, 1 invalid, 2 could not be checked.
"""
import base64, hashlib, hmac, json, os, re, struct, sys, zipfile, zlib
from bisect import bisect_right, insort
from datetime import datetime, timezone


class Invalid(Exception):
    """The bundle does not prove the draw. step is the one that failed; None means the one being taken."""
    def __init__(self, reason, step=None):
        super().__init__(reason)
        self.step = step


class Unable(Exception): pass


def need(ok, fr, en, step=None):
    if not ok: raise Invalid("%s / %s" % (fr, en), step)
    return ok


def malformed(name): return Invalid("%s est mal formé / is malformed" % name, "grammar")
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def u32(n): return struct.pack(">I", n)
def u64(n): return struct.pack(">Q", n)


def unhex(text):
    if not re.fullmatch("([0-9a-f]{2})*", text): raise ValueError("not lowercase hex")
    return bytes.fromhex(text)


def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text: raise ValueError("base64 is spelled differently")
    return raw


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


# --- BLS12-381, verification only (RFC 9380 for hashing to the curve) -----------------------
# Numbers of the field and of its extension by u, u*u = -1, are pairs; those of the first group have 0 for the second.

Z = -0xd201000000010000
R = Z**4 - Z**2 + 1  # the order of both groups
Q = (Z - 1)**2 * R // 3 + Z  # the field
COFACTOR = {1: 1 - Z, 2: (Z**8 - 4 * Z**7 + 5 * Z**6 - 4 * Z**4 + 6 * Z**3 - 4 * Z**2 - 4 * Z + 13) // 9 * (3 * Z**2 - 3)}
CURVE = {1: (4, 0), 2: (4, 4)}  # y*y = x*x*x + …
GENERATOR = {
    1: ((0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb, 0),
        (0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1, 0)),
    2: ((0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8,
         0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e),
        (0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801,
         0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be)),
}


def plus(a, b): return (a[0] + b[0]) % Q, (a[1] + b[1]) % Q
def minus(a, b): return (a[0] - b[0]) % Q, (a[1] - b[1]) % Q
def by(a, b): return (a[0] * b[0] - a[1] * b[1]) % Q, (a[0] * b[1] + a[1] * b[0]) % Q


def over(a, b):
    n = pow(b[0] * b[0] + b[1] * b[1], -1, Q)
    return by(a, (b[0] * n, -b[1] * n))


def root_of(a, group):
    """A square root, or None. In the first group only real ones count."""
    def real(n):
        s = pow(n, (Q + 1) // 4, Q)
        return s if s * s % Q == n % Q else None
    if group == 1 or a[1] == 0:
        s = real(a[0])
        if s is not None or group == 1: return None if s is None else (s, 0)
        return 0, real(-a[0])
    norm = real(a[0] * a[0] + a[1] * a[1])
    if norm is None: return None
    half = pow(2, -1, Q)
    s = real((a[0] + norm) * half)
    if s is None: s = real((a[0] - norm) * half)
    return s, a[1] * pow(2 * s, -1, Q) % Q


def slope(a, b):
    if a == b: return over(by((3, 0), by(a[0], a[0])), plus(a[1], a[1]))
    return over(minus(b[1], a[1]), minus(b[0], a[0]))


def join(a, b):
    """The sum of two points; None is the zero."""
    if a is None or b is None: return a or b
    if a[0] == b[0] and (a[1] != b[1] or a[1] == (0, 0)): return None
    k = slope(a, b)
    x = minus(minus(by(k, k), a[0]), b[0])
    return x, minus(by(k, minus(a[0], x)), a[1])


def multiple(n, point):
    result = None
    while n:
        if n & 1: result = join(result, point)
        point, n = join(point, point), n >> 1
    return result


def on_curve(x, group): return plus(by(x, by(x, x)), CURVE[group])


def point_of(raw, group):
    """The point of an encoding, which is its only one; None where there is none, for the zero and outside the group."""
    if len(raw) != 48 * group or raw[0] & 0xc0 != 0x80: return None
    larger, numbers = raw[0] & 0x20, [int.from_bytes(raw[i:i + 48], "big") for i in range(0, len(raw), 48)]
    numbers[0] &= 2**381 - 1
    x = (numbers + [0])[:2] if group == 1 else numbers[::-1]
    y = root_of(on_curve(x, group), group)
    if max(x) >= Q or y is None: return None
    def is_larger(v): return (v[1] or v[0]) > (Q - 1) // 2
    if is_larger(y) != bool(larger): y = minus((0, 0), y)
    point = tuple(x), y
    return point if multiple(R, point) is None else None


def expand(message, tag, size):
    """expand_message_xmd with SHA-256."""
    tag += bytes([len(tag)])
    first = sha(bytes(64), message, struct.pack(">H", size), b"\0", tag)
    blocks = [sha(first, b"\1", tag)]
    while 32 * len(blocks) < size:
        blocks.append(sha(bytes(a ^ b for a, b in zip(first, blocks[-1])), bytes([len(blocks) + 1]), tag))
    return b"".join(blocks)[:size]


# Each group's simpler curve, on which the map is made, and the way back from it: the coefficients of appendix E of
# RFC 9380, lowest power first, x above and below the line, then y.
SIMPLE = {
    1: ((0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d, 0),
        (0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0, 0), (11, 0)),
    2: ((0, 240), (1012, 1012), (-2, -1)),
}
BACK = {1: """
    11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7
    17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb
    0d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0
    1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861
    0e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9
    1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983
    0d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84
    17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e
    080d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317
    169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e
    10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b
    06e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229
    /
    08ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c
    12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff
    0b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19
    03425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8
    13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e
    0e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5
    0772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a
    14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e
    0a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641
    095fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a
    /
    090d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33
    134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696
    00cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6
    01f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb
    08cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb
    16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0
    04ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2
    0987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29
    09fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587
    0e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30
    19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132
    18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e
    0b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8
    0245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133
    05c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b
    15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604
    /
    16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1
    1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d
    058df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2
    16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416
    0be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d
    08d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac
    166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c
    16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9
    1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a
    167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55
    04d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8
    0accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092
    0ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc
    02660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7
    0e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f
""", 2: """
    5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6,5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6
    0,11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a
    11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e,8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d
    171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1
    /
    0,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa63
    c,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa9f
    /
    1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706,1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706
    0,5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be
    11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c,8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f
    124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10
    /
    1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb
    0,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa9d3
    12,1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa99
"""}
BACK = {group: [[tuple(int(n, 16) for n in (number.split(",") + ["0"])[:2]) for number in part.split()] for part in text.split("/")]
        for group, text in BACK.items()}


def to_curve(message, tag, group):
    """The point of the group that a message hashes to."""
    raw = expand(message, tag, 128 * group)
    numbers = [int.from_bytes(raw[i:i + 64], "big") % Q for i in range(0, len(raw), 64)]
    pairs = [(n, 0) for n in numbers] if group == 1 else [tuple(numbers[:2]), tuple(numbers[2:])]
    return multiple(COFACTOR[group], join(mapped(pairs[0], group), mapped(pairs[1], group)))


def mapped(u, group):
    a, b, z = SIMPLE[group]
    def odd(v): return v[0] % 2 or (v[0] == 0 and v[1] % 2)
    def height(x): return root_of(plus(by(by(x, x), x), plus(by(a, x), b)), group)
    zu = by(z, by(u, u))
    t = plus(by(zu, zu), zu)
    x = over(b, by(z, a)) if t == (0, 0) else by(over(minus((0, 0), b), a), plus((1, 0), over((1, 0), t)))
    y = height(x)
    if y is None:
        x = by(zu, x)
        y = height(x)
    if odd(u) != odd(y): y = minus((0, 0), y)
    def value(coefficients):
        total = (0, 0)
        for c in reversed(coefficients): total = plus(by(total, x), c)
        return total
    xn, xd, yn, yd = BACK[group]
    return over(value(xn), value(xd + [(1, 0)])), by(y, over(value(yn), value(yd + [(1, 0)])))


def product(f, g):
    """Of two numbers of the field of degree 12: six pairs, the powers of w, w**6 = 1 + u. Gaps may be None."""
    wide = [(0, 0)] * 11
    for i, a in enumerate(f):
        for j, b in enumerate(g):
            if a and b: wide[i + j] = plus(wide[i + j], by(a, b))
    return [plus(wide[k], by(wide[k + 6], (1, 1))) if k < 5 else wide[k] for k in range(6)]


def paired(pairs):
    """Whether the pairings of pairs of points, of the first group and the second, multiply to one."""
    one = [(1, 0)] + [(0, 0)] * 5
    f, tops = one, [q for _, q in pairs]
    def line(p, t, q):
        k = slope(t, q)
        return [minus(by(k, t[0]), t[1]), None, by(k, minus((0, 0), p[0])), p[1], None, None]
    for bit in bin(-Z)[3:]:
        f = product(f, f)
        for n, (p, q) in enumerate(pairs):
            f, tops[n] = product(f, line(p, tops[n], tops[n])), join(tops[n], tops[n])
            if bit == "1": f, tops[n] = product(f, line(p, tops[n], q)), join(tops[n], q)
    result = one
    for bit in bin((Q**12 - 1) // R)[2:]:
        result = product(result, result)
        if bit == "1": result = product(result, f)
    return result == one


def bls(key, message, signature):
    """Whether a signature is the key's. Keys and signatures are in different groups, which their lengths tell."""
    of_key, of_signature = len(key) // 48, len(signature) // 48
    if {of_key, of_signature} != {1, 2}: return False
    k, s = point_of(key, of_key), point_of(signature, of_signature)
    if k is None or s is None: return False
    h = to_curve(message, b"BLS_SIG_BLS12381G%d_XMD:SHA-256_SSWU_RO_NUL_" % of_signature, of_signature)
    x, y = GENERATOR[of_key]
    pairs = [(k, h), ((x, minus((0, 0), y)), s)]
    return paired(pairs if of_key == 1 else [pair[::-1] for pair in pairs])


# --- the bundle -----------------------------------------------------------------------------

KIB, MIB, ATTEMPT = 2**10, 2**20, "(attempts/[1-9][0-9]{0,9}/)?"
KNOWN = [(re.compile(name), most) for name, most in (
    (r"rules\.json", MIB), (ATTEMPT + r"close\.txt", MIB), (ATTEMPT + r"entries\.txt", 4096 * MIB),
    (ATTEMPT + r"entries\.checkpoint", 64 * KIB), (ATTEMPT + r"beacon\.json", 16 * KIB), (ATTEMPT + r"server-seed\.txt", KIB),
    (ATTEMPT + r"(announcement|outcome)\.txt", MIB), (ATTEMPT + r"result\.txt", 128 * MIB),
    (ATTEMPT + r"(close|result)\.tlog-proof", 64 * KIB), (r"disclosures\.json", 64 * MIB), (r"keys\.json", 64 * KIB),
    (r"log/events\.txt", 64 * MIB), (r"log/checkpoint", 64 * KIB), (r"log/[a-z]+(-[1-9][0-9]{0,9})?\.(txt|tlog-proof)", 64 * KIB),
    (r"(README\.txt|verify\.(py|html|js))", 4 * MIB), (r"(close|result)\.txt\.(ots|tsr)", MIB))]


class Bundle:
    def __init__(self, where):
        self.where, self.zip, self.sizes, self.opened = where, None, {}, set()
        if os.path.isdir(where):
            for folder, _, names in os.walk(where):
                for name in names:
                    path = os.path.join(folder, name)
                    need(os.path.isfile(path) and not os.path.islink(path), path + " n’est pas un fichier", path + " is not a file", "grammar")
                    self.take(os.path.relpath(path, where).replace(os.sep, "/"), os.path.getsize(path))
        else:
            self.zip = zipfile.ZipFile(where)
            for info in self.zip.infolist():
                if not info.is_dir():
                    need(info.external_attr >> 28 in (0, 8), "un lien dans le zip", "a link in the zip", "grammar")
                    self.take(info.filename, info.file_size)

    def take(self, name, size):
        most = next((most for known, most in KNOWN if known.fullmatch(name)), None)
        need(most is not None, "%r n’est pas un fichier d’un dossier de preuve" % name, "%r is not a file of a proof bundle" % name, "grammar")
        fits = name not in self.sizes and size <= most and len(self.sizes) < 20_000
        self.sizes[name] = need(fits, name + "\u00a0: deux fois, ou trop grand", name + ": twice, or too large", "grammar") and size

    def names(self): return list(self.sizes)
    def has(self, name): return name in self.sizes

    def read(self, name):
        need(self.has(name), name + " manque", name + " is missing", "grammar")
        self.opened.add(name)
        if self.zip:
            try: return self.zip.read(name)
            except (zlib.error, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile): raise Unable(name + " est abîmé / is damaged")
        with open(os.path.join(self.where, name), "rb") as f: return f.read()

    def read_rest(self):
        """What no step looked at: an archive that is damaged anywhere is not one to hand on as a proof."""
        for name in set(self.sizes) - self.opened: self.read(name)

    def json(self, name):
        def pairs(items):
            if len(dict(items)) != len(items): raise ValueError("a name comes twice")
            return dict(items)
        def refuse(text): raise ValueError(text)
        try:
            value = json.loads(self.read(name).decode("utf-8"), object_pairs_hook=pairs, parse_constant=refuse)
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair is no character
            return value
        except (ValueError, RecursionError): raise malformed(name)


def field(thing, name, kind, most=None):
    """A field of a JSON object, of that kind; whole numbers are not negative."""
    value = thing[name]
    if type(value) is not kind or kind is int and not 0 <= value <= most: raise ValueError(name)
    return value


def strings(thing, name):
    if not all(type(item) is str for item in field(thing, name, list)): raise ValueError(name)
    return thing[name]


# --- records: one regular expression for all that a kind may be ------------------------------

NUMBER, FROM1, HASH = "(0|[1-9][0-9]{0,15})", "([1-9][0-9]{0,15})", "([0-9a-f]{64})"
UUID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
TIME = "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
SOURCE = "(drand [0-9a-f]{64} [1-9][0-9]{0,19}|(?:public|operator) [0-9a-f]{64})"
REASON = "([a-z0-9]+(?:-[a-z0-9]+)*)"
DECISION = [("attempt", FROM1), ("prize", NUMBER), ("slot", NUMBER), ("entry", HASH), ("reason", REASON), ("at", TIME)]
RECORDS = {
    "close": [("attempt", FROM1), ("rules", HASH), ("mode", "(one-win|many-wins)"), ("prizes", None), ("entries", NUMBER),
              ("tickets", NUMBER), ("root", HASH), ("source", SOURCE), ("closed", TIME)],
    "result": [("attempt", FROM1), ("close", HASH), ("randomness", HASH), ("seed", HASH), ("slots", None)],
    "publish": [("rules", HASH), ("source", SOURCE), ("published", TIME)],
    "amend": [("rules", HASH), ("reason", REASON), ("at", TIME)],
    "entries": [("entries", NUMBER), ("tickets", NUMBER), ("root", HASH), ("at", TIME)],
    "exclude": [("entry", HASH), ("reason", REASON), ("at", TIME)],
    "disqualify": DECISION, "reinstate": DECISION, "accept": DECISION,
    "cancel": [("attempt", FROM1), ("reason", REASON), ("at", TIME)],
    "restart": [("attempt", FROM1), ("previous", FROM1), ("reason", REASON), ("source", SOURCE), ("at", TIME)],
    "fallback": [("attempt", FROM1), ("from", SOURCE), ("to", SOURCE), ("at", TIME)],
    "audit": [("attempt", FROM1), ("sample", FROM1), ("auditor", "([!-~]+(?: [!-~]+)*)"), ("statement", HASH), ("at", TIME)],
}
LINES = {"prizes": "((?:prize [0-9 ]+\n)+)", "slots": "((?:(?:winner|alternate) [0-9]+ [0-9]+ (?:-1 -|[0-9]+ [0-9a-f]{64})\n)*)"}
PATTERNS = {kind: re.compile("vdraw1/%s\ndraw %s\n" % (kind, UUID) +
                             "".join(LINES[key] if pattern is None else "%s %s\n" % (key, pattern) for key, pattern in lines))
            for kind, lines in RECORDS.items()}


def unix(text):
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ") if text[:4] != "0000" else datetime(1, 1, 1)
    return int(moment.replace(tzinfo=timezone.utc).timestamp())


def kind_of(raw):
    found = re.match(rb"vdraw1/([a-z]+)\n", raw)
    return found.group(1).decode() if found else ""


def record(raw, wanted=None):
    """The fields of a record, of the kind if one is given. Raises ValueError."""
    kind = kind_of(raw)
    if kind not in RECORDS or wanted not in (None, kind): raise ValueError("not a record " + (wanted or ""))
    found = PATTERNS[kind].fullmatch(raw.decode("ascii"))
    if not found: raise ValueError("a record %s is malformed" % kind)
    r = {"kind": kind, "raw": raw}
    for key, text in zip(["draw"] + [key for key, _ in RECORDS[kind]], found.groups()):
        if key in ("attempt", "previous", "prize", "slot", "sample"):
            if int(text) >= 2**31: raise ValueError(key)
            text = int(text)
        elif key in ("entries", "tickets"):
            if int(text) >= 2**53: raise ValueError(key)
            text = int(text)
        elif key in ("at", "closed", "published"): text = unix(text)
        elif key in ("reason", "auditor") and len(text) > 200: raise ValueError(key)
        elif key in ("source", "from", "to") and text.startswith("drand") and int(text.split()[2]) >= 2**64: raise ValueError(key)
        r[key] = text
    if kind == "close":
        lines = [re.fullmatch("prize %d %s %s" % (j, NUMBER, NUMBER), line) for j, line in enumerate(r["prizes"][:-1].split("\n"))]
        r["prizes"] = check_prizes([tuple(map(int, line.groups())) for line in lines], r["attempt"] > 1)
        if r["entries"] > r["tickets"] or (r["entries"] == 0) != (r["tickets"] == 0): raise ValueError("entries and tickets")
    if kind == "result":
        for words in (line.split(" ") for line in r["slots"].split("\n")[:-1]):
            if any(n != str(int(n)) or int(n) >= 2**31 for n in words[1:4]): raise ValueError("a slot")
    return r


def check_prizes(prizes, later=False):
    """Each prize has a winner; a later attempt may be held for some prizes alone."""
    each = all(w >= 1 or later and w == a == 0 for w, a in prizes) and any(w for w, a in prizes)
    fits = 1 <= len(prizes) <= 10_000 and each and sum(w + a for w, a in prizes) <= 1_000_000
    if not fits: raise ValueError("prizes")
    return prizes


def places_of(close): return sum(w + a for w, a in close["prizes"])


def read_record(bundle, name, kind):
    raw = bundle.read(name)
    try: return record(raw, kind)
    except (ValueError, AttributeError): raise malformed(name)


def source_of(text):
    if not re.fullmatch(SOURCE, text) or text.startswith("drand") and int(text.split()[2]) >= 2**64: raise ValueError("source")
    return text


def read_rules(bundle):
    raw = bundle.json("rules.json")
    try:
        r = {name: field(raw, name, str) for name in ("draw", "title", "mode")}
        if not re.fullmatch(UUID, r["draw"]) or r["mode"] not in ("one-win", "many-wins"): raise ValueError("rules")
        for name in ("opens", "closes"):
            if not re.fullmatch(TIME, field(raw, name, str)): raise ValueError(name)
            r[name] = unix(raw[name])
        r["names"] = [field(p, "name", str) for p in field(raw, "prizes", list)]
        r["prizes"] = check_prizes([(field(p, "winners", int, 10**6), field(p, "alternates", int, 10**6)) for p in raw["prizes"]])
        r["source"] = source_of(field(raw, "source", str))
        r["margin"] = field(raw, "margin_seconds", int, 2**31 - 1) if "margin_seconds" in raw else 600
        r["reasons"] = strings(raw, "disqualification_reasons")
        if not all(re.fullmatch(REASON, reason) and len(reason) <= 200 for reason in r["reasons"]): raise ValueError("reasons")
        r["witnesses"] = parse_witnesses(strings(raw, "witnesses") if "witnesses" in raw else [])
        r["need"] = field(raw, "witnesses_needed", int, 100) if "witnesses_needed" in raw else 0
        r["fallback"] = [source_of(s) for s in strings(raw, "fallback")] if "fallback" in raw else []
        r["after"] = field(raw, "fallback_after_seconds", int, 2**31 - 1) if r["fallback"] else 0
        sources = [r["source"]] + r["fallback"]
        if r["opens"] > r["closes"] or not r["need"] <= len(r["witnesses"]) <= 100 or len(set(sources)) < len(sources): raise ValueError("rules")
        return r
    except (ValueError, KeyError, TypeError): raise malformed("rules.json")


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


def logged(raw):
    """What stands in the log for a record: itself, or for a long one its digest."""
    if len(raw) <= 65535: return raw
    return b"kermesse/log/digest\nbytes %d\nsha256 %s\n" % (len(raw), sha(raw).hex().encode())


def key_hash(name, key): return sha(name.encode(), b"\n", key)[:4]


def parse_key(text, kind):
    name, digest, key = text.split("+", 2)
    key = unbase64(key)
    if not name or re.search(r"\s", name) or len(key) != 33 or key[0] != kind or key_hash(name, key).hex() != digest: raise ValueError("key")
    return name, key


def parse_witnesses(texts):
    keys = [parse_key(text, 4) for text in texts]
    if len({name for name, _ in keys}) < len(keys): raise ValueError("a witness is named twice")
    return keys


def merge(known, more): return known + [key for key in more if key[0] not in {name for name, _ in known}]


def signed_by(note, keys):
    """The text of a note, when each of the keys signed it (0 where that is not said), and how many others did."""
    text, _, block = note.decode("utf-8").rpartition("\n\n")
    text += "\n"
    lines = block[:-1].split("\n")
    if re.search("[\0-\x09\x0b-\x1f]", text + block) or block[-1:] != "\n" or len(set(lines)) != len(lines) or len(lines) > 100: raise ValueError("note")
    seen, strangers = {}, 0
    for line in lines:
        dash, name, signature = line.split(" ")
        raw = unbase64(signature)
        if dash != "\u2014" or not name or len(raw) < 5: raise ValueError("signature line")
        key = next((k for k in keys if k[0] == name and key_hash(*k) == raw[:4]), None)
        if key is None: strangers += 1
        elif key not in seen:
            at, message, signature = 0, text.encode(), raw[4:]
            if key[1][0] == 4:
                at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                message = b"cosignature/v1\ntime %d\n" % at + message
            if at > 253402300799 or not ed25519(key[1][1:], message, signature): raise ValueError("wrong signature of " + name)
            seen[key] = at
    return text, seen, strangers


def parse_rotation(text):
    """A change of the log's key, which both keys signed: the size up to which the first signs, and both."""
    found = re.fullmatch("kermesse/log/rotate\nsize %s\nroot ([^\n]+)\nold ([^\n]+)\nnew ([^\n]+)\nat %s\n\n(.*)" % (NUMBER, TIME), text, re.S)
    size, top, old, new, at, _ = found.groups()
    old, new = parse_key(old, 1), parse_key(new, 1)
    _, seen, strangers = signed_by(text.encode(), [old, new])
    if len(unbase64(top)) != 32 or old[0] != new[0] or old == new or list(seen) != [old, new] or strangers: raise ValueError("rotation")
    return int(size), old, new


def follow(key, rotations):
    """The keys before and after a trusted one, as each change vouches for both: key -> sizes more than, and up to."""
    keys = {key: [0, float("inf")]}
    for _ in rotations:
        for size, old, new in rotations:
            if old in keys or new in keys:
                keys.setdefault(old, [0, float("inf")])[1] = size
                keys.setdefault(new, [0, float("inf")])[0] = size
    return keys


class Log:
    """What a bundle shows of the public log, under the keys that were given, that the rules name, and its own."""

    def __init__(self, bundle, life, rules, pinned):
        self.bundle, self.life, self.next = bundle, life, 0
        self.key, self.witnesses = pinned["log"], merge(pinned["witnesses"], rules["witnesses"])
        self.own_key, self.own_witnesses = not pinned["log"], not pinned["witnesses"]
        self.strict, rotations = bundle.has("keys.json"), []
        if self.strict:
            own = bundle.json("keys.json")
            try:
                key = parse_key(field(own, "log_vkey", str), 1)
                witnesses = parse_witnesses(strings(own, "witnesses")) if "witnesses" in own else []
                if "witness_name" in own:
                    name, body = field(own, "witness_name", str), bytes.fromhex(field(own, "witness_pub", str))
                    if not name or re.search(r"[ +\n]", name) or len(body) != 32: raise ValueError("witness")
                    witnesses = merge(witnesses, [(name, b"\4" + body)])
                rotations = [parse_rotation(text) for text in strings(own, "rotations")] if "rotations" in own else []
            except (ValueError, KeyError, TypeError, AttributeError): raise malformed("keys.json")
            self.key, self.witnesses = self.key or key, merge(self.witnesses, witnesses)
        elif not self.key: raise Unable("pas de clé du journal / no key of the log")
        self.keys = follow(self.key, rotations)
        self.size, top, _ = self.checkpoint(bundle.read("log/checkpoint"), "log/checkpoint")
        self.roots = None
        if life.whole:
            hashes = [sha(b"\0", logged(raw)) for raw in life.records]
            self.roots = {0: root([])}
            self.leaves = hashes
        self.agree(self.size, top, "log/checkpoint")

    def checkpoint(self, note, name):
        """Size and root that are signed, and when each witness cosigned them."""
        try:
            text, seen, strangers = signed_by(note, list(self.keys) + self.witnesses)
            origin, size, top, end = text.split("\n")
            if origin != self.key[0] or end or not re.fullmatch(NUMBER, size) or len(unbase64(top)) != 32: raise ValueError("checkpoint")
            if not any(key in seen and after < int(size) <= until for key, (after, until) in self.keys.items()): raise ValueError("not by the log's key")
        except ValueError as error: raise Invalid("%s\u00a0: signature fausse / wrong signature (%s)" % (name, error), "log")
        need(not self.strict or not strangers, name + " est signé par un inconnu", name + " is signed by a stranger", "log")
        return int(size), unbase64(top), {key[0]: at for key, at in seen.items() if key not in self.keys}

    def agree(self, size, top, name):
        """Where the bundle holds the whole log, every checkpoint must be one of it."""
        if size <= self.size and self.roots is not None and size not in self.roots: self.roots[size] = root(self.leaves[:size])
        ok = size <= self.size and (size == 0 or self.roots is None or self.roots[size] == top)
        need(ok, name + " montre un autre journal", name + " shows another log", "log")

    def has(self, file): return self.bundle.has(file + ".tlog-proof")

    def prove(self, file, raw):
        """The index of a record in the log, and when each witness cosigned the checkpoint that its proof leads to."""
        name = file + ".tlog-proof"
        head, found, note = self.bundle.read(name).partition(b"\n\n")
        try:
            first, index, *path = head.decode("ascii").split("\n")
            if not found or first != "c2sp.org/tlog-proof@v1" or not re.fullmatch("index " + NUMBER, index): raise ValueError("proof")
            index, path = int(index[6:]), [unbase64(line) for line in path]
            if any(len(h) != 32 for h in path): raise ValueError("path")
        except ValueError: raise malformed(name)
        size, top, seen = self.checkpoint(note, name)
        need(root_of_path(logged(raw), index, size, path) == top, name + " ne prouve rien", name + " proves nothing", "log")
        self.agree(size, top, name)
        return index, seen

    def holds(self, event):
        """The event is in the log, after the one before it. Counts of the list matter only where one sealed it."""
        copy = event["file"] + ".txt"
        if copy.startswith("log/") and self.bundle.has(copy):
            need(self.bundle.read(copy) == event["raw"], copy + " est faux", copy + " is wrong")
        if not self.has(event["file"]):
            need(self.roots is not None or event["kind"] == "entries", event["file"] + "\u00a0: la preuve manque", event["file"] + ": its proof is missing", "log")
            return
        index, _ = self.prove(event["file"], event["raw"])
        need(index >= self.next and (self.roots is None or index == event["position"]), event["file"] + " n’est pas à sa place", event["file"] + " is out of place")
        self.next = index + 1


# --- the life of a draw ---------------------------------------------------------------------

class Life:
    """The records of log/events.txt, and which of them are the draw's own."""

    def __init__(self, bundle, close):
        self.records, self.events, self.whole, self.copied, self.close = [], [], False, None, close
        if not bundle.has("log/events.txt"): return
        self.records, count = bundle.read("log/events.txt").split(b"\0\n"), {}
        if len(self.records) > 1_000_000: raise malformed("log/events.txt")
        for position, raw in enumerate(self.records):
            if not self.owns(raw): continue
            event = self.parse(raw)
            kind, n = event["kind"], count.get(event["kind"], 0) + 1
            file = "log/%s-%d" % (kind, n)
            if kind == "publish" and n == 1: file = "log/publish"
            if kind in ("close", "result"): file = ("log/" if event["attempt"] == close["attempt"] else "attempts/%d/" % event["attempt"]) + kind
            count[kind] = n
            event.update(position=position, file=file)
            self.events.append(event)
            if len(self.events) > 50_000: raise malformed("log/events.txt")
        if bundle.has("log/checkpoint"):
            self.whole = bundle.read("log/checkpoint").split(b"\n")[1:2] == [b"%d" % len(self.records)]
        if not self.whole and len(self.events) < len(self.records):
            for raw in self.records: self.parse(raw)
            raise Invalid("un événement est d’un autre tirage / an event is of another draw", "events")

    def owns(self, raw): return raw.startswith(b"vdraw1/%s\ndraw %s\n" % (kind_of(raw).encode(), self.close["draw"].encode())) and kind_of(raw) != ""

    def parse(self, raw):
        try: return record(raw)
        except (ValueError, AttributeError): raise malformed("log/events.txt")

    def of(self, attempt, *kinds): return [e for e in self.events if e.get("attempt") == attempt and e["kind"] in kinds]

    def sealed_at(self):
        own = self.of(self.close["attempt"], "close")
        return own[-1]["position"] if own else len(self.records)

    def announced(self, attempt, rules):
        """The source of an attempt, and the time from which its round is counted."""
        if attempt == 1: return rules["source"], rules["closes"]
        restarts = self.of(attempt, "restart")
        need(restarts, "la tentative %d n’a pas été annoncée" % attempt, "attempt %d was not announced" % attempt, "terms")
        return restarts[-1]["source"], restarts[-1]["at"]

    def check_order(self):
        """What happened can have happened in this order."""
        def step(e): return e["kind"], e.get("attempt")
        everything, seen = {step(e) for e in self.events}, set()
        for i, e in enumerate(self.events):
            kind, a = step(e)
            after, never, must = [], [], False
            if kind in ("amend", "entries"): never = [("any", "close")]
            if kind == "close": after, never, must = [("restart", a)] if a > 1 else [], [("cancel", a), ("result", a)], a > 1
            if kind == "result": after = [("close", a)]
            if kind in ("disqualify", "reinstate", "accept", "audit"): after = [("close", a), ("result", a)]
            if kind == "cancel": after, never = [("close", a)], [("cancel", a)]
            if kind == "restart": never = [("restart", a)]
            if kind == "fallback": after, never = [("close", a)], [("result", a)]
            ok = all(s in seen or not must and s not in everything for s in after) and not seen.intersection(never)
            ok = ok and not (kind == "publish" and i) and not (kind == "restart" and e["previous"] != a - 1)
            ok = ok and not (kind == "restart" and not seen.intersection([("cancel", a - 1), ("result", a - 1)]))
            need(ok, e["file"] + " n’est pas à sa place", e["file"] + " is out of place")
            seen.update([(kind, a), ("any", kind)])


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
            if ticket < start: break
            ticket += length
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

# The real chains: their hash, then scheme, name, period, time of round 1, and key.
REAL = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (
        "bls-unchained-g1-rfc9380", "quicknet", 3, 1692803367, bytes.fromhex(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
            "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"),
        bytes.fromhex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e")),
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": (
        "pedersen-bls-chained", "default", 30, 1595431050,
        bytes.fromhex("868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"),
        bytes.fromhex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a")),
}
LAST = 253402300799  # the end of the year 9999


def chain_hash(chain):
    _, name, period, genesis, key, seed = chain
    return sha(u32(period), u64(genesis), key, seed, b"" if name == "default" else name.encode()).hex()


for wanted, chain in REAL.items(): assert chain_hash(chain) == wanted


def read_round(bundle, name):
    """Number, signature, previous signature and, if the file describes one, the chain of a round."""
    b = bundle.json(name)
    try:
        signature = unhex(field(b, "signature", str))
        previous = unhex(field(b, "previous_signature", str)) if "previous_signature" in b else b""
        if "randomness" in b and field(b, "randomness", str) != sha(signature).hex(): raise ValueError("randomness")
        chain = None
        if "public_key" in b:
            chain = (field(b, "scheme", str), field(b, "beacon_id", str), field(b, "period", int, 2**32 - 1),
                     field(b, "genesis_time", int, 2**63 - 1), unhex(field(b, "public_key", str)), unhex(field(b, "genesis_seed", str)))
            if chain_hash(chain) != field(b, "chain_hash", str): raise ValueError("chain_hash")
            group = {("pedersen-bls-chained", 48): 1, ("bls-unchained-g1-rfc9380", 96): 2}[chain[0], len(chain[4])]
            if REAL.get(chain_hash(chain)) != chain and (chain[2] < 1 or chain[3] > LAST or point_of(chain[4], group) is None): raise ValueError("chain")
        return field(b, "round", int, 2**64 - 1), signature, previous, chain
    except (ValueError, KeyError, TypeError): raise malformed(name)


class Attempt:
    """One attempt of a draw: list, number and result, from the files under a prefix."""

    def __init__(self, bundle, prefix=""):
        self.bundle, self.prefix, self.known = bundle, prefix, None
        self.close = read_record(bundle, prefix + "close.txt", "close")
        self.commit, self.source = sha(self.close["raw"]), self.close["source"]
        self.round = read_round(bundle, prefix + "beacon.json") if bundle.has(prefix + "beacon.json") else None

    def chain_of(self, source):
        wanted = source.split(" ")[1]
        chain = REAL.get(wanted) or (self.round and self.round[3]) or self.known
        return need(chain and chain_hash(chain) == wanted and chain, "chaîne inconnue", "unknown chain", "terms")

    def due_of(self, source):
        """When the round of a source is due; None for a source without rounds."""
        if not source.startswith("drand"): return None
        chain, number = self.chain_of(source), int(source.split(" ")[2])
        due = chain[3] + (number - 1) * chain[2]
        need(due <= LAST, "ce tour n’existe pas", "there is no such round", "terms")
        return due

    def read_list(self):
        name = self.prefix + "entries.txt"
        need(self.bundle.has(name), name + " manque", name + " is missing", "list")
        commitments, weights, leaves, start = [], [], [], 0
        lines = self.bundle.read(name).split(b"\n")
        need(len(lines) <= self.close["entries"] + 1, "la liste est plus longue qu’annoncé", "the list is longer than was announced", "list")
        for line in lines[:-1]:
            found = re.fullmatch(rb"([0-9a-f]{64}) ([1-9][0-9]{0,15})", line)
            need(found and (not commitments or commitments[-1] < found.group(1).decode()), "la liste n’est pas en règle", "the list is not in order", "list")
            c, w = found.group(1).decode(), int(found.group(2))
            leaves.append(sha(b"\0", bytes.fromhex(c), u64(start), u64(w)))
            commitments.append(c)
            weights.append(w)
            start += w
            need(start < 2**53, "trop de tickets", "too many tickets", "list")
        frozen = (len(weights), start, root(leaves).hex()) == (self.close["entries"], self.close["tickets"], self.close["root"])
        need(lines[-1] == b"" and frozen, "ce n’est pas la liste gelée", "this is not the frozen list", "list")
        self.commitments, self.weights, self.index = commitments, weights, {c: i for i, c in enumerate(commitments)}

    def read_number(self):
        kind, *words = self.source.split(" ")
        self.number, self.extra = bytes(32), bytes(32)
        if kind == "drand": self.number = self.read_drand(int(words[1]))
        elif kind == "operator":
            text = self.bundle.read(self.prefix + "server-seed.txt")
            if not re.fullmatch(rb"[0-9a-f]{64}\n", text): raise malformed(self.prefix + "server-seed.txt")
            self.extra = bytes.fromhex(text[:64].decode())
            need(sha(self.extra).hex() == words[0], "ce n’est pas le nombre engagé", "this is not the number committed to", "beacon")
        else:
            announcement, outcome = self.bundle.read(self.prefix + "announcement.txt"), self.bundle.read(self.prefix + "outcome.txt")
            need(sha(announcement).hex() == words[0], "ce n’est pas l’annonce engagée", "this is not the announcement", "beacon")
            if not re.fullmatch(rb"[^\r\n]+\n", outcome): raise malformed(self.prefix + "outcome.txt")
            self.number = sha(b"vdraw1/public\n", outcome[:-1])

    def read_drand(self, wanted):
        need(self.round, self.prefix + "beacon.json manque", self.prefix + "beacon.json is missing", "beacon")
        (number, signature, previous, described), chain = self.round, self.chain_of(self.source)
        chained = chain[0] == "pedersen-bls-chained"
        length = (len(chain[5]) if number == 1 else 96) if chained else 0
        ok = number == wanted and (described is None or chain_hash(described) == chain_hash(chain)) and len(previous) == length
        need(ok and len(signature) == (96 if chained else 48) and bls(chain[4], sha(previous, u64(number)), signature),
             "ce n’est pas le tour annoncé", "this is not the round that was named", "beacon")
        return sha(signature)

    def compute_seed(self): self.seed = sha(b"vdraw1/seed\n", self.commit, self.number, self.extra)

    def decide(self):
        self.compute_seed()
        prizes = self.close["prizes"]
        self.picks = list(select(self.seed, self.weights, prizes, self.close["mode"] == "one-win"))
        self.slots = {(j, s): self.commitments[i] for j, s, i in self.picks if i >= 0}
        lines = ["vdraw1/result", "draw " + self.close["draw"], "attempt %d" % self.close["attempt"], "close " + self.commit.hex(),
                 "randomness " + self.number.hex(), "seed " + self.seed.hex()]
        for j, s, i in self.picks:
            lines.append("%s %d %d %d %s" % ("winner" if s < prizes[j][0] else "alternate", j, s, i, self.commitments[i] if i >= 0 else "-"))
        self.result = ("\n".join(lines) + "\n").encode()


# --- the steps, in their order --------------------------------------------------------------

STEPS = "grammar rules terms list log beacon seed winners events disclosures awards attempts".split(" ")


class Verification:
    def __init__(self, bundle, pinned):
        self.bundle, self.pinned, self.log_view, self.notes, self.others = bundle, pinned, None, [], []

    def run(self):
        for step in STEPS:
            try: getattr(self, step)()
            except Invalid as error:
                error.step = error.step or step
                raise
        self.bundle.read_rest()

    def grammar(self):
        self.law = read_rules(self.bundle)
        self.main = Attempt(self.bundle)
        self.close = self.main.close
        self.published = read_record(self.bundle, "result.txt", "result")
        self.named = []
        if self.bundle.has("disclosures.json"):
            listed = self.bundle.json("disclosures.json")
            if type(listed) is not list: raise malformed("disclosures.json")
            try: self.named = [self.disclosure(d) for d in listed]
            except (ValueError, KeyError, TypeError): raise malformed("disclosures.json")
            if len(self.named) > places_of(self.close): raise malformed("disclosures.json")
        self.life = Life(self.bundle, self.close)

    def disclosure(self, d):
        out = {name: unhex(field(d, name, str)) for name in ("entry_id", "alias_salt", "commitment", "identity_commitment")}
        if [len(value) for value in out.values()] != [16, 32, 32, 32]: raise ValueError("disclosure")
        return dict(out, alias=field(d, "alias", str), place=(field(d, "prize", int, 10_000), field(d, "slot", int, 10**6)))

    def rules(self):
        need(sha(self.bundle.read("rules.json")).hex() == self.close["rules"], "ce n’est pas le règlement gelé", "these are not the frozen rules")

    def gives_prizes(self, close):
        pairs = list(zip(close["prizes"], self.law["prizes"]))
        if len(close["prizes"]) != len(self.law["prizes"]): return False
        return all(a == b if close["attempt"] == 1 else a[0] <= b[0] and a[1] <= b[1] for a, b in pairs)

    def terms(self):
        close, law = self.close, self.law
        same = close["draw"] == law["draw"] and close["mode"] == law["mode"] and self.gives_prizes(close)
        need(same, "le règlement dit autre chose", "the rules say otherwise")
        self.due = self.main.due_of(close["source"])
        source, start = self.life.announced(close["attempt"], law)
        need(close["source"] == source, "ce n’est pas la source annoncée", "this is not the source that was announced")
        if close["closed"] < law["closes"]:
            counts = [e for e in self.life.events if e["kind"] == "entries" and e["position"] < self.life.sealed_at()]
            need(counts and all(counts[-1][key] == close[key] for key in ("entries", "tickets", "root")) and counts[-1]["at"] == close["closed"],
                 "gelé trop tôt, ou pas le dernier relevé", "closed too early, or not the last count")
            self.life.copied = counts[-1]
        if self.due is not None:
            chain, first = self.main.chain_of(source), start + law["margin"]
            need(law["margin"] >= 600 or chain_hash(chain) not in REAL, "marge trop courte", "the margin is too short")
            is_first = self.due >= first and (self.due - chain[2] < first or self.due == chain[3])
            need((is_first or close["attempt"] > 1 and self.due >= first) and close["closed"] < self.due,
                 "le tour n’est pas celui du règlement", "the round is not that of the rules")
        self.follow(self.main, self.due)

    def follow(self, attempt, due):
        """The source that counts in the end, after the fallbacks that the rules allow."""
        last, law = due if due is not None else attempt.close["closed"], self.law
        for e in self.life.of(attempt.close["attempt"], "fallback"):
            ready, sources = last + law["after"], [law["source"]] + law["fallback"]
            at = law["fallback"].index(attempt.source) + 1 if attempt.source in law["fallback"] else 0
            fits = e["from"] == attempt.source and not e["from"].startswith("operator ") and law["fallback"][at:at + 1] == [e["to"]] and e["at"] >= ready
            need(fits, "le règlement ne permet pas cette autre source", "the rules do not allow this other source", "terms")
            attempt.source = e["to"]
            due = attempt.due_of(e["to"])
            need(due is None or due >= ready, "le tour qui prend la suite existait déjà", "the round that takes over existed before", "terms")
            last = due if due is not None else e["at"]
            if attempt is self.main and self.due is None and due is not None:
                self.due = due
                need(attempt.close["closed"] < due, "le tour existait déjà au gel", "the round existed when the list was closed", "terms")
            if attempt is self.main and e["from"].split(" ")[1] in REAL:
                self.notes.append("Ce tirage est faux si ce tour existe / This draw is false if this round exists: https://api.drand.sh/%s/public/%s" % tuple(e["from"].split(" ")[1:]))

    def list(self): self.main.read_list()

    def log(self):
        names, given = self.bundle.names(), self.pinned["witnesses"]
        if not any(n == "log/checkpoint" or n.endswith(".tlog-proof") or n.endswith("entries.checkpoint") for n in names):
            need(not self.pinned["log"] and not given, "une clé est donnée, et il n’y a pas de journal", "a key is given, and there is no log")
            return
        log = Log(self.bundle, self.life, self.law, self.pinned)
        self.check_tree(log)
        _, seen = log.prove("log/close", self.close["raw"])
        def early(seen): return {name: at for name, at in seen.items() if self.due is None or at < self.due}
        copied = self.life.copied
        if copied:
            need(self.due is None or not early(seen), "le gel n’est pas venu trop tard", "the closing did not come too late")
            seen = {} if log.roots is not None and not log.has(copied["file"]) else log.prove(copied["file"], copied["raw"])[1]
        self.sealed = early(seen)
        def count(keys): return sum(name in self.sealed for name, _ in keys)
        need(count(self.law["witnesses"]) >= self.law["need"], "pas assez de témoins à temps", "not enough witnesses in time")
        need(count(given) >= (min(1, len(given)) if self.law["need"] else len(given)), "un témoin manque ou vient trop tard", "a witness is missing or came too late")
        if not given and seen and not self.sealed: self.notes.append("Un témoin n’a cosigné qu’après l’heure du tour / A witness cosigned only after the round was due")
        self.log_view = log

    def check_tree(self, log):
        if not self.bundle.has("entries.checkpoint"): return
        name = "%s/%s/%d" % (log.key[0], self.close["draw"], self.close["attempt"])
        try:
            text, seen, _ = signed_by(self.bundle.read("entries.checkpoint"), [(name, body) for _, body in log.keys])
            same = seen and text == "%s\n%d\n%s\n" % (name, self.close["entries"], base64.b64encode(bytes.fromhex(self.close["root"])).decode())
        except ValueError: same = False
        need(same, "entries.checkpoint est faux", "entries.checkpoint is wrong", "log")

    def beacon(self): self.main.read_number()

    def seed(self):
        self.main.compute_seed()
        p, m = self.published, self.main
        computed = self.close["draw"], self.close["attempt"], m.commit.hex(), m.number.hex(), m.seed.hex()
        need((p["draw"], p["attempt"], p["close"], p["randomness"], p["seed"]) == computed, "le résultat vient d’ailleurs", "the result comes from elsewhere")

    def winners(self):
        self.main.decide()
        need(self.main.result == self.published["raw"], "les gagnants publiés ne sont pas ceux du tirage", "the published winners are not those of the draw")

    def events(self):
        life, main, log, files = self.life, self.main, self.log_view, set()
        if log and (log.has("log/result") or log.roots is None): log.prove("log/result", main.result)
        sealed = life.copied["position"] if life.copied else life.sealed_at()
        for e in life.events:
            kind, own = e["kind"], e.get("attempt") == self.close["attempt"]
            need(e["file"] not in files, e["file"] + " y est deux fois", e["file"] + " is there twice")
            files.add(e["file"])
            if own and kind in ("close", "result"):
                need(e["raw"] == (main.close["raw"] if kind == "close" else main.result), "le journal dit autre chose", "the log says otherwise")
            if kind == "publish":
                amended = [x["rules"] for x in life.events if x["kind"] == "amend"][-1:] == [self.close["rules"]]
                need((e["rules"] == self.close["rules"] or amended) and e["source"] == self.law["source"], "un autre règlement est publié", "other rules were published")
            if kind == "exclude" and e["position"] < sealed:
                need(e["entry"] not in main.index, "une participation exclue est dans la liste", "an excluded entry is in the list")
            if own and kind in ("disqualify", "reinstate", "accept"): self.check_decision(main, e)
            if log: log.holds(e)
        life.check_order()
        for name in self.bundle.names(): need(self.belongs(name, files), name + " n’appartient à rien", name + " belongs to nothing")

    def belongs(self, name, files):
        file, folders = re.sub(r"\.(txt|tlog-proof)$", "", name), name.split("/")
        if folders[0] == "attempts": return file in files if name.endswith(".tlog-proof") else "attempts/%s/close" % folders[1] in files
        if folders[0] != "log" or name in ("log/events.txt", "log/checkpoint"): return True
        return file in files or file in ("log/close", "log/result")

    def disclosures(self):
        self.aliases = {}
        for d in self.named:
            alias, place = d["alias"].encode("utf-8"), d["place"]
            salted = sha(b"vdraw1/field\n", u32(5), b"alias", d["alias_salt"], u32(len(alias)), alias)
            c = sha(b"vdraw1/entry\n", unhex(self.close["draw"].replace("-", "")), d["entry_id"], salted, d["identity_commitment"])
            fits = c == d["commitment"] and c.hex() == self.main.slots.get(place) and place not in self.aliases
            need(fits, "un nom n’est pas celui du tirage", "a name is not that of the draw")
            self.aliases[place] = d["alias"]

    def awards(self):
        out, self.disqualified, self.accepted, slots = set(), [], [], self.main.slots
        for e in self.life.of(self.close["attempt"], "disqualify", "reinstate", "accept"):
            place, entry = (e["prize"], e["slot"]), e["entry"]
            if e["kind"] == "disqualify":
                out.add(entry)
                self.accepted = [p for p in self.accepted if slots[p] != entry]
                self.disqualified = [p for p in self.disqualified if p != place] + [place]
            elif e["kind"] == "reinstate":
                out.discard(entry)
                self.disqualified = [p for p in self.disqualified if slots[p] != entry]
            else:
                need(entry not in out, "une participation disqualifiée est confirmée", "a disqualified entry is confirmed")
                self.accepted.append(place)
        held = [[] for _ in self.close["prizes"]]
        for j, s, i in self.main.picks:
            if i >= 0 and self.main.commitments[i] not in out and len(held[j]) < self.close["prizes"][j][0]: held[j].append((j, s))
        self.awarded = held

    def attempts(self):
        self.told, self.room = [], 1_000_000 - places_of(self.close)
        for e in self.life.events:
            if e.get("attempt") == self.close["attempt"]: continue
            if e["kind"] == "close": self.told.append((e["attempt"], self.shadow(e)))
            if e["kind"] == "cancel" and (not self.told or self.told[-1][0] != e["attempt"]): self.told.append((e["attempt"], None))
        self.check_restarts()
        self.check_one_win()
        if self.others:
            before, now = self.others[-1], self.main
            if dict(zip(before.commitments, before.weights)) != dict(zip(now.commitments, now.weights)):
                self.notes.append("La liste n’est pas celle de la tentative d’avant / The list is not that of the attempt before")

    def check_restarts(self):
        """Where an attempt was not cancelled its winners stand, and the next one gives only what was left open."""
        closed = {a.close["attempt"]: a for a in self.others + [self.main]}
        for e in self.life.events:
            if e["kind"] != "restart" or e["attempt"] not in closed or self.life.of(e["previous"], "cancel"): continue
            given = [w for w, _ in closed[e["attempt"]].close["prizes"]]
            left = [0] * len(given)
            before = closed.get(e["previous"])
            if before and before.picks:
                held = self.holders(before, e["position"])
                left = [w - len(entries) for (w, _), entries in zip(before.close["prizes"], held)]
            need(all(g <= l for g, l in zip(given, left)), "une tentative donne plus que ce qui restait", "an attempt gives more than was left")

    def check_one_win(self):
        """Where an entry may win once, it has a prize of one attempt at most among those that were not cancelled."""
        if self.law["mode"] != "one-win": return
        has = set()
        for a in sorted(self.others + [self.main], key=lambda a: a.close["attempt"]):
            if not a.picks or self.life.of(a.close["attempt"], "cancel"): continue
            for entry in (entry for entries in self.holders(a) for entry in entries):
                need(entry not in has, "une participation a deux lots", "an entry has two prizes")
                has.add(entry)

    def holders(self, attempt, position=None):
        """The entries that have each prize of an attempt, after the decisions before a position, or after all."""
        out, held = set(), [[] for _ in attempt.close["prizes"]]
        for d in self.life.of(attempt.close["attempt"], "disqualify", "reinstate"):
            if position is not None and d["position"] > position: continue
            self.check_decision(attempt, d)
            out.add(d["entry"]) if d["kind"] == "disqualify" else out.discard(d["entry"])
        for j, _, i in attempt.picks:
            entry = attempt.commitments[i] if i >= 0 else None
            if entry and entry not in out and len(held[j]) < attempt.close["prizes"][j][0]: held[j].append(entry)
        return held

    def check_decision(self, attempt, e):
        fits = attempt.slots.get((e["prize"], e["slot"])) == e["entry"] and (e["kind"] != "disqualify" or e["reason"] in self.law["reasons"])
        need(fits, "une décision ne convient pas", "a decision does not fit", "events")

    def shadow(self, event):
        """The attempt whose result is or would have been this; its picks are None while its number does not exist."""
        number, main = event["attempt"], self.main
        def want(ok): need(ok, "la tentative %d ne convient pas" % number, "attempt %d does not fit" % number)
        other = Attempt(self.bundle, "attempts/%d/" % number)
        if main.source.startswith("drand"): other.known = main.chain_of(main.source)
        self.room -= places_of(other.close)
        want(other.close["raw"] == event["raw"] and self.gives_prizes(other.close) and other.close["mode"] == self.law["mode"] and self.room >= 0)
        want(other.close["source"] == self.life.announced(number, self.law)[0])
        due = other.due_of(other.close["source"])
        self.follow(other, due)
        other.read_list()
        other.picks = None
        counts = self.due if self.due is not None else self.close["closed"]
        if other.round or due is None or due <= counts:
            other.read_number()
            other.decide()
            results = [e["raw"] for e in self.life.of(number, "result")]
            if self.bundle.has(other.prefix + "result.txt"): results.append(self.bundle.read(other.prefix + "result.txt"))
            want(all(raw == other.result for raw in results))
        self.others.append(other)
        return other

    def label(self):
        kind, *words = self.main.source.split(" ")
        if kind == "operator": return "C"
        if kind == "drand" and words[0] not in REAL: return "Test"
        if not self.log_view: return "unsealed"
        if kind == "public": return "B"
        return "A1" if self.pinned["witnesses"] and (not self.life.copied or self.life.whole) else "A2"


# The fixed words of the protocol.
LABELS = {
    "A1": ("Nombre aléatoire public (drand, tour %s), liste scellée devant témoin avant qu’il n’existe. Chacun peut recalculer les gagnants.",
           "Public random number (drand round %s), list sealed and witnessed before it existed. Anyone can recompute the winners."),
    "A2": ("Nombre aléatoire public (drand, tour %s), liste scellée avant qu’il n’existe d’après le journal de l’organisateur lui-même. Chacun peut recalculer les gagnants.",
           "Public random number (drand round %s), list sealed before it existed according to the organiser's own log. Anyone can recompute the winners."),
    "B": ("Nombre aléatoire d’une source publique annoncée (annonce %s). Vérifiez vous-même la source. Liste scellée avant.",
          "Random number from an announced public source (announcement %s). Check the source yourself. List sealed before."),
    "unsealed": ("Nombre aléatoire public (%s). Que la liste ait été scellée avant, seul l’organisateur l’affirme\u00a0: ce dossier ne contient pas de journal public.",
                 "Public random number (%s). That the list was sealed before is only the organiser's word: this bundle has no public log."),
    "C": ("Le serveur de l’organisateur a choisi le nombre aléatoire. La preuve montre seulement que la liste et les gagnants n’ont pas été changés ensuite. "
          "Elle ne montre pas que le nombre était aléatoire\u00a0: l’organisateur a pu en essayer beaucoup.",
          "The organiser's server chose the random number. The proof only shows that the list and winners were not changed afterwards. "
          "It does not show that the number was random: the organiser could have tried many."),
    "Test": ("Balise de démonstration\u00a0: pas équitable, pour essayer seulement.", "Demo beacon: not fair, for trying out only."),
}


def told(v):
    """What was found, line by line."""
    for j, held in enumerate(v.awarded):
        names = [v.aliases.get(place) or v.main.slots[place][:16] for place in held]
        yield "%s: %s" % (v.law["names"][j], ", ".join(names) or "—")
    label = v.label()
    for text in LABELS[label]: yield "%s – %s" % (label, text % v.main.source.split(" ")[-1] if "%s" in text else text)
    for number, other in v.told:
        picks = [other.commitments[i][:16] for _, s, i in other.picks if i >= 0] if other and other.picks else []
        stands = not v.life.of(number, "cancel")
        how = "dont les gagnants restent / whose winners stand" if stands else "qui ne compte pas / which does not count"
        yield "Tentative / Attempt %d, %s: %s" % (number, how, ", ".join(picks) or "—")
    if v.life.of(v.close["attempt"], "cancel"): yield "Cette tentative a été annulée. / This attempt was cancelled."
    if v.life.copied: yield "Gelé trop tard\u00a0: la liste est celle du dernier relevé. / Closed too late: the list is that of the last count."
    if v.log_view and (v.log_view.own_key or v.log_view.own_witnesses):
        yield "Des clés viennent du dossier lui-même. / Some keys come from the bundle itself (--log-key, --witness-key)."
    yield from v.notes


def main(args):
    try:
        pinned = {"log": None, "witnesses": []}
        for flag, kind in ("--log-key", 1), ("--witness-key", 4):
            while flag in args[:-1]:
                at = args.index(flag)
                try: key = parse_key(args[at + 1], kind)
                except ValueError: raise Unable("%s: %s" % (flag, args[at + 1]))
                if kind == 1: pinned["log"] = key
                else: pinned["witnesses"].append(key)
                del args[at:at + 2]
        v = Verification(Bundle(args[0] if args else os.path.dirname(os.path.abspath(__file__))), pinned)
        v.run()
        print("VALIDE / VALID: le résultat publié est bien celui de cette liste et de ce nombre. / the published result is that of this list and this number.")
        for line in told(v): print(line)
    except Invalid as reason:
        print("INVALIDE / INVALID: %s: %s" % (reason.step, reason), file=sys.stderr)
        return 1
    except (OSError, zipfile.BadZipFile, Unable) as reason:
        print("NON VÉRIFIÉ / NOT CHECKED: %s" % reason, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
