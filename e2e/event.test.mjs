import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { Owner, photo } from './sandbox.mjs';
import { startServer } from './server.mjs';

const pin = '270415';
const contest = (slug, entry) => ({
  slug, title: 'La glace du marché', opens_at: new Date(Date.now() - 3_600_000).toISOString(), closes_at: new Date(Date.now() + 86_400_000).toISOString(),
  prizes: [{ name: 'Une glace', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' },
  entry: { contact: 'email', confirm: false, max_tickets: 9, ...entry },
});

// Where the network comes and goes: what waited on a device, or was sent twice, arrives exactly once.
describe('an event with a bad network', () => {
  let server;
  let browser;
  let owner;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    owner = await Owner.of(server);
    await owner.open(contest('stand', {
      codes: { required: true }, trust: { shared: true }, questions: [{ id: 'picture', label: 'Vous au stand', kind: 'picture', required: true }],
      actions: [{ id: 'quiz', kind: 'quiz', label: 'De quoi est fait un sorbet ?', choices: ['De crème', 'De fruits'], accept: ['De fruits'], tickets: 2 }],
    }));
    await owner.open(contest('jouer', {
      codes: { tickets: 1 }, slips: { per_minor: 1000, currency: 'EUR' },
      instant: { mode: 'everyone', dress: 'wheel', prizes: [{ name: 'Un cornet', units: 9 }] },
    }));
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const entries = async (slug) => (await owner.call('GET', `/contests/${slug}/entries?limit=100`)).items;
  const packCodes = async (slug, size) => {
    const { no } = await owner.call('POST', `/contests/${slug}/codes`, { label: 'Lots du marché', size });
    return (await owner.text('POST', `/contests/${slug}/codes/${no}/export`)).split('\r\n').slice(1).filter(Boolean).map((line) => line.split(',')[0]);
  };

  for (const locale of ['fr', 'en']) {
    it(`keeps codes, answers and pictures at a tablet (${locale})`, async () => {
      const codes = await packCodes('stand', 4);
      const before = (await entries('stand')).length;
      const used = async () => (await owner.call('GET', '/contests/stand/codes')).items.reduce((sum, batch) => sum + batch.used, 0);
      const usedBefore = await used();
      await onPhone(browser, { base: server.base, locale, offline: true, name: 'event-tablet' }, async (page) => {
        const kiosk = await owner.call('POST', '/contests/stand/kiosks', { name: 'Stand', pin });
        await page.goto(`/${locale}/kiosk`);
        await page.fill('[name=code]', kiosk.code);
        await page.fill('[name=pin]', pin);
        await page.click('main form .button-big');
        await page.waitForURL(/\/kiosk\/c\/stand$/);
        const enter = async (name, code) => {
          await page.fill('[name=code]', code);
          await page.selectOption('[name="play.quiz"]', 'De fruits');
          await page.fill('[name=first_name]', name);
          await page.fill('[name=email]', `${name}.${locale}@fans.example`);
          await page.setInputFiles('[name="answer.picture"]', photo);
          await page.check('[name=rules]');
          await page.click('main form .button-big');
        };
        const next = async () => {
          await page.waitForSelector('#kept:not([hidden])');
          await page.click('#kept button');
          await page.waitForSelector('[name=first_name]');
          assert.equal(await page.inputValue('[name=code]'), '', 'the next person sees the code of the one before');
        };

        await page.context().setOffline(true);
        await enter('awa', codes[0].toLowerCase());
        await next();
        await enter('moussa', codes[1]);
        await next();
        await enter('kevin', codes[1]); // the same code again: only the server can know
        await next();
        assert.match(await page.locator('#queue').innerText(), /^3 /);
        await page.reload().catch(() => {}); // the tablet is switched off and on without a network
        await page.context().setOffline(false);
        await page.goto(`/${locale}/kiosk/c/stand`);
        await page.waitForFunction(() => /^1 /.test(document.getElementById('queue').textContent) && !document.getElementById('queue').hidden);
        assert.equal((await entries('stand')).length, before + 2);
        assert.equal(await used(), usedBefore + 2);

        // The server takes an entry, and its answer is lost on the way: it is sent again, and counts once.
        let lost = 0;
        await page.route('**/kiosk/c/stand', async (route) => {
          if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
          lost += 1;
          await route.fetch();
          return route.abort();
        });
        await enter('fatou', codes[2]);
        await next();
        await page.reload();
        await page.waitForFunction(() => /^1 /.test(document.getElementById('queue').textContent));
        assert.equal(lost, 1);

        const all = (await entries('stand')).slice(0, 3);
        assert.equal((await entries('stand')).length, before + 3);
        assert.equal(await used(), usedBefore + 3);
        assert.ok(all.every((entry) => entry.tickets === 3), `the answers to the quiz are lost: ${all.map((entry) => entry.tickets)}`);

        // Staff leave with the PIN, read what was refused and why, and put it aside.
        await page.click('footer a');
        await page.fill('[name=pin]', pin);
        await page.click('main form .button-big');
        await page.waitForSelector('#refused:not([hidden])');
        assert.match(await page.locator('#refused').innerText(), locale === 'fr' ? /kevin[\s\S]*déjà servi/ : /kevin[\s\S]*used before/);
      });
      await seesPictures(3);
    });

    it(`plays once and sends a receipt once from a telephone (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, offline: true, name: 'event-telephone' }, async (page) => {
        const [code] = await packCodes('jouer', 1);
        await page.goto(`/${locale}/c/jouer`);
        await page.fill('[name=first_name]', 'Awa');
        await page.fill('[name=email]', `jouer.${locale}@fans.example`);
        await page.check('[name=rules]');
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
        const receipt = page.url();
        const key = receipt.split('/').pop();

        // Each answer is lost once: the browser shows that it has no network, and the form is sent again.
        const losesOne = async (path, send) => {
          let lost = 0;
          await page.route(`**/receipt/*/${path}`, async (route) => {
            if (lost > 0) return route.fallback();
            lost += 1;
            await route.fetch({ maxRedirects: 0 });
            return route.abort('internetdisconnected');
          });
          await send();
          await page.waitForTimeout(500);
          await page.goto(receipt);
          return lost;
        };
        assert.equal(await losesOne('play', () => page.click('#play form button')), 1);
        const played = (await page.locator('#play .result').innerText()).trim();
        assert.match(played, locale === 'fr' ? /Gagné/ : /won/);
        const again = await owner.call('POST', `/contests/jouer/receipts/${key}/play`);
        assert.ok(again.repeated && played.includes(again.code), 'sent again, it is another play');

        const useCode = async () => {
          await page.fill('#codes [name=code]', code);
          await page.click('#codes button');
        };
        assert.equal(await losesOne('codes', useCode), 1);
        assert.match(await page.locator('.ticket .stub').innerText(), /2\stickets/);
        await useCode();
        await page.waitForURL(/\/receipt\/[^/]+$/);
        assert.match(await page.locator('.ticket .stub').innerText(), /2\stickets/);

        const sendSlip = async () => {
          await page.fill('#slips [name=shop]', 'Super Port');
          await page.fill('#slips [name=amount]', '40');
          await page.fill('#slips [name=number]', `M-${locale}`);
          await page.fill('#slips [name=bought_on]', new Date().toISOString().slice(0, 10));
          await page.click('#slips form button');
        };
        assert.equal(await losesOne('slips', sendSlip), 1);
        assert.equal(await page.locator('#slips .lines li').count(), 1);
        await sendSlip();
        await page.locator('[role=alert]').waitFor();
        assert.equal(await page.locator('#slips .lines li').count(), 1, 'a receipt that is sent again counts twice');
      });
    });
  }

  // seesPictures: the newest entries have theirs, for staff.
  async function seesPictures(many) {
    await onPhone(browser, { base: server.base, name: 'event-pictures' }, async (page) => {
      await owner.signIn(page, 'fr');
      await page.goto('/fr/admin/b/sandbox/contests/stand/entries');
      const links = await page.locator('a[href*="/pictures/"], img[src*="/pictures/"]').count();
      assert.ok(links >= many, `${links} pictures of ${many}`);
    });
  }
});
