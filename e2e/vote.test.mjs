import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

describe('a fan before a vote', () => {
  let server;
  let browser;
  let staff;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    const answer = await fetch(`${server.base}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@sandbox.example', password: 'sandbox owner password' }),
    });
    staff = (await answer.json()).access_token;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const post = async (path, body = {}) => {
    const answer = await fetch(`${server.base}/api/v1${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}` }, body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer;
  };
  const open = async (slug, terms) => {
    await post('/brands/sandbox/polls', {
      slug, title: 'Quel goût ?', method: 'plurality', closes_at: '2099-01-01T00:00:00Z',
      options: [{ id: 'coco', label: 'Coco' }, { id: 'mangue', label: 'Mangue' }], ...terms,
    });
    await post(`/polls/${slug}/publish`);
  };

  it('votes by keyboard before the little sum is done, and is counted once it is', async () => {
    await open('calcul', { access: 'proof_of_work' });
    await onPhone(browser, { base: server.base, name: 'vote-work' }, async (page) => {
      await page.goto('/fr/p/calcul');
      await page.focus('#f-choice');
      await page.keyboard.press('Space');
      await page.focus('main form .button-big');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/p\/calcul\/results/);
      await page.goto('/en/p/calcul');
      await page.waitForSelector('[data-without-work]', { state: 'hidden' });
    });
  });

  it('gives an address where there are no scripts', async () => {
    await onPhone(browser, { base: server.base, javaScript: false, name: 'vote-no-script' }, async (page) => {
      await page.goto('/fr/p/calcul');
      await page.check('#f-choice');
      await page.fill('[name=email]', 'sans.script@fans.example');
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/calcul\/confirm/);
    });
  });

  it('votes with a code as it is printed, in small letters', async () => {
    await open('code', { access: 'code', write_ins: true });
    const table = await (await post('/polls/code/codes', { count: 1 })).text();
    const code = table.match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/)[0];
    for (const javaScript of [true, false]) {
      await onPhone(browser, { base: server.base, javaScript, name: 'vote-code' }, async (page) => {
        await page.goto(`/fr/p/code?code=${code.toLowerCase()}`);
        await page.check('#f-choice-else');
        await page.fill('[name=write_in]', 'Pistache');
        await page.click('main form .button-big');
        await page.waitForURL(/\/p\/code\/results/);
        assert.ok(!(await page.locator('.bars').innerText()).includes('Pistache'), 'a write-in that nobody has read is shown');
      });
    }
  });
});
