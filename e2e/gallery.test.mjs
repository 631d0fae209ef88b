import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { linkIn, Mailbox } from './mails.mjs';
import { Owner, photo, setClock } from './sandbox.mjs';
import { startServer } from './server.mjs';

const hour = 3_600_000;
const pin = '270415';

const words = {
  fr: {
    mark: 'RÉPÉTITION', accepted: 'serait accepté', noDraw: /n’a pas de tirage/, held: /attend l’accord/, agreed: /peut participer/, waiting: /regarde avant de la publier/,
    gone: /Vous l’avez retirée/, marked: /Photos notées\s: 2 sur 2/, jury: /jury 9,50 sur 10/, won: /Un appareil photo/, given: /attribués le/,
  },
  en: {
    mark: 'REHEARSAL', accepted: 'would be taken', noDraw: /has no draw/, held: /waits for your parent/, agreed: /may take part/, waiting: /looks at it before/,
    gone: /You have withdrawn it/, marked: /Photos marked: 2 of 2/, jury: /jury 9\.50 out of 10/, won: /Un appareil photo/, given: /were given on/,
  },
};

// Photos where they are not sent from the contest's own page, and a contest that its ranking alone decides.
describe('a photo contest, elsewhere than on its page', () => {
  let server;
  let browser;
  let owner;
  let now;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    owner = await Owner.of(server);
    now = Date.now();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const contest = (slug, photos) => ({
    slug, title: 'La lumière du port', opens_at: new Date(now - hour).toISOString(), closes_at: new Date(now + 24 * hour).toISOString(),
    prizes: [{ name: 'Un appareil photo', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' },
    entry: { contact: 'email', confirm: false, photos: { votes: 'contest', ...photos } },
  });
  const entries = async (slug) => (await owner.call('GET', `/contests/${slug}/entries?limit=100`)).items;

  // Everything that the form asks but the age, in one step or in two.
  const fill = async (page, name, email) => {
    await page.fill('[name=first_name]', name);
    await page.fill('[name=email]', email);
    const on = page.locator('main form a[href="#step-2"]');
    if (await on.count()) await on.click();
    await page.setInputFiles('[name=photo]', { ...photo, name: `${name}.png` });
    await page.fill('[name=photo_alt]', `Le port, par ${name}`);
    await page.check('[name=photo_rights]');
    await page.check('[name=rules]');
  };

  for (const locale of ['fr', 'en']) {
    const said = words[locale];
    const phone = (name, journey, own = {}) => onPhone(browser, { base: server.base, locale, name: `gallery-${name}`, ...own }, journey);

    it(`is rehearsed with a photo, and says that there is no draw to rehearse (${locale})`, async () => {
      const slug = `essai-${locale}`;
      await owner.call('POST', '/brands/sandbox/contests', contest(slug, { award: 'best' }));
      await phone('rehearsal', async (page) => {
        await owner.signIn(page, locale);
        await page.goto(`/${locale}/admin/b/sandbox/contests/${slug}/publish`);
        assert.equal(await page.locator('main a[href$="/draw"]').count(), 0, 'a draw is offered for rehearsal');
        await page.locator('main a[href*="/rehearsal/c/"]').first().click();
        await fill(page, 'Awa', 'awa@fans.example');
        await page.check('#f-photo_age-adult');
        await page.click('main form .button-big');
        await page.locator('main .steps').waitFor();
        const answer = await page.locator('body').innerText();
        assert.ok(answer.includes(said.mark) && answer.includes(said.accepted), answer);
        assert.equal(await page.locator('main a[href$="/draw"]').count(), 0);
        await page.goto(`/${locale}/admin/b/sandbox/rehearsal/c/${slug}/draw`);
        assert.match(await page.locator('main').innerText(), said.noDraw);
      });
    });

    it(`takes a photo in a frame, and at a tablet without a network, once each (${locale})`, async () => {
      const slug = `stand-${locale}`;
      await owner.open(contest(slug, { award: 'draw', top: 2 }));
      await phone('frame', async (page) => {
        await page.goto(`/${locale}/embed/c/${slug}`);
        await fill(page, 'Binta', `binta.${locale}@fans.example`);
        await page.check('#f-photo_age-adult');
        await page.locator('[data-uploads] progress').evaluate((bar) => new Promise((done) => {
          const look = () => (bar.value === 1 ? done() : setTimeout(look, 50));
          look();
        }));
        await page.click('main form .button-big');
        await page.waitForURL(/\/embed\/c\/.*\/receipt\//);
        assert.match(await page.locator('#photo').innerText(), said.waiting);
      });
      await phone('tablet', async (page) => {
        const kiosk = await owner.call('POST', `/contests/${slug}/kiosks`, { name: 'Stand', pin });
        await page.goto(`/${locale}/kiosk`);
        await page.fill('[name=code]', kiosk.code);
        await page.fill('[name=pin]', pin);
        await page.click('main form .button-big');
        await page.waitForURL(new RegExp(`/kiosk/c/${slug}$`));
        await page.context().setOffline(true);
        await fill(page, 'Moussa', `moussa.${locale}@fans.example`);
        await page.check('#f-photo_age-adult');
        await page.click('main form .button-big');
        await page.waitForSelector('#kept:not([hidden])');
        await page.context().setOffline(false);
        await page.goto(`/${locale}/kiosk/c/${slug}`);
        await page.waitForFunction(() => document.getElementById('queue').hidden);
      }, { offline: true });
      assert.equal((await entries(slug)).length, 2);
      for (const name of ['Binta', 'Moussa']) {
        const next = await owner.call('GET', `/contests/${slug}/photos/review/next`);
        await owner.call('POST', `/contests/${slug}/photos/${next.photo.id}/review`, { act: 'publish' });
        assert.ok(name);
      }
      await phone('wall', async (page) => {
        await page.goto(`/${locale}/c/${slug}/photos`);
        assert.deepEqual((await page.locator('.wall .by').allInnerTexts()).map((by) => by.trim().split(' ')[0]).sort(), ['Binta', 'Moussa']);
      });
    });

    it(`asks a parent, is marked by a jury, and gives its prizes without a draw (${locale})`, async () => {
      const slug = `port-${locale}`;
      await owner.open(contest(slug, { award: 'best', jury_percent: 50, criteria: ['Lumière', 'Idée'], under_age: true }));
      const parent = new Mailbox(server.base, `parent.${locale}@fans.example`);
      await phone('child', async (page) => {
        await page.goto(`/${locale}/c/${slug}`);
        await fill(page, 'Anaïs', `anais.${locale}@fans.example`);
        await page.check('#f-photo_age-minor');
        await page.locator('#f-photo_age ~ details summary').first().click();
        await page.fill('[name=photo_parent_name]', 'Nadia');
        await page.fill('[name=photo_parent_email]', parent.address);
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
        assert.match(await page.locator('#photo').innerText(), said.held);
      });
      await phone('parent', async (page) => {
        await page.goto(linkIn(await parent.next()));
        await page.locator('figure img').waitFor();
        await page.check('[name=agree]');
        await page.click('[name=answer][value=yes]');
        await page.locator('.panel-ok').waitFor();
        assert.match(await page.locator('main').innerText(), said.agreed);
      }, { javaScript: false });
      await phone('adult', async (page) => {
        await page.goto(`/${locale}/c/${slug}`);
        await fill(page, 'Priya', `priya.${locale}@fans.example`);
        await page.check('#f-photo_age-adult');
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
      }, { javaScript: false });
      await phone('regrets', async (page) => {
        await page.goto(`/${locale}/c/${slug}`);
        await fill(page, 'Hugo', `hugo.${locale}@fans.example`);
        await page.check('#f-photo_age-adult');
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
        await page.click('#photo [value=withdraw]');
        await page.getByText(said.gone).first().waitFor();
        assert.equal(await page.locator('#photo img').count(), 0);
      }, { javaScript: false });

      // The desk publishes both, and invites a juror by a link that it is shown once.
      let link;
      await phone('desk', async (page) => {
        await owner.signIn(page, locale);
        const desk = `/${locale}/admin/b/sandbox/contests/${slug}`;
        for (let n = 0; n < 2; n += 1) {
          await page.goto(`${desk}/photos`);
          await page.click('[name=act][value=publish]');
          await page.waitForURL(/done=/);
        }
        await page.goto(`${desk}/photos/ranking`);
        await page.fill('[name=name]', 'Mme Ramdin');
        await page.locator('#jury details .button').click();
        await page.locator('#jury .panel-ok').waitFor();
        link = (await page.locator('#jury .panel-ok').innerText()).match(/https?:\/\/\S+/)[0];
      }, { javaScript: false });
      await phone('juror', async (page) => {
        await page.goto(link);
        assert.ok(!/Priya|Anaïs/.test((await page.locator('main').innerText()).replaceAll(/par (Priya|Anaïs)/g, '')), 'a juror reads who sent a photo');
        const cards = page.locator('main section.card');
        for (const card of await cards.all()) {
          const marks = (await card.innerText()).includes('Anaïs') ? ['9', '10'] : ['4', '3'];
          const fields = await card.locator('select').all();
          for (const [i, field] of fields.entries()) await field.selectOption(marks[i]);
        }
        await page.click('main form .button-big');
        await page.getByText(said.marked).waitFor();
      }, { javaScript: false });
    });
  }

  it('is settled at closing: the best has the prize, and nothing leads to a draw', async () => {
    await setClock(server, now + 25 * hour);
    for (const locale of ['fr', 'en']) {
      const said = words[locale];
      const slug = `port-${locale}`;
      await onPhone(browser, { base: server.base, locale, name: 'gallery-settled' }, async (page) => {
        await page.goto(`/${locale}/c/${slug}`);
        assert.equal(await page.locator('main a[href*="/draw"]').count(), 0, 'the page leads to a draw');
        for (const path of ['draw', 'draw/check', 'draw/stage', 'draw.pdf']) {
          await page.goto(`/${locale}/c/${slug}/${path}`);
          assert.match(page.url(), /\/photos\/ranking$/, path);
        }
        const first = await page.locator('.order li').first().innerText();
        assert.match(first, /Anaïs/);
        assert.match(first, said.jury);
        assert.match(first, said.won);
        const proof = await page.request.get(`/api/v1/contests/${slug}/proof.zip`);
        assert.equal(proof.status(), 409);
        assert.equal((await proof.json()).code, 'contest_has_no_draw');
        const file = await page.request.get(await page.locator('a[href$="ranking.txt"]').getAttribute('href'));
        assert.equal(file.status(), 200);

        await owner.signIn(page, locale);
        await page.goto(`/${locale}/admin/b/sandbox/contests/${slug}/draw`);
        const desk = await page.locator('main').innerText();
        assert.match(desk, said.given);
        assert.match(desk, new RegExp(`anais\\.${locale}@`));
        assert.equal(await page.locator('a[href$="proof.zip"]').count(), 0);
        await page.goto(`/${locale}/admin/b/sandbox/contests/${slug}/show`);
        assert.match(await page.locator('main').innerText(), said.noDraw);
        await page.goto(`/${locale}/c/${slug}/screen`); // the counter of an event has a meaning here too
        await page.locator('#counter').waitFor();
      });
    }
  });
});
