import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

const run = promisify(execFile);

// The contest of these journeys: open when the sandbox starts, closed at ten, drawn some seconds later.
const open = '2026-06-01T08:00:00Z';
const closed = '2026-06-01T10:00:05Z';
const drawn = '2026-06-01T10:30:00Z';
const slug = 'verifiable';

describe('somebody who believes nothing', () => {
  let server;
  let browser;
  let receipts; // of Awa, Binta and Chen, in this order
  let folder; // where the proof lies, unpacked

  before(async () => {
    browser = await startBrowser();
    server = await startServer('sandbox', ['--now', open]);
    const call = await signIn(server.base);
    await call('POST', '/brands/sandbox/contests', {
      slug, title: 'Un tirage à vérifier', opens_at: '2026-06-01T07:00:00Z', closes_at: '2026-06-01T10:00:00Z', time_zone: 'UTC',
      prizes: [{ name: 'Un litre', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' },
      entry: { contact: 'email', confirm: false },
    });
    await call('POST', `/contests/${slug}/publish`);
    receipts = [];
    for (const name of ['awa', 'binta', 'chen']) {
      receipts.push(await call('POST', `/contests/${slug}/entries`, { email: `${name}@fans.example`, alias: name, consents: { rules: true } }));
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  // A visitor whose every request is written down.
  const visit = (locale, name, journey) => onPhone(browser, { base: server.base, locale, name }, async (page) => {
    const requests = [];
    page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''} ${JSON.stringify(request.headers())}`));
    await journey(page, requests);
  });

  const paste = async (page, locale, text) => {
    await page.goto(`/${locale}/c/${slug}/draw/check`);
    await page.fill('#check-text', text);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.tool .panel').waitFor();
    return page.locator('.tool .panel').innerText();
  };

  const textOf = ({ receipt, private: own }) => `${receipt}\n${own}`;

  it('sees that a receipt is genuine before the list is sealed', () => visit('fr', 'check-open', async (page) => {
    assert.match(await paste(page, 'fr', textOf(receipts[0])), /Ce reçu est vrai[\s\S]*n’est pas encore figée[\s\S]*est la vôtre[\s\S]*journal public d’aujourd’hui contient/);
  }));

  it('is told of a forged receipt, another person’s secret, and a text that is none', () => visit('en', 'check-forged', async (page) => {
    const [awa, binta] = receipts;
    const more = awa.receipt.replace(/tickets \d+/, 'tickets 9');
    assert.match(await paste(page, 'en', more + awa.private), /not genuine[\s\S]*signature is not the organiser/);
    assert.match(await paste(page, 'en', awa.receipt + binta.private), /does not open this receipt/);
    assert.match(await paste(page, 'en', 'my lucky number is 7'), /No receipt in this text/);
  }));

  it('finds the tickets between the closing and the draw', async () => {
    await setClock(server.base, closed);
    await visit('fr', 'check-sealed', async (page) => {
      assert.match(await paste(page, 'fr', textOf(receipts[1])), /Vous êtes dans la liste figée\s+Votre ticket est le nᵒ [123] sur 3\./);
    });
  });

  for (const locale of ['fr', 'en']) {
    it(`recomputes the draw, and checks an entry by its link, and sends nothing of it (${locale})`, async () => {
      await setClock(server.base, drawn);
      await visit(locale, 'verify', async (page, requests) => {
        await page.goto(`/${locale}/c/${slug}/draw`);
        assert.ok(!requests.some((r) => r.includes('/assets/verify.')), 'the verifier was fetched before anybody asked for it');
        await page.click('[data-tool] button');
        await page.locator('.tool .panel').waitFor();
        const report = await page.locator('.tool').innerText();
        assert.match(report, locale === 'fr' ? /Preuve valable[\s\S]*Balise de démonstration/ : /proof is valid[\s\S]*Demo beacon/);
        assert.equal(await page.locator('.checks .passed').count(), 12);
      });
      await visit(locale, 'check-link', async (page, requests) => {
        const [awa] = receipts;
        const carried = Buffer.from(textOf(awa)).toString('base64url');
        await page.goto(`/${locale}/c/${slug}/draw/check#r=${carried}`);
        await page.locator('.tool .panel').waitFor();
        assert.match(await page.locator('.tool .panel').innerText(), locale === 'fr' ? /Votre ticket est le nᵒ \d sur 3/ : /Your ticket is no\. \d of 3/);
        assert.ok(!page.url().includes('#'), 'the receipt stays in the address');
        const secrets = [carried, /commitment (\S+)/.exec(awa.receipt)[1], ...awa.private.trim().split('\n').slice(1).map((line) => line.split(' ')[1]), awa.number ?? awa.entry_id];
        for (const secret of secrets) {
          assert.ok(!requests.some((r) => r.includes(secret)), `${secret} was sent`);
        }
        assert.ok(requests.every((r) => r.startsWith(server.base)));
      });
    });
  }

  it('verifies offline, from the page in the proof', async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kermesse-proof-'));
    const zip = path.join(folder, 'proof.zip');
    await writeFile(zip, Buffer.from(await (await fetch(`${server.base}/api/v1/contests/${slug}/proof.zip`)).arrayBuffer()));
    await run('python3', ['-m', 'zipfile', '-e', zip, path.join(folder, 'proof')]);
    const context = await browser.newContext({ offline: true, locale: 'fr-FR', viewport: { width: 360, height: 740 } });
    const complaints = [];
    try {
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await page.goto(pathToFileURL(path.join(folder, 'proof', 'verify.html')).href);
      await page.setInputFiles('#verify-zip', zip);
      await page.locator('#verify .panel').waitFor();
      assert.match(await page.locator('#verify').innerText(), /Preuve valable/);
      await page.fill('#check-text', textOf(receipts[2]));
      await page.click('#check button');
      await page.locator('#check .panel').waitFor();
      assert.match(await page.locator('#check').innerText(), /Votre ticket est le nᵒ \d sur 3/);

      // A damaged proof is no proof, wherever it was damaged: in a record that decides, or in what lies beside them.
      const bytes = await readFile(zip);
      for (const member of ['result.txt', 'verify.py']) {
        await page.setInputFiles('#verify-zip', { name: 'proof.zip', mimeType: 'application/zip', buffer: damaged(bytes, member) });
        await page.locator('#verify .panel-warn h3').filter({ hasText: /pas pu se faire/ }).waitFor();
        assert.match(await page.locator('#verify .panel-warn').innerText(), new RegExp(member.replace('.', '\\.')));
      }

      // Neither is one that is whole and says that somebody else has won.
      await run('python3', ['-c', forge, path.join(folder, 'proof', 'result.txt')]);
      await run('python3', ['-m', 'zipfile', '-c', path.join(folder, 'forged.zip'), ...(await readdir(path.join(folder, 'proof'))).map((name) => path.join(folder, 'proof', name))]);
      await page.setInputFiles('#verify-zip', path.join(folder, 'forged.zip'));
      await page.locator('#verify .panel-err h3').filter({ hasText: /pas valable/ }).waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  });
});

// damaged flips a bit in the middle of a file of a zip.
function damaged(bytes, name) {
  const copy = Buffer.from(bytes);
  const directory = copy.readUInt32LE(copy.length - 22 + 16);
  for (let at = directory; copy.readUInt32LE(at) === 0x02014b50; at += 46 + copy.readUInt16LE(at + 28) + copy.readUInt16LE(at + 30) + copy.readUInt16LE(at + 32)) {
    if (copy.toString('utf8', at + 46, at + 46 + copy.readUInt16LE(at + 28)) !== name) continue;
    const local = copy.readUInt32LE(at + 42);
    const from = local + 30 + copy.readUInt16LE(local + 26) + copy.readUInt16LE(local + 28);
    copy[from + Math.floor(copy.readUInt32LE(at + 20) / 2)] ^= 1;
    return copy;
  }
  throw new Error(`${name} is not in the zip`);
}

// forge makes the first winner of a result record somebody with another commitment.
const forge = `
import re, sys
text = open(sys.argv[1]).read()
open(sys.argv[1], "w", newline="").write(re.sub("(?m)^(winner 0 0 [0-9]+ )[0-9a-f]{64}$", lambda m: m[1] + 64 * "0", text))
`;

// signIn returns a function that calls the API as the sandbox's owner.
async function signIn(base) {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const send = async (method, where, body) => {
    const answer = await fetch(`${base}/api/v1${where}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${where}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
  const { access_token: token } = await send('POST', '/sessions', { email: 'owner@sandbox.example', password: 'sandbox owner password' });
  headers.authorization = `Bearer ${token}`;
  return send;
}

async function setClock(base, now) {
  const answer = await fetch(`${base}/api/v1/sandbox/clock`, {
    method: 'PUT', headers: { 'content-type': 'application/json', connection: 'close' }, body: JSON.stringify({ now }),
  });
  assert.equal(answer.status, 200, await answer.text());
}
