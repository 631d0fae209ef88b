import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { codeIn, Mailbox } from './mails.mjs';
import { Owner, setClock } from './sandbox.mjs';
import { startServer } from './server.mjs';

const contest = {
  slug: 'panier', title: 'Le panier du marché', locale: 'fr', opens_at: '2026-06-01T07:00:00Z', closes_at: '2026-06-01T10:00:00Z',
  also: { title: 'The market basket' },
  prizes: [
    { name: 'Un panier', also: 'A basket', winners: 1, alternates: 2, handing: { pickup: ['Comptoir du port'], delivery: true, asks: 'Taille', options: ['S', 'M'] } },
    { name: 'Une affiche', also: 'A poster', winners: 1, alternates: 1, handing: { delivery: true } },
  ],
  draw: { mode: 'one-win', source: 'test', claim_days: 3 },
  entry: { contact: 'email', confirm: false, min_age: 18, countries: ['FR', 'MU'], claims: { ask_publicity: true } },
};

const words = {
  fr: {
    sent: /en route/, got: /Vous avez votre lot/, over: /délai est passé/, declined: /refusé/, promoted: /suppléant/,
    handed: /déjà|remis/i, ledger: /Lots remis\s: 2 sur 2/, none: /Lots remis\s: 0 sur 2/, yes: /Oui, ce message vient de nous/, no: /Non, ce code n’est pas de nous/,
    late: /vient de nous, mais le délai est passé/, wordYes: /c’est bien votre mot secret/, wordNo: /ce n’est pas le bon mot/, word: /mot secret\s?:\s(.+?)\./,
  },
  en: {
    sent: /on its way/, got: /You have your prize/, over: /its time is over/, declined: /declined/i, promoted: /stood by|alternate/i,
    handed: /handed|already/i, ledger: /handed over: 2 of 2/, none: /handed over: 0 of 2/, yes: /Yes, this message is from us/, no: /No, this code is not ours/,
    late: /from us, but its time is over/, wordYes: /Yes, this is your secret word/, wordNo: /not the right word/, word: /secret word: (.+?)\./,
  },
};

describe('winners and their prizes', () => {
  let browser;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  for (const { locale, javaScript } of [{ locale: 'fr', javaScript: true }, { locale: 'en', javaScript: false }]) {
    it(`are told, answer, decline, come too late, and fetch (${locale}, scripts ${javaScript ? 'on' : 'off'})`, async () => {
      const say = words[locale];
      const server = await startServer('sandbox', ['--now', '2026-06-01T08:00:00Z']);
      try {
        const owner = await Owner.of(server);
        await owner.open(contest);
        for (let i = 0; i < 8; i += 1) {
          await owner.call('POST', '/contests/panier/entries', { email: `fan${i}@fans.example`, name: `Awa ${i}`, locale, consents: { rules: true } });
        }
        await setClock(server, '2026-06-01T10:05:00Z');
        const claims = () => owner.call('GET', '/brands/sandbox/claims?contest=panier').then(({ items }) => items);
        const waiting = async (place) => (await claims()).filter((claim) => claim.place === place && !claim.ended_at)[0];
        const [basket, poster] = [await firstOf(claims, 'Un panier'), await firstOf(claims, 'Une affiche')];
        const phone = (name, journey, own = {}) => onPhone(browser, { base: server.base, locale, javaScript, name: `claim-${name}`, ...own }, journey);
        const act = async (claim, body) => {
          const { done, refused } = await owner.call('POST', '/brands/sandbox/claims/acts', { ids: [claim.id], ...body });
          assert.equal(done, 1, JSON.stringify(refused));
        };

        await phone('ledger-before', async (page) => {
          await page.goto(`/${locale}/c/panier/prizes`);
          assert.match(await page.locator('main').innerText(), say.none);
        });

        // A message can be checked by whoever has it, and by its secret word.
        const { text, link } = await told(server, poster.contact);
        await phone('impostor', async (page) => {
          await page.goto(`/${locale}/w/sandbox`);
          const check = async (code) => {
            await page.fill('#f-code', code);
            await page.click('main form.card .button-big');
            await page.locator('main .panel').waitFor();
            return page.locator('main .panel').first().innerText();
          };
          assert.match(await check(` ${poster.code.toLowerCase().replaceAll('-', ' ')}`), say.yes);
          assert.match(await check('ABCD-EFGH-JK'), say.no);
          assert.ok(await page.locator('main .panel li').count() >= 4, 'nobody is told what to do');
          await check('vous avez gagné');
          await page.locator('[role=alert]').waitFor();

          const word = text.match(say.word)[1];
          for (const [typed, want] of [[word.toUpperCase(), say.wordYes], ['pirate galion', say.wordNo]]) {
            if (!(await page.locator('details[open] [name=word]').count())) await page.locator('details.card summary').click();
            await page.fill('[name=entry]', poster.entry);
            await page.fill('[name=word]', typed);
            await page.click('details.card form .button');
            await page.locator('main .panel').waitFor();
            assert.match(await page.locator('main .panel h2').first().innerText(), want);
            assert.ok(!(await page.locator('main').innerText()).includes(word), 'the page tells the word');
          }
        });

        // The poster is sent: an address, a parcel, and the winner says that it has come.
        await phone('delivery', async (page) => {
          await page.goto(link);
          assert.ok(!(await page.locator('main').innerText()).includes('Awa'), 'whoever has the link reads the name');
          await identify(page, server, poster.contact);
          await page.selectOption('#f-country', 'MU');
          await page.locator('form.row button').click();
          await page.selectOption('#f-country', 'FR');
          await page.locator('form.row button').click();
          await page.fill('[name="address.name"]', 'Awa Diop');
          await page.fill('[name="address.line1"]', '3 rue du Port');
          await page.fill('[name="address.postcode"]', '2920');
          await page.fill('[name="address.city"]', 'Brest');
          await page.click('main form.card .button-big');
          await page.locator('[role=alert]').waitFor();
          assert.equal(await page.inputValue('[name="address.line1"]'), '3 rue du Port');
          await page.fill('[name="address.postcode"]', '29200');
          await page.check('[name=adult]');
          assert.equal(await page.isChecked('[name=publicity]'), false);
          await page.click('main form.card .button-big');
          await page.locator('.steps').waitFor();
          assert.match(await page.locator('main').innerText(), /29200/);

          await act(poster, { act: 'keep' });
          await act(poster, { act: 'send', carrier: 'La Poste', tracking: '6A012' });
          await page.reload();
          assert.match(await page.locator('main').innerText(), say.sent);
          assert.match(await page.locator('main').innerText(), /6A012/);
          await page.locator('form[action$="/received"] button').click();
          await page.locator('.steps .done >> nth=4').waitFor();
          assert.match(await page.locator('main').innerText(), say.got);
        });

        // The basket is declined, and goes to the next person by itself.
        await phone('decline', async (page) => {
          await page.goto((await told(server, basket.contact)).link);
          await identify(page, server, basket.contact);
          await page.locator('a[href="?refuse=yes"]').click();
          await page.locator('form[action$="/decline"] .button-err').click();
          await page.locator('main .panel-warn').waitFor();
          assert.match(await page.locator('main .panel-warn').innerText(), say.declined);
        });
        const second = await waiting(2);
        const offered = await told(server, second.contact);
        assert.match(offered.text, say.promoted);

        // The first alternate is late by no more than the second itself.
        await phone('late', async (page) => {
          await setClock(server, Date.parse(second.due) - 1000);
          await page.goto(offered.link);
          await identify(page, server, second.contact);
          await page.locator('a[href*="method=pickup"]').click();
          await page.selectOption('[name=choice]', 'M');
          await page.check('[name=adult]');
          await setClock(server, second.due);
          await page.click('main form.card .button-big');
          await page.locator('main .panel-warn').waitFor();
          assert.match(await page.locator('main .panel-warn').innerText(), say.over);
          await page.goto(`/${locale}/w/sandbox`);
          await page.fill('#f-code', second.code);
          await page.click('main form.card .button-big');
          assert.match(await page.locator('main .panel').first().innerText(), say.late);
        });

        // The second alternate is there in time, and fetches it, once.
        const third = await waiting(3);
        await phone('pickup', async (page) => {
          await setClock(server, Date.parse(third.due) - 1000);
          await page.goto((await told(server, third.contact)).link);
          await identify(page, server, third.contact);
          await page.locator('a[href*="method=pickup"]').click();
          await page.selectOption('[name=choice]', 'M');
          await page.check('[name=adult]');
          await page.click('main form.card .button-big');
          await page.locator('.steps').waitFor();
          await setClock(server, Date.parse(third.due) + 30 * 86_400_000); // nobody before them can object any more
          await act(third, { act: 'keep' });
          await page.goto((await told(server, third.contact)).link);
          await identify(page, server, third.contact);
          await page.locator('.code-picture svg').waitFor();
          const token = (await page.locator('.card .number').first().innerText()).trim();
          await phone('counter', async (staff) => {
            await owner.signIn(staff, locale);
            await staff.goto(`/${locale}/t/${token}`); // as any telephone's camera opens it
            await staff.waitForURL(/\/handover\?token=/);
            await staff.locator('form[method=post] .button-big').click();
            await staff.locator('.panel-ok').waitFor();
            await staff.fill('[name=token]', token.toLowerCase());
            await staff.locator('form[data-scan] .button-big:not([type=button])').click();
            await staff.locator('[role=alert]').waitFor();
            assert.match(await staff.locator('[role=alert]').innerText(), say.handed);
          });
          await page.reload();
          assert.match(await page.locator('main').innerText(), say.got);
        });

        await phone('ledger', async (page) => {
          await page.goto(`/${locale}/c/panier/prizes`);
          const ledger = await page.locator('main').innerText();
          assert.match(ledger, say.ledger);
          assert.ok(!/Awa|fans\.example/.test(ledger), 'the ledger names somebody');
        });
      } finally {
        await server.stop();
      }
    });
  }
});

async function firstOf(claims, prize) {
  return (await claims()).find((claim) => claim.prize === prize);
}

// The newest message about a prize to an address, and the page that it leads to.
async function told(server, address) {
  const mail = (await new Mailbox(server.base, address).list()).find(({ text }) => /\/w\/sandbox\/\S+/.test(text));
  assert.ok(mail, `${address} was told of no prize`);
  return { text: mail.text, link: mail.text.match(/https?:\/\/\S+\/w\/sandbox\/\S+/)[0] };
}

// Shows by a code from the mailbox of the entry that it is they who have won; a wrong code is no end.
async function identify(page, server, address) {
  const mailbox = new Mailbox(server.base, address);
  await mailbox.seen();
  await page.locator('form[action$="/identify"] .button-big').click();
  await page.locator('[name=code]').waitFor();
  const code = codeIn(await mailbox.next());
  await page.fill('[name=code]', code === '000000' ? '111111' : '000000');
  await page.click('main form.card .button-big');
  await page.locator('[role=alert]').waitFor();
  await page.fill('[name=code]', code);
  await page.click('main form.card .button-big');
  await page.waitForURL((url) => !url.search.includes('challenge') && !/prove$/.test(url.pathname));
}
