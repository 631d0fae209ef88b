import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

describe('an entry that is looked at', () => {
  let server;
  let browser;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    const answer = await fetch(`${server.base}/api/v1/sessions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@sandbox.example', password: 'sandbox owner password' }),
    });
    const staff = (await answer.json()).access_token;
    const call = async (path, body) => {
      const said = await fetch(`${server.base}/api/v1${path}`, {
        method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}` }, body: JSON.stringify(body ?? {}),
      });
      assert.ok(said.ok, `${path}: ${said.status} ${await said.clone().text()}`);
    };
    await call('/brands/sandbox/contests', {
      slug: 'jeu', title: 'Une glace à gagner', opens_at: new Date(Date.now() - 3_600_000).toISOString(), closes_at: new Date(Date.now() + 86_400_000).toISOString(),
      prizes: [{ name: 'Une glace', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' }, entry: { contact: 'email', confirm: false },
    });
    await call('/contests/jeu/publish');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const [lang, words] of [['fr', { ask: 'Demander', sent: /est arrivée/ }], ['en', { ask: 'Ask for it', sent: /has arrived/ }]]) {
    it(`is decided with keys, and its entrant objects (${lang})`, async () => {
      let receipt;
      await onPhone(browser, { base: server.base, name: `trust-fan-${lang}` }, async (page) => {
        await page.goto(`/${lang}/c/jeu`);
        await page.fill('[name=first_name]', 'Awa');
        await page.fill('[name=email]', `awa.${lang}@mailinator.com`);
        await page.check('[name=rules]');
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
        await page.waitForSelector('#appeal');
        receipt = page.url();
      });
      await onPhone(browser, { base: server.base, name: `trust-staff-${lang}` }, async (page) => {
        await page.goto(`/${lang}/admin/sign-in`);
        await page.fill('[name=email]', 'owner@sandbox.example');
        await page.fill('[name=password]', 'sandbox owner password');
        await page.click('main button');
        await page.goto(`/${lang}/admin/b/sandbox/contests/jeu/review`);
        await page.waitForSelector('[data-queue]:focus');
        await page.keyboard.press('r');
        await page.keyboard.press('3');
        await page.waitForURL(/did=exclude/);
        await page.waitForSelector('button[value=undo]');
      });
      await onPhone(browser, { base: server.base, name: `trust-bar-${lang}` }, async (page) => {
        // Somebody else is excluded and blocked in one act, by keys, and that is taken back.
        await page.goto(`/${lang}/c/jeu`);
        await page.fill('[name=first_name]', 'Zoé');
        await page.fill('[name=email]', `zoe.${lang}@mailinator.com`);
        await page.check('[name=rules]');
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
        await page.goto(`/${lang}/admin/sign-in`);
        await page.fill('[name=email]', 'owner@sandbox.example');
        await page.fill('[name=password]', 'sandbox owner password');
        await page.click('main button');
        await page.goto(`/${lang}/admin/b/sandbox/contests/jeu/review`);
        await page.waitForSelector('[data-queue]:focus');
        await page.keyboard.press('b');
        await page.keyboard.press('3');
        await page.waitForURL(/did=bar/);
        const done = page.url();
        await page.goto(`/${lang}/admin/b/sandbox/blocks`);
        assert.match(await page.locator('main').innerText(), /z•••@mailinator\.com/);
        await page.goto(done);
        await page.waitForSelector('button[value=undo]');
        await page.keyboard.press('z');
        await page.waitForURL((url) => !url.search.includes('did='));
        await page.waitForSelector('[data-queue]:focus');
        await page.keyboard.press('a');
        await page.waitForURL(/did=accept/);
        await page.goto(`/${lang}/admin/b/sandbox/blocks`);
        assert.doesNotMatch(await page.locator('main').innerText(), /mailinator/);
      });
      await onPhone(browser, { base: server.base, name: `trust-appeal-${lang}` }, async (page) => {
        await page.goto(receipt);
        await page.click(`#appeal button:has-text("${words.ask}")`); // one tap, without a word
        await page.waitForURL(/\/receipt\/[^/]+$/);
        assert.match(await page.locator('#appeal').innerText(), words.sent);
      });
      await onPhone(browser, { base: server.base, name: `trust-answer-${lang}` }, async (page) => {
        await page.goto(`/${lang}/admin/sign-in`);
        await page.fill('[name=email]', 'owner@sandbox.example');
        await page.fill('[name=password]', 'sandbox owner password');
        await page.click('main button');
        await page.goto(`/${lang}/admin/b/sandbox/contests/jeu/review?appeals=yes`);
        await page.waitForSelector('[data-queue]:focus');
        await page.keyboard.press('a');
        await page.waitForURL(/did=accept/);
        await page.goto(receipt);
        assert.equal(await page.locator('#appeal').count(), 0, 'the entry is still in doubt');
      });
    });
  }
});
