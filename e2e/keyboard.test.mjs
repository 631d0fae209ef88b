import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { codeIn, linkIn, Mailbox } from './mails.mjs';
import { Owner, photo, setClock } from './sandbox.mjs';
import { startServer } from './server.mjs';

const now = '2026-06-01T08:00:00Z';
const mostTabs = 150; // of a page that somebody still walks through

// Nobody touches the pointer here: what is not reached by Tab, or cannot be seen when it is, is not there.
describe('somebody who has a keyboard alone', () => {
  let browser;

  before(async () => { browser = await startBrowser(); });
  after(() => browser?.close());

  for (const { locale, javaScript } of [{ locale: 'fr', javaScript: true }, { locale: 'en', javaScript: false }]) {
    it(`enters, votes for a photo, claims a prize and gives points (${locale}, scripts ${javaScript ? 'on' : 'off'})`, async () => {
      const server = await startServer('sandbox', ['--now', now]);
      try {
        const owner = await Owner.of(server);
        await prepare(owner);
        const phone = (name, journey) => onPhone(browser, { base: server.base, locale, javaScript, name: `keyboard-${name}` }, (page) => journey(new Keys(page), page));
        const address = (name) => `${name}.${locale}@fans.example`;

        await phone('enter', async (keys, page) => {
          await page.goto(`/${locale}/c/panier`);
          await keys.type('[name=first_name]', 'Awa');
          await keys.type('[name=email]', 'pas une adresse');
          await keys.press('main form .button-big', 'Enter');
          await page.locator('[role=alert]').waitFor();
          await keys.press('[role=alert] a', 'Enter'); // the summary leads to the field
          await keys.retype('[name=email]', address('awa'));
          await keys.press('[name=rules]', 'Space');
          await keys.press('main form .button-big', 'Enter');
          await page.waitForURL(/\/receipt\//);
        });

        await phone('photo', async (keys, page) => {
          await page.goto(`/${locale}/c/photos`);
          await page.setInputFiles('[name=photo]', photo); // the system's own dialogue
          await keys.type('[name=first_name]', 'Kofi');
          await keys.type('[name=email]', address('kofi'));
          await keys.press('a[href="#step-2"]', 'Enter');
          await keys.type('[name=photo_alt]', 'Une glace');
          await keys.press('[name=photo_age]', 'Space');
          await keys.press('[name=photo_rights]', 'Space');
          await keys.press('[name=rules]', 'Space');
          await keys.press('main form .button-big', 'Enter');
          await page.waitForURL(/\/receipt\//);
        });
        const { photo: sent } = await owner.call('GET', '/contests/photos/photos/review/next');
        await owner.call('POST', `/contests/photos/photos/${sent.id}/review`, { act: 'publish' });
        await phone('vote', async (keys, page) => {
          const mailbox = new Mailbox(server.base, address('voter'));
          await page.goto(`/${locale}/c/photos/photos`);
          await keys.press('.wall a', 'Enter');
          await page.waitForURL(/\/photos\/photos\/\w+$/);
          await keys.type('[name=email]', mailbox.address);
          await keys.press('#vote ~ form .button-big', 'Enter');
          await page.waitForURL(/\/confirm/);
          await page.goto(local(server, linkIn(await mailbox.next())));
          await keys.press('main form .button-big', 'Enter');
          await page.locator('#vote ~ form button[value=back]').waitFor();
        });

        await phone('member', async (keys, page) => {
          await join(server, page, keys, locale, address('giver'));
          await page.goto(`/${locale}/m/sandbox/gifts`);
          await keys.type('[name=points]', '30');
          await keys.press('main form .button-big', 'Enter');
          await page.waitForURL(/made=/);
          const gift = new URL(await page.locator('code.hash').first().innerText()).pathname;
          await phone('gift', async (other, friend) => {
            await join(server, friend, other, locale, address('friend'));
            await friend.goto(`/${locale}${gift}`);
            await other.press('main form .button-big', 'Enter');
            await friend.locator('.stub .code').waitFor();
          });
          await page.goto(`/${locale}/m/sandbox`);
          await keys.press('a[href*="/rewards/boule"]', 'Enter');
          await page.waitForURL(/\/rewards\/boule/);
          await keys.press('main form .button-big', 'Enter');
          await page.locator('.voucher').first().waitFor();
        });

        await setClock(server, '2026-06-01T10:05:00Z');
        const { items } = await owner.call('GET', '/brands/sandbox/claims?contest=panier');
        await phone('claim', async (keys, page) => {
          const mailbox = new Mailbox(server.base, items[0].contact);
          const told = (await mailbox.list()).find(({ text }) => /\/w\/sandbox\/\S+/.test(text));
          await mailbox.seen();
          await page.goto(local(server, told.text.match(/https?:\/\/\S+\/w\/sandbox\/\S+/)[0]));
          await keys.press('form[action$="/identify"] .button-big', 'Enter');
          await page.locator('[name=code]').waitFor();
          await keys.type('[name=code]', codeIn(await mailbox.next()));
          await keys.press('main form.card .button-big', 'Enter');
          await page.locator('[name="address.name"]').waitFor();
          await keys.type('[name="address.name"]', 'Awa Diop');
          await keys.type('[name="address.line1"]', '3 rue du Port');
          await keys.type('[name="address.postcode"]', '29200');
          await keys.type('[name="address.city"]', 'Brest');
          await keys.press('form[action$="/answer"] .button-big', 'Enter');
          await page.locator('main .steps').waitFor();
        });
      } finally {
        await server.stop();
      }
    });

    it(`makes a contest and publishes it (${locale}, scripts ${javaScript ? 'on' : 'off'})`, async () => {
      const server = await startServer('sandbox', ['--now', now]);
      try {
        await onPhone(browser, { base: server.base, locale, javaScript, desk: true, name: 'keyboard-editor' }, async (page) => {
          const keys = new Keys(page);
          await page.goto(`/${locale}/admin/sign-in`);
          await keys.type('[name=email]', 'owner@sandbox.example');
          await keys.type('[name=password]', 'sandbox owner password');
          await keys.press('main form .button-big', 'Enter');
          await page.waitForURL(/\/admin(\/b\/sandbox)?$/);
          await page.goto(`/${locale}/admin/b/sandbox/contests/new`);
          await keys.type('[name=title]', 'Au clavier');
          await keys.press('main form .button', 'Enter');
          await page.waitForURL(/\/edit\/prizes$/);
          await keys.type('[name=prize_name]', 'Une glacière');
          await keys.press('button[value=add]', 'Enter'); // a second prize, and away with it again
          await page.locator('#f-prize_name-1').waitFor();
          await keys.press('button[value=drop-1]', 'Enter');
          await page.locator('#f-prize_name-1').waitFor({ state: 'detached' });
          await page.goto(`/${locale}/admin/b/sandbox/contests/au-clavier/edit/photos`);
          await keys.choose('[name=photos]');
          await keys.press('button[value=next]', 'Enter');
          await page.waitForURL((url) => !url.pathname.endsWith('/edit/photos'));
          await page.goto(`/${locale}/admin/b/sandbox/contests/au-clavier/publish`);
          await keys.press('form[action$="/publish"] button', 'Enter');
          await page.waitForURL(/\/share$/);
        });
      } finally {
        await server.stop();
      }
    });
  }
});

// Keys reaches things by Tab, and says when it cannot or when nobody could see where it is.
class Keys {
  constructor(page) {
    this.page = page;
  }

  async reach(what) {
    for (let i = 0; i < mostTabs; i += 1) {
      const at = await this.page.evaluate((selector) => {
        const here = document.activeElement;
        if (!here || !here.matches(selector)) return { there: false };
        const box = here.getBoundingClientRect();
        const marked = here.matches('.choice > input') ? here.nextElementSibling : here;
        const style = getComputedStyle(marked);
        return {
          there: true, seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          within: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        };
      }, what);
      if (at.there) {
        assert.ok(at.seen, `nothing shows that ${what} has the focus`);
        assert.ok(at.within, `${what} has the focus outside of the screen`);
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${what} is not reached by Tab`);
  }

  async type(what, text) {
    await this.reach(what);
    await this.page.keyboard.type(text);
  }

  async retype(what, text) {
    await this.reach(what);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  async choose(what) {
    await this.reach(what);
    await this.page.keyboard.press('ArrowDown');
  }

  async press(what, key) {
    await this.reach(what);
    await this.page.keyboard.press(key);
  }
}

async function prepare(owner) {
  const contest = (slug, entry) => ({
    slug, title: 'Le panier du marché', opens_at: '2026-06-01T07:00:00Z', closes_at: '2026-06-01T10:00:00Z',
    prizes: [{ name: 'Un panier', winners: 1, alternates: 0, handing: { delivery: true } }], draw: { mode: 'one-win', source: 'test', claim_days: 3 },
    entry: { contact: 'email', confirm: false, countries: ['FR'], ...entry },
  });
  await owner.open(contest('panier'));
  await owner.open(contest('photos', { countries: [], photos: { award: 'draw', top: 3, votes: 'contest' } }));
  await owner.call('PUT', '/brands/sandbox/loyalty/programme', {
    rules: [{ id: 'sign_up', name: 'Bienvenue', points: 100, dedupe: 'member' }], social: { gifts_per_month: 50, gift_days: 7 },
  });
  await owner.call('PUT', '/brands/sandbox/loyalty/rewards/boule', { name: 'Une boule', cost: 50, voucher_days: 30, from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' });
}

async function join(server, page, keys, locale, address) {
  const mailbox = new Mailbox(server.base, address);
  await page.goto(`/${locale}/m/sandbox`);
  await keys.type('[name=email]', address);
  await keys.press('main form .button-big', 'Enter');
  await page.locator('[name=code]').waitFor();
  await keys.type('[name=code]', codeIn(await mailbox.next()));
  await keys.press('main form .button-big', 'Enter');
  await page.locator('form[action$="/join"] button').waitFor();
  await keys.press('form[action$="/join"] button', 'Enter');
  await page.locator('.stub .code').waitFor();
}

const local = (server, link) => link.replace(/^https?:\/\/[^/]+/, server.base);
