// The parts of the browser's verifier that a whole proof does not try: tiles of a log, hostile zips, pasted texts.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const source = '../frontend/src/verify/';
const { openZip } = await import(`${source}bundle.js`);
const { leafHash, Roots } = await import(`${source}tree.js`);
const { Tiles } = await import(`${source}tiles.js`);
const { findParts } = await import(`${source}receipt.js`);
const { Fields, parseJSON } = await import(`${source}json.js`);
const { Invalid, Unable } = await import(`${source}refusal.js`);

describe('tiles of a log', () => {
  const leaves = Array.from({ length: 70_000 }, (_, i) => leafHash(Uint8Array.of(i >> 16, i >> 8, i)));
  const rootOf = (size) => {
    const roots = new Roots();
    leaves.slice(0, size).forEach((leaf) => roots.add(leaf));
    return roots.root();
  };
  // As c2sp.org/tlog-tiles tells: hashes of every eighth level, 256 in a tile.
  const rows = [leaves];
  while (rows.at(-1).length >= 256) {
    rows.push(Array.from({ length: Math.floor(rows.at(-1).length / 256) }, (_, n) => {
      const roots = new Roots();
      rows.at(-1).slice(256 * n, 256 * n + 256).forEach((h) => roots.add(h));
      return roots.root();
    }));
  }
  const serve = async (asked) => {
    const [, row, number, width = 256] = /^tile\/(\d+)\/([x\d/]+?)(?:\.p\/(\d+))?$/.exec(asked);
    const at = 256 * Number(number.replace(/[x/]/g, ''));
    return new Uint8Array(rows[row].slice(at, at + Number(width)).flatMap((h) => [...h]));
  };

  it('tell whether a log began with an earlier state', async () => {
    for (const [from, to] of [[1, 1], [1, 2], [3, 7], [255, 256], [256, 257], [300, 1000], [65_536, 70_000], [69_999, 70_000], [1, 70_000]]) {
      const tiles = new Tiles(to, serve);
      const now = rootOf(to);
      assert.ok(await tiles.beginsWith(from, rootOf(from), now), `${from} of ${to}`);
      assert.ok(!await tiles.beginsWith(from, leaves[7], now), `${from} of ${to}, another root`);
      assert.ok(!await tiles.beginsWith(from, rootOf(from), leaves[7]), `${from} of ${to}, another log`);
    }
    assert.ok(!await new Tiles(5, serve).beginsWith(6, rootOf(6), rootOf(5)), 'a log that has shrunk');
  });

  it('are refused when cut short', async () => {
    await assert.rejects(new Tiles(300, async (path) => (await serve(path)).slice(32)).beginsWith(3, rootOf(3), rootOf(300)));
  });
});

// zipOf packs files by hand, so that each field can lie: {name, data, size, method, mode}.
async function zipOf(...files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  const field = (...pairs) => {
    const out = Buffer.alloc(pairs.reduce((sum, [bytes]) => sum + bytes, 0));
    let at = 0;
    for (const [bytes, value] of pairs) at = out.writeUIntLE(value, at, bytes);
    return out;
  };
  for (const { name, data, size = data.length, mode = 0 } of files) {
    const packed = Buffer.from(await new Response(new Blob([data]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer());
    const sum = crc32(data);
    const head = [[2, 20], [2, 0], [2, 8], [4, 0], [4, sum], [4, packed.length], [4, size], [2, name.length], [2, 0]];
    parts.push(field([4, 0x04034b50], ...head), Buffer.from(name), packed);
    directory.push(field([4, 0x02014b50], [2, mode ? 0x0314 : 20], ...head, [2, 0], [2, 0], [2, 0], [4, mode * 65536], [4, offset]), Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const index = Buffer.concat(directory);
  return new Blob([...parts, index, field([4, 0x06054b50], [4, 0], [2, files.length], [2, files.length], [4, index.length], [4, offset], [2, 0])]);
}

function crc32(data) {
  let c = ~0;
  for (const b of data) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return ~c >>> 0;
}

describe('a zip', () => {
  const file = (name, text = 'x') => ({ name, data: Buffer.from(text) });

  it('is read', async () => {
    const bundle = await openZip(await zipOf(file('rules.json', 'hello'), file('log/events.txt', '')));
    assert.equal(Buffer.from(await bundle.read('rules.json')).toString(), 'hello');
    assert.equal((await bundle.read('log/events.txt')).length, 0);
  });

  for (const [why, files] of Object.entries({
    'a name that no bundle has': [file('setup.exe')],
    'a way out of the folder': [file('../rules.json')],
    'a name that comes twice': [file('rules.json'), file('rules.json')],
    'a link': [{ ...file('rules.json'), mode: 0o120777 }],
    'a size out of bounds': [{ ...file('rules.json'), size: 2 ** 21 }],
  })) {
    it(`is refused for ${why}`, async () => assert.rejects(openZip(await zipOf(...files)), Invalid));
  }

  it('cannot unpack to more than it announced', async () => {
    const bomb = { name: 'rules.json', data: Buffer.alloc(64 << 20), size: 100 };
    const bundle = await openZip(await zipOf(bomb));
    let seen = 0;
    await assert.rejects(async () => {
      for await (const chunk of bundle.chunks('rules.json')) seen += chunk.length;
    }, Unable);
    assert.ok(seen <= 100, `${seen} bytes were handed out`);
  });

  it('is not believed when it is damaged', async () => {
    const good = Buffer.from(await (await zipOf(file('rules.json', 'hello'))).arrayBuffer());
    for (const cut of [good.subarray(0, 20), good.subarray(0, -3), Buffer.from('hello'), Buffer.alloc(0)]) {
      await assert.rejects(openZip(new Blob([cut])), Unable);
    }
    good[30 + 10 + 2] ^= 1;
    await assert.rejects(async () => (await openZip(new Blob([good]))).read('rules.json'), Unable);
  });
});

describe('a pasted text', () => {
  const note = 'vdraw1/receipt\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\n\n\u2014 example.org/log AAAA\n';
  const own = `draw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\nentry ${'0a'.repeat(16)}\nsecret ${'0b'.repeat(32)}\nalias Zoë M.\nidentity zoe@example.org\n`;

  it('is searched for a receipt and a private part', () => {
    for (const pasted of [note + own, own + note, `Bonjour,\n\n${note}\nMerci\n${own}`, (note + own).replaceAll('\n', '\r\n'), `${note.trim()}\n${own}`]) {
      const parts = findParts(pasted);
      assert.equal(parts.note, note);
      assert.equal(parts.secret.alias, 'Zoë M.');
    }
    assert.deepEqual(findParts('no receipt'), { note: null, secret: null });
  });
});

describe('JSON', () => {
  it('means one thing', () => {
    const fields = new Fields(parseJSON(' {"a":"\\u00e9","n":18446744073709551615,"o":[{"k":"v"}]} '));
    assert.equal(fields.text('a'), 'é');
    assert.equal(fields.number('n', 2n ** 64n - 1n), 2n ** 64n - 1n);
    assert.equal(fields.objects('o')[0].text('k'), 'v');
    for (const wrong of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{} {}', '{"a":', '', '{"a":01}', '{"a":1,}', '{/**/}', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`]) {
      assert.throws(() => parseJSON(wrong), SyntaxError, wrong);
    }
    for (const wrong of ['1e2', '1.0', '-1', '"1"', 'null']) {
      assert.throws(() => new Fields(parseJSON(`{"n":${wrong}}`)).number('n', 9n), TypeError, wrong);
    }
  });
});
