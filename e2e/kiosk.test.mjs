import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

const pin = '270415';

describe('a tablet at a stall', () => {
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
    await call('POST', '/brands/sandbox/polls', {
      slug: 'gout', title: 'Quel goût ?', method: 'plurality', closes_at: '2099-01-01T00:00:00Z', access: 'proof_of_work',
      options: [{ id: 'coco', label: 'Coco' }, { id: 'mangue', label: 'Mangue' }],
    });
    await call('POST', '/polls/gout/publish');
    await call('POST', '/brands/sandbox/contests', {
      slug: 'jeu', title: 'Une glace à gagner', opens_at: new Date(Date.now() - 3_600_000).toISOString(), closes_at: new Date(Date.now() + 86_400_000).toISOString(),
      prizes: [{ name: 'Une glace', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' }, entry: { contact: 'email' },
    });
    await call('POST', '/contests/jeu/publish');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const call = async (method, path, body) => {
    const answer = await fetch(`${server.base}/api/v1${path}`, {
      method, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}` }, body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const unlock = async (page, room, slug) => {
    const kiosk = await call('POST', `/${room}/${slug}/kiosks`, { name: 'Stand', pin });
    await page.goto('/fr/kiosk');
    await page.fill('[name=code]', kiosk.code);
    await page.fill('[name=pin]', pin);
    await page.click('main form .button-big');
    await page.waitForURL(new RegExp(`/fr/kiosk/[pc]/${slug}$`));
  };

  it('takes one vote after the other, goes back to the start by itself, and is left with the PIN alone', async () => {
    for (const javaScript of [true, false]) {
      await onPhone(browser, { base: server.base, javaScript, name: 'kiosk-vote' }, async (page) => {
        await unlock(page, 'polls', 'gout');
        for (let person = 0; person < 2; person += 1) {
          await page.check('#f-choice');
          await page.click('main form .button-big');
          await page.waitForURL(/\/kiosk\/p\/gout\/thanks/);
          assert.ok(!/Coco|Mangue/.test(await page.locator('main').innerText()), 'the thanks tell the choice');
          await page.click('main .button-big');
          await page.waitForURL(/\/kiosk\/p\/gout$/);
          assert.equal(await page.locator('[name=choice]:checked').count(), 0);
        }
        await page.goto('/fr/p/gout/results');
        assert.match(page.url(), /\/kiosk\/p\/gout$/, 'the tablet has left its campaign');
        await page.click('footer a');
        await page.fill('[name=pin]', pin);
        await page.click('main form .button-big');
        await page.waitForURL(/\/fr\/kiosk$/);
        await page.goto('/fr/p/gout/results');
        await page.waitForSelector('.bars');
      });
    }
    assert.equal((await call('GET', '/polls/gout/results')).statistics.sources.kiosk, 4);
  });

  it('forgets who walked away, after asking', async () => {
    await onPhone(browser, { base: server.base, name: 'kiosk-idle' }, async (page) => {
      await page.clock.install();
      await unlock(page, 'polls', 'gout');
      await page.check('#f-choice');
      await page.clock.runFor(60_500);
      await page.waitForSelector('#still[open]');
      await page.click('#still button');
      assert.equal(await page.locator('[name=choice]:checked').count(), 1, 'whoever is still there has lost their choice');
      await page.clock.runFor(60_500);
      await page.waitForSelector('#still[open]');
      const fresh = page.waitForEvent('framenavigated');
      await page.clock.runFor(20_500);
      await fresh;
      await page.waitForSelector('#f-choice');
      assert.equal(await page.locator('[name=choice]:checked').count(), 0);
      await page.check('#f-choice');
      await page.click('main form .button-big');
      await page.waitForURL(/thanks/);
      await page.clock.runFor(10_500);
      await page.waitForURL(/\/kiosk\/p\/gout$/);
    });
  });

  it('keeps entries while there is no network, and brings each once', async () => {
    await onPhone(browser, { base: server.base, offline: true, name: 'kiosk-offline' }, async (page) => {
      await unlock(page, 'contests', 'jeu');
      const enter = async (name) => {
        await page.fill('[name=first_name]', name);
        await page.fill('[name=email]', `${name.toLowerCase()}@fans.example`);
        await page.check('[name=rules]');
        await page.click('main form .button-big');
      };
      const counted = async () => (await call('GET', '/contests/jeu/entries?limit=100')).items.length;

      await page.context().setOffline(true);
      for (const name of ['Awa', 'Moussa']) {
        await enter(name);
        await page.waitForSelector('#kept:not([hidden])');
        await page.click('#kept button');
        await page.waitForSelector('[name=first_name]');
        assert.equal(await page.inputValue('[name=email]'), '', 'the next person sees who was before');
      }
      assert.match(await page.locator('#queue').innerText(), /^2 participations attendent/);
      assert.equal(await counted(), 0);
      await page.context().setOffline(false);
      await page.waitForSelector('#queue', { state: 'hidden' });
      assert.equal(await counted(), 2);

      // The server takes an entry, and its answer is lost on the way: it is sent again, and counts once.
      let lost = 0;
      await page.route('**/kiosk/c/jeu', async (route) => {
        if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
        lost += 1;
        await route.fetch();
        return route.abort();
      });
      await enter('Fatou');
      await page.waitForSelector('#kept:not([hidden])');
      assert.equal(await counted(), 3);
      await page.reload(); // the tablet is switched off and on
      await page.waitForSelector('#queue', { state: 'hidden' });
      assert.equal(lost, 1);
      assert.equal(await counted(), 3);

      await enter('Ines');
      await page.waitForURL(/thanks\?pending=yes/);
      assert.equal(await counted(), 4);
    });
  });
});
