import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { Mailbox } from './mails.mjs';
import { startServer } from './server.mjs';

// The sandbox's clock stands here until a journey moves it. Its brand's time zone is UTC.
const morning = '2026-06-01T08:00:00Z';

const words = {
  fr: { valid: /Preuve valable/, wait: /Automatique/, won: 'Gagne', promoted: 'Gagne, était suppléant', disqualified: 'Disqualifié', told: 'Prévenu', shown: /2\smanquent à la liste/ },
  en: { valid: /proof is valid/, wait: /By itself|Automatic/, won: 'Winner', promoted: 'Winner, was an alternate', disqualified: 'Disqualified', told: 'Told', shown: /2\sare missing from the list/ },
};

describe('a community manager who draws', () => {
  let browser;

  before(async () => { browser = await startBrowser(); });
  after(() => browser?.close());

  for (const locale of ['fr', 'en']) {
    const said = words[locale];

    it(`freezes, draws, sees winners told, alternates promoted and the proof (${locale})`, async () => {
      const server = await startServer('sandbox', ['--now', morning]);
      try {
        const staff = new Staff(server.base);
        await staff.signIn();
        await staff.call('/brands/sandbox/contests', {
          slug: 'panier', title: 'Un panier à gagner', opens_at: '2026-06-01T07:00:00Z', closes_at: '2026-06-01T10:00:00Z',
          prizes: [{ name: 'Un panier', winners: 1, alternates: 3 }], draw: { mode: 'one-win', source: 'test', claim_days: 3 }, entry: { contact: 'email', confirm: false },
        });
        await staff.call('/contests/panier/publish');
        for (const name of ['awa', 'kofi', 'priya', 'lena', 'hugo']) {
          await staff.call('/contests/panier/entries', { name, email: `${name}@fans.example`, consents: { rules: true } });
        }
        await onPhone(browser, { base: server.base, locale, name: 'drawing' }, async (page) => {
          await signIn(page, locale);
          const console_ = `/${locale}/admin/b/sandbox/contests/panier/draw`;
          await page.goto(console_);
          assert.equal(await page.locator('table').count(), 0, 'somebody is drawn before the close');

          await setClock(server.base, '2026-06-01T10:30:00Z');
          await page.goto(console_);
          assert.match(await page.locator('.steps').innerText(), /[0-9a-f]{64}/, 'the fingerprint of the list');
          const winner = await contactIn(page, said.won);
          assert.match((await new Mailbox(server.base, winner).next()).text, /panier/i);
          await page.goto(`/${locale}/admin/b/sandbox/claims?group=waiting`);
          assert.match(await page.locator('main tbody').innerText(), new RegExp(`${winner}`));

          // Nobody answers: the next one takes the place by itself, and the home page says before that it will happen.
          await page.goto(`/${locale}/admin/b/sandbox`);
          await page.locator('.todo a[href$="claims?group=waiting"]').waitFor();
          await setClock(server.base, '2026-06-05T10:30:00Z');
          await page.goto(console_);
          const second = await contactIn(page, said.promoted);
          assert.notEqual(second, winner);
          assert.match((await new Mailbox(server.base, second).next()).text, /panier/i);

          // Somebody who may not win is replaced, with a public reason.
          await page.locator('tr', { hasText: second }).locator('a[href*="act=disqualify"]').click();
          await page.selectOption('[name=reason]', 'not-eligible');
          await page.locator('main form .button-err').click();
          await page.waitForURL(/\/draw$/);
          const third = await contactIn(page, said.promoted);
          assert.ok(third !== second && third !== winner);

          const proof = await page.request.get(await page.locator('a[href$="proof.zip"]').first().getAttribute('href'));
          assert.equal(proof.status(), 200);
          assert.equal((await proof.body()).subarray(0, 2).toString(), 'PK');
        });
        await onPhone(browser, { base: server.base, locale, name: 'drawing-public' }, async (page) => {
          await page.goto(`/${locale}/c/panier/draw`);
          const text = await page.locator('main').innerText();
          assert.ok(!text.includes('@'), 'the public page shows an address');
        });
      } finally {
        await server.stop();
      }
    });

    it(`draws among pasted comments, and says what is missing (${locale})`, async () => {
      const server = await startServer('sandbox', ['--now', morning]);
      try {
        await onPhone(browser, { base: server.base, locale, name: 'comments' }, async (page) => {
          await signIn(page, locale);
          await page.goto(`/${locale}/admin/b/sandbox/contests/new`);
          await page.locator('main a[href$="/lists/new"]').click();
          await page.fill('[name=pasted]', 'author,text\nAwa,Mangue ! @kofi #glace\nKofi,Coco #glace @awa\nPriya,Vanille #glace @awa\nAwa,Encore moi #glace @lena\nLena,Rien\n');
          await page.locator('main form.card .button').click();
          await page.waitForURL(/\/lists\/[0-9a-f-]{36}$/);
          await page.fill('[name=contains]', '#glace');
          await page.fill('[name=shown]', '7');
          await page.locator('.save button[value=count]').click();
          await page.getByText(said.shown).first().waitFor();
          await page.locator('.save button[value=draw]').click();
          await page.waitForURL(/\/draw$/);
          await page.fill('[name=title]', 'Le commentaire gagnant');
          await page.fill('[name=slug]', 'commentaires');
          await page.locator('[name=prize_name]').first().fill('Un panier');
          await page.check('[name=source][value=test]', { force: true });
          await page.locator('button[value=freeze]').click();
          await page.waitForURL(/\/contests\/commentaires\/draw$/);
          await page.goto(`/${locale}/c/commentaires/rules`);
          assert.match(await page.locator('main').innerText(), said.shown);

          // It closed as it was frozen: its fingerprint is there, nobody is drawn yet.
          const console_ = `/${locale}/admin/b/sandbox/contests/commentaires/draw`;
          await page.goto(console_);
          const print = (await page.locator('.steps').innerText()).match(/[0-9a-f]{64}/)?.[0];
          assert.ok(print, 'no fingerprint of the frozen list');
          assert.equal(await page.locator('a[href$="proof.zip"]').count(), 0);

          await setClock(server.base, '2026-06-01T08:05:00Z');
          await page.goto(console_);
          assert.match(await page.locator('tbody tr').first().innerText(), /Aw|Kof|Pri/);
          const proof = await page.request.get(await page.locator('a[href$="proof.zip"]').first().getAttribute('href'));
          assert.equal((await proof.body()).subarray(0, 2).toString(), 'PK');

          // Whoever commented finds the same list, the same figures and the calculation, and their browser does it again.
          await page.goto(`/${locale}/c/commentaires/draw`);
          assert.ok((await page.locator('main').textContent()).includes(print), 'the public list is another');
          assert.match(await page.locator('.draw-prize').first().innerText(), /Un panier/);
          await page.click('[data-tool] button');
          await page.locator('.tool .panel').waitFor();
          assert.match(await page.locator('.tool').innerText(), said.valid);
        });
      } finally {
        await server.stop();
      }
    });
  }
});

// contactIn is the address of the one who is in a state, as the console shows it.
async function contactIn(page, state) {
  const rows = page.locator('tbody tr');
  for (let i = 0; i < (await rows.count()); i += 1) {
    const text = await rows.nth(i).innerText();
    if (text.split('\n').some((line) => line.trim() === state)) return text.match(/[a-z]+@fans\.example/)[0];
  }
  throw new Error(`nobody is "${state}"`);
}

async function signIn(page, locale) {
  await page.goto(`/${locale}/admin`);
  await page.fill('[name=email]', 'owner@sandbox.example');
  await page.fill('[name=password]', 'sandbox owner password');
  await page.click('main form .button-big');
  await page.waitForURL(/\/admin(\/b\/sandbox)?$/);
}

class Staff {
  constructor(base) {
    this.base = base;
  }

  async call(path, body) {
    const headers = { 'Content-Type': 'application/json', connection: 'close' };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const answer = await fetch(`${this.base}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body ?? {}) });
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  async signIn() {
    this.token = (await this.call('/sessions', { email: 'owner@sandbox.example', password: 'sandbox owner password' })).access_token;
  }
}

async function setClock(base, now) {
  const answer = await fetch(`${base}/api/v1/sandbox/clock`, {
    method: 'PUT', headers: { 'content-type': 'application/json', connection: 'close' }, body: JSON.stringify({ now }),
  });
  assert.equal(answer.status, 200, await answer.text());
}
