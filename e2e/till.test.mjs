import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { filmOf } from './film.mjs';
import { codeIn, Mailbox } from './mails.mjs';
import { startServer } from './server.mjs';

const pin = '270415';

describe('a till and its members', () => {
  let server;
  let browser;
  let staff;
  let members = 0;
  let chosen = false;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    const answer = await fetch(`${server.base}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@sandbox.example', password: 'sandbox owner password' }),
    });
    staff = (await answer.json()).access_token;
    await call('PUT', '/loyalty/programme', {
      rules: [
        { id: 'purchase', name: 'Achat', num: 1, den: 100, expiry_days: 365, dedupe: 'brand' },
        { id: 'sign_up', name: 'Bienvenue', points: 100, dedupe: 'member' },
        { id: 'referral', name: 'Parrainage', points: 40, dedupe: 'member' },
        { id: 'referred', name: 'Venu par un ami', points: 20, dedupe: 'member' },
      ],
      social: { referral_act: 'sign_up', gifts_per_month: 50, gift_days: 7 },
    });
    await call('PUT', '/loyalty/rewards/boule', { name: 'Une boule', cost: 50, voucher_days: 30, from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const call = async (method, path, body) => {
    const answer = await fetch(`${server.base}/api/v1/brands/sandbox${path}`, {
      method, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}`, 'Idempotency-Key': `e2e-${path}-${Math.random()}` },
      body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const available = async (number) => (await call('GET', `/loyalty/members/${number}`)).available;

  const openTill = async (page, locale, name) => {
    await page.goto(`/${locale}/admin/sign-in`);
    await page.fill('[name=email]', 'owner@sandbox.example');
    await page.fill('[name=password]', 'sandbox owner password');
    await page.click('main form .button-big');
    await page.waitForURL(/\/admin/);
    await page.goto(`/${locale}/till/open`);
    await page.fill('[name=name]', name);
    if (!chosen) await page.fill('[name=pin]', pin); // another one would lock the tills where it was used
    chosen = true;
    await page.click('main form .button-big');
    await page.waitForURL(/\/till$/);
  };
  const find = async (page, code) => {
    await page.fill('[name=code]', code);
    await page.locator('[data-scan] button:not([type=button])').click();
  };
  const signIn = async (page, locale, email) => {
    const mailbox = new Mailbox(server.base, email);
    await page.fill('[name=email]', email);
    await page.click('main form .button-big');
    await page.locator('[name=code]').waitFor();
    await page.fill('[name=code]', codeIn(await mailbox.next()));
    await page.click('main form .button-big');
  };
  // A new member with a page of their own.
  const join = async (page, locale) => {
    members += 1;
    await page.goto(`/${locale}/m/sandbox`);
    await signIn(page, locale, `membre${members}@fans.example`);
    await page.locator('form[action$="/join"] button').click();
    await page.locator('.stub .code').waitFor();
    return (await page.locator('.stub .code').first().innerText()).trim();
  };
  const takeReward = async (page, locale) => {
    await page.goto(`/${locale}/m/sandbox/rewards/boule`);
    await page.click('main form .button-big');
    await page.locator('.voucher .number').waitFor();
    return (await page.locator('.voucher .number').first().innerText()).trim();
  };

  for (const locale of ['fr', 'en']) {
    it(`gives points and takes a voucher without a network, and brings each once (${locale})`, async () => {
      let number;
      let voucher;
      await onPhone(browser, { base: server.base, locale, name: 'till-member' }, async (page) => {
        number = await join(page, locale);
        voucher = await takeReward(page, locale);
      });
      await onPhone(browser, { base: server.base, locale, offline: true, name: 'till-offline' }, async (page) => {
        await openTill(page, locale, 'Comptoir');
        await page.context().setOffline(true);
        await find(page, `KERMESSE:M:${number}`);
        await page.fill('#l-amount', '12');
        await page.click('main form .button-big');
        await page.locator('.thanks .button-big').click();
        await find(page, voucher);
        await page.click('main form .button-big');
        await page.locator('.thanks .button-big').click();
        assert.match(await page.locator('#queue').innerText(), /^2 /);
        assert.equal(await available(number), 50);
        await page.context().setOffline(false);
        await page.waitForSelector('#queue', { state: 'hidden' });
        assert.equal(await available(number), 62);
        await page.waitForSelector('#told:not([hidden])');
        await page.locator('#told button').click();
        await page.waitForSelector('#told', { state: 'hidden' });

        // The server takes it, and its answer is lost on the way: it is sent again, and counts once.
        let lost = 0;
        await page.route('**/till/earn', async (route) => {
          if (lost > 0 || !(route.request().postData() ?? '').includes('act=give')) return route.fallback();
          lost += 1;
          await route.fetch();
          return route.abort();
        });
        await page.goto(`/${locale}/till`);
        await find(page, number);
        await page.fill('#f-amount', '5');
        await page.locator('#earn ~ form button').last().click();
        await page.locator('form[data-later] .button-big').click();
        await page.locator('.thanks').waitFor();
        assert.equal(await available(number), 67);
        await page.reload();
        await page.waitForSelector('#queue', { state: 'hidden' });
        assert.equal(lost, 1);
        assert.equal(await available(number), 67);
      });
    });
  }

  it('opens without a network, from what the telephone has kept, and goes on working', async () => {
    let number;
    await onPhone(browser, { base: server.base, name: 'till-cold-member' }, async (page) => { number = await join(page, 'fr'); });
    await onPhone(browser, { base: server.base, offline: true, name: 'till-cold' }, async (page) => {
      await openTill(page, 'fr', 'Marché');
      await page.evaluate(() => navigator.serviceWorker.ready.then((worker) => new Promise((kept) => {
        const look = () => (worker.active?.state === 'activated' ? kept() : setTimeout(look, 50));
        look();
      })));
      await page.reload(); // the worker keeps the page that it hands on
      await page.locator('[data-scan]').waitFor();
      await page.context().setOffline(true);
      assert.equal(await page.evaluate(() => fetch('/readyz').then(() => 'reached', () => 'lost')), 'lost');
      await page.goto('about:blank');
      await page.goto('/fr/till');
      await find(page, `KERMESSE:M:${number}`);
      await page.fill('#l-amount', '7');
      await page.click('main form .button-big');
      await page.locator('.thanks').waitFor();
      assert.match(await page.locator('#queue').innerText(), /^1 /);
      assert.equal(await available(number), 100);
      await page.goto('/fr/till'); // opened once more: what waits is still there
      assert.match(await page.locator('#queue').innerText(), /^1 /);
      await page.context().setOffline(false);
      await page.goto('/fr/till');
      await page.waitForSelector('#queue', { state: 'hidden' });
      assert.equal(await available(number), 107);
    });
  });

  it('reads a member’s card and a voucher with the camera', async () => {
    let number;
    const films = [];
    await onPhone(browser, { base: server.base, name: 'card' }, async (page) => {
      number = await join(page, 'fr');
      await takeReward(page, 'fr');
      await page.locator('.voucher summary').first().click();
      films.push({ film: await filmOf(browser, page.locator('.voucher .scan-code').first()), shows: /Une boule/ });
      await page.goto('/fr/m/sandbox/card');
      films.push({ film: await filmOf(browser, page.locator('.scan-code').first()), shows: new RegExp(number) });
    });
    for (const { film, shows } of films) {
      const camera = await startBrowser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film.file}`]);
      try {
        await onPhone(camera, { base: server.base, name: 'till-camera' }, async (page) => {
          await openTill(page, 'fr', 'Comptoir');
          await page.click('[data-camera]');
          await page.waitForFunction(() => !document.querySelector('[data-scan]'), null, { timeout: 60_000 }); // a film is decoded by a CPU that does other things
          assert.match(await page.locator('main').innerText(), shows);
        });
      } finally {
        await camera.close();
        await film.remove();
      }
    }
  });

  it('gives one voucher to one of two tills, and tells the other', async () => {
    let voucher;
    await onPhone(browser, { base: server.base, name: 'till-voucher' }, async (page) => {
      await join(page, 'fr');
      voucher = await takeReward(page, 'fr');
    });
    await onPhone(browser, { base: server.base, name: 'till-first' }, async (first) => {
      await openTill(first, 'fr', 'Comptoir');
      await onPhone(browser, { base: server.base, javaScript: false, name: 'till-second' }, async (second) => {
        await openTill(second, 'fr', 'Terrasse');
        for (const page of [first, second]) {
          await find(page, voucher);
          await page.locator('form[data-later] .button-big').waitFor();
        }
        await first.locator('form[data-later] .button-big').click();
        await first.waitForSelector('.panel-ok');
        await second.locator('form[data-later] .button-big').click();
        assert.match(await second.locator('main').innerText(), /Comptoir/);
      });
    });
  });

  it('lets a member give points and a friend claim them, and brings a member by a link', async () => {
    await onPhone(browser, { base: server.base, name: 'giver' }, async (page) => {
      const number = await join(page, 'fr');
      await page.goto('/fr/m/sandbox/gifts');
      await page.fill('[name=points]', '30');
      await page.click('main form .button-big');
      await page.waitForURL(/made=/);
      const gift = new URL(await page.locator('code.hash').first().innerText()).pathname;
      await page.goto('/fr/m/sandbox/friends');
      const link = new URL(await page.locator('code.hash').first().innerText()).pathname;
      await onPhone(browser, { base: server.base, locale: 'en', javaScript: false, name: 'friend' }, async (friend) => {
        await friend.goto(`/en${link}`);
        await signIn(friend, 'en', 'ami@fans.example');
        await friend.locator('form[action$="/join"] .button-big').click();
        await friend.locator('.stub .code').waitFor();
        await friend.goto(`/en${gift}`);
        await friend.click('main form .button-big');
        await friend.locator('.stub .code').waitFor();
      });
      await page.reload();
      assert.equal(await page.locator('.lines .tag').count(), 1);
      assert.equal(await available(number), 70);
    });
  });
});
