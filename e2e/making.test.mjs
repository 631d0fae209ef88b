import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

// The sandbox's clock stands here. Its brand's time zone is UTC.
const morning = '2026-06-01T08:00:00Z';

const words = {
  fr: { title: 'Gagnez une glacière', prize: 'Une glacière', other: 'A cooler', mark: 'RÉPÉTITION', accepted: 'Le formulaire serait accepté', complete: 'Tout ce qu’il faut est là', saved: /Enregistré/, lost: /pas de réponse du serveur/, conflict: /autre onglet/ },
  en: { title: 'Win a cooler', prize: 'A cooler', other: 'Une glacière', mark: 'REHEARSAL', accepted: 'The form would be taken', complete: 'All that is needed is there', saved: /Saved/, lost: /server does not answer/, conflict: /another tab/ },
};

describe('a community manager who has never made a contest', () => {
  let browser;

  before(async () => { browser = await startBrowser(); });
  after(() => browser?.close());

  for (const { locale, desk } of [{ locale: 'fr', desk: false }, { locale: 'en', desk: false }, { locale: 'fr', desk: true }]) {
    it(`publishes a giveaway in a few steps (${locale}, ${desk ? 'desk' : 'phone'})`, async () => {
      const said = words[locale];
      const server = await startServer('sandbox', ['--now', morning]);
      try {
        await onPhone(browser, { base: server.base, locale, desk, name: `making-${desk ? 'desk' : 'phone'}` }, async (page) => {
          const hand = new Hand(page);
          await signIn(page, locale);

          await hand.click('main a[href$="/contests/new"]');
          await hand.type('[name=title]', said.title);
          await hand.click('main form .button');
          await page.waitForURL(/\/edit\/prizes$/);
          assert.equal(await page.locator('#edit-sections li.open').count(), 1, 'one part says that something is missing');

          await hand.type('[name=prize_name]', said.prize);
          await hand.type('[name=prize_value]', '49,90');
          await page.locator('#edit-status', { hasText: said.saved }).waitFor();
          await page.locator('#edit-sections li.open').waitFor({ state: 'detached' });
          const phone = page.frameLocator('#edit-preview');
          if (!desk) await page.locator('#edit-preview').scrollIntoViewIfNeeded();
          await phone.getByText(said.mark).first().waitFor();

          await hand.click('button[value=check]');
          await page.waitForURL(/\/publish$/);
          assert.match(await page.locator('main').innerText(), new RegExp(said.complete));
          await hand.click('form[action$="/publish"] button');
          await page.waitForURL(/\/share$/);
          assert.ok(hand.acts <= 8, `${hand.acts} fields and clicks`);
          console.log(`making a giveaway: ${hand.fields} fields, ${hand.acts - hand.fields} clicks after signing in`);

          await page.goto(`/${locale}/c/${slugOf(said.title)}`);
          assert.match(await page.locator('h1').innerText(), new RegExp(said.title));
        });
      } finally {
        await server.stop();
      }
    });
  }
});

// The same with everything that a careful person looks at: each part of the editor, both languages, a longer text, a
// rehearsal, the checklist, the texts to post. What it would take them is added up, and nobody waits for it.
describe('a careful community manager', () => {
  let browser;

  before(async () => { browser = await startBrowser(); });
  after(() => browser?.close());

  for (const { locale, desk } of [{ locale: 'fr', desk: false }, { locale: 'en', desk: true }]) {
    it(`publishes a giveaway in under five minutes (${locale}, ${desk ? 'desk' : 'phone'})`, async () => {
      const said = words[locale];
      const server = await startServer('sandbox', ['--now', morning]);
      try {
        await onPhone(browser, { base: server.base, locale, desk, name: 'careful' }, async (page) => {
          const hand = new Hand(page);
          await signIn(page, locale);
          hand.reads();
          await hand.click('main a[href$="/contests/new"]');
          hand.reads();
          await hand.type('[name=title]', said.title);
          await hand.type('[name=also_title]', words[locale === 'fr' ? 'en' : 'fr'].title);
          await hand.click('main form .button');
          await page.waitForURL(/\/edit\/prizes$/);
          hand.reads();
          await hand.type('[name=prize_name]', said.prize);
          await hand.type('[name=prize_also]', said.other);
          await hand.type('[name=prize_value]', '49,90');

          // Through every part in its order; in the first one a text of 160 letters and a closing of one's own.
          const seen = new Set();
          for (let here = page.url(); /\/edit\//.test(here); here = page.url()) {
            const part = here.match(/\/edit\/(\w+)/)[1];
            if (seen.has(part)) break;
            seen.add(part);
            await hand.click('button[value=next]');
            await page.waitForURL((url) => url.href !== here);
            hand.reads();
          }
          await hand.goes(`/${locale}/admin/b/sandbox/contests/${slugOf(said.title)}/edit/basics`);
          hand.reads();
          await hand.type('[name=intro]', 'Une glacière pour garder tout au frais, du marché à la plage. Dites-nous où vous la mettriez. '.padEnd(160, 'a'));
          await hand.type('[name=closes_at]', '2026-06-20T18:00');
          await hand.click('.save button[value=check]');
          await page.waitForURL(/\/publish$/);
          hand.reads();

          const checklist = page.url();
          await hand.click('main a[href*="/rehearsal/c/"]');
          hand.reads();
          await hand.type('[name=first_name]', 'Awa');
          await hand.type('[name=email]', 'awa@fans.example');
          await hand.click('[name=rules]');
          await hand.click('main form .button-big');
          hand.reads();
          await hand.goes(checklist);
          hand.reads();
          await hand.click('form[action$="/publish"] button');
          await page.waitForURL(/\/share$/);
          hand.reads();
          console.log(`a careful person (${locale}): ${hand.fields} fields, ${hand.acts - hand.fields} clicks, ${hand.screens} screens, ${Math.round(hand.seconds)} s`);
          assert.ok(hand.seconds < 300, `${Math.round(hand.seconds)} s`);
        });
      } finally {
        await server.stop();
      }
    });
  }
});

describe('the editor of a contest', () => {
  let browser;
  let server;

  before(async () => {
    browser = await startBrowser();
    server = await startServer('sandbox', ['--now', morning]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const locale of ['fr', 'en']) {
    const said = words[locale];

    it(`saves by itself, and shows the phone's page while one types (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, name: 'autosave' }, async (page) => {
        await draft(page, locale, `Essai ${locale}`);
        await page.goto(page.url().replace(/prizes$/, 'basics'));
        await page.locator('#edit-preview').scrollIntoViewIfNeeded();
        const phone = page.frameLocator('#edit-preview');
        await phone.locator('h1').waitFor();
        await page.fill('[name=title]', `Essai ${locale} deux`);
        await phone.locator('h1', { hasText: `Essai ${locale} deux` }).waitFor();
        await page.goto(page.url());
        assert.equal(await page.inputValue('[name=title]'), `Essai ${locale} deux`);
      });
    });

    it(`loses nothing that is being typed when the page is loaded again (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, name: 'reload' }, async (page) => {
        await draft(page, locale, `Rechargé ${locale}`);
        await page.goto(page.url().replace(/prizes$/, 'basics'));
        await page.locator('[name=intro]').pressSequentially(' Encore un mot.'); // and at once, before it saves itself
        await page.reload();
        assert.match(await page.inputValue('[name=intro]'), /Encore un mot\./);
        await page.locator('#edit-status', { hasText: said.saved }).waitFor();
      });
    });

    it(`keeps what is typed without a network, and saves it when there is one again (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, offline: true, name: 'offline' }, async (page) => {
        await draft(page, locale, `Coupé ${locale}`);
        const address = page.url().replace(/prizes$/, 'basics');
        let cut = 0; // the preview does not arrive at first: what is saved is saved all the same
        await page.route('**/rehearsal/c/**', (route) => (cut++ === 0 ? route.abort() : route.fallback()));
        await page.goto(address);
        await page.context().setOffline(true);
        await page.fill('[name=intro]', 'Écrit dans le train.');
        await page.locator('#edit-status', { hasText: said.lost }).waitFor();
        await page.context().setOffline(false);
        await page.locator('#edit-status', { hasText: said.saved }).waitFor();
        await page.goto(address);
        assert.equal(await page.inputValue('[name=intro]'), 'Écrit dans le train.');
      });
    });

    it(`tells two tabs apart, and overwrites neither (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, name: 'two-tabs' }, async (page) => {
        await draft(page, locale, `Onglets ${locale}`);
        const address = page.url().replace(/prizes$/, 'basics');
        await page.goto(address);
        const second = await page.context().newPage();
        await second.goto(address);
        await second.fill('[name=intro]', 'Du second onglet.');
        await second.locator('#edit-status', { hasText: said.saved }).waitFor();
        await until(async () => (await stored(page, address, 'intro')) === 'Du second onglet.');
        await page.fill('[name=intro]', 'Du premier onglet.');
        await page.locator('#edit-status', { hasText: said.conflict }).waitFor();
        assert.equal(await stored(page, address, 'intro'), 'Du second onglet.', 'the first tab overwrote the second');
        await page.locator('#edit-save button[value=next]').click();
        await page.locator('#edit-conflict q', { hasText: 'Du second onglet.' }).waitFor();
        assert.equal(await page.inputValue('[name=intro]'), 'Du premier onglet.');
        await page.locator('#edit-save button[value=next]').click(); // having seen it
        await page.waitForURL(/\/edit\/prizes$/);
        assert.equal(await stored(page, address, 'intro'), 'Du premier onglet.');
      });
    });

    it(`rehearses an entry and a draw, and says so (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, name: 'rehearsal' }, async (page) => {
        await draft(page, locale, `Répété ${locale}`);
        await page.fill('[name=prize_name]', said.prize);
        await page.locator('button[value=check]').click();
        await page.waitForURL(/\/publish$/);
        await page.locator('main a[href*="/rehearsal/c/"]').first().click();
        await page.getByText(said.mark).first().waitFor();
        await page.fill('[name=first_name]', 'Awa');
        await page.fill('[name=email]', 'awa@fans.example');
        await page.check('[name=rules]');
        await page.click('main form .button-big');
        const answer = await page.locator('body').innerText();
        assert.ok(answer.includes(said.mark) && answer.includes(said.accepted), answer);
        await page.goBack();
        await page.goto(`${new URL(page.url()).pathname}/draw`);
        const drawn = await page.locator('body').innerText();
        assert.ok(drawn.includes(said.mark) && drawn.includes(said.prize), drawn);
      });
    });

    it(`holds both languages side by side (${locale})`, async () => {
      await onPhone(browser, { base: server.base, locale, desk: true, name: 'both' }, async (page) => {
        await page.goto(`/${locale}/admin/sign-in`);
        await signIn(page, locale);
        await page.goto(`/${locale}/admin/b/sandbox/contests/new`);
        await page.fill('[name=title]', `Deux langues ${locale}`);
        await page.fill('[name=also_title]', `Two languages ${locale}`);
        await page.locator('main form .button').click();
        await page.waitForURL(/\/edit\/prizes$/);
        const own = await page.locator('[name=prize_name]').boundingBox();
        const other = await page.locator('[name=prize_also]').boundingBox();
        assert.ok(Math.abs(own.y - other.y) < 4 && other.x > own.x, 'the languages stand beside each other');
        const first = await page.locator('[name=prize_name]').evaluate((field) => field.closest('[lang]').lang);
        await page.fill('[name=prize_name]', first === 'fr' ? 'Une glacière' : 'A cooler');
        await page.fill('[name=prize_also]', first === 'fr' ? 'A cooler' : 'Une glacière');
        await page.locator('button[value=check]').click();
        await page.waitForURL(/\/publish$/);
        await page.locator('form[action$="/publish"] button').click();
        await page.waitForURL(/\/share$/);
        await page.goto(`/fr/c/${slugOf(`Deux langues ${locale}`)}`);
        assert.match(await page.locator('main').innerText(), /Une glacière/);
        await page.goto(`/en/c/${slugOf(`Deux langues ${locale}`)}`);
        assert.match(await page.locator('main').innerText(), /A cooler/);
      });
    });
  }
});

// Hand does what a person does, and counts it.
class Hand {
  constructor(page) {
    this.page = page;
    this.acts = 0;
    this.fields = 0;
    this.screens = 0;
    this.seconds = 0; // at the pace of a person: 200 letters a minute, 1.5 s to reach for something, 3 s to read a screen
  }

  // goes follows a link, of a mail or of the list beside.
  async goes(where) {
    this.acts += 1;
    this.seconds += 1.5;
    await this.page.goto(where);
  }

  reads() {
    this.screens += 1;
    this.seconds += 3;
  }

  async type(field, text) {
    this.acts += 1;
    this.fields += 1;
    this.seconds += 1.5 + text.length * 0.3;
    await this.page.fill(field, text);
  }

  async click(what) {
    this.acts += 1;
    this.seconds += 1.5;
    await this.page.locator(what).first().click();
  }
}

async function signIn(page, locale) {
  if (!page.url().includes('/sign-in')) await page.goto(`/${locale}/admin`);
  await page.fill('[name=email]', 'owner@sandbox.example');
  await page.fill('[name=password]', 'sandbox owner password');
  await page.click('main form .button-big');
  await page.waitForURL(/\/admin(\/b\/sandbox)?$/);
}

// draft signs in, begins a contest, and leads to its prizes.
async function draft(page, locale, title) {
  await signIn(page, locale);
  await page.goto(`/${locale}/admin/b/sandbox/contests/new`);
  await page.fill('[name=title]', title);
  await page.locator('main form .button').click();
  await page.waitForURL(/\/edit\/prizes$/);
}

// stored asks the server what a field of a part holds, past the page that is open.
async function stored(page, address, name) {
  const answer = await page.request.get(address);
  const html = await answer.text();
  return page.evaluate(([text, field]) => new DOMParser().parseFromString(text, 'text/html').querySelector(`[name=${field}]`).value, [html, name]);
}

async function until(holds) {
  const patienceMs = 15_000;
  const deadline = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${patienceMs} ms`);
    await sleep(200);
  }
}

function slugOf(title) {
  return title.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
