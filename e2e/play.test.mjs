import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { onPhone, startBrowser } from './browser.mjs';
import { Mailbox } from './mails.mjs';
import { Owner, photo, setClock } from './sandbox.mjs';
import { binary, startServer } from './server.mjs';

const run = promisify(execFile);
const opens = '2026-06-01T07:00:00Z';
const noon = '2026-06-01T12:00:00Z';
const closes = '2026-06-01T18:00:00Z';

const words = {
  fr: { typo: /n’est pas juste/, unknown: /ne connaissons pas/, used: /a déjà servi/, waiting: /En attente/, accepted: /Accepté/, won: /Gagné/, lost: /Pas cette fois/ },
  en: { typo: /is not right/, unknown: /do not know/, used: /was used before/, waiting: /Waiting/, accepted: /Accepted/, won: /won/, lost: /Not this time/ },
};

// Entries count at once here: confirming is told elsewhere.
const contest = (slug, entry) => ({
  slug, title: 'Une glace tout de suite', opens_at: opens, closes_at: closes,
  prizes: [{ name: 'Un an de glaces', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' },
  entry: { contact: 'email', confirm: false, ...entry },
});
const game = (slug, dress, units) => contest(slug, {
  instant: { mode: 'everyone', dress, winners_leave_draw: true, prizes: [{ name: 'Un cornet', units }] },
});

describe('codes, till receipts and prizes won at once', () => {
  let server;
  let browser;
  let owner;
  let codes;
  let foreign;

  before(async () => {
    server = await startServer('sandbox', ['--now', noon]);
    browser = await startBrowser();
    owner = await Owner.of(server);
    await owner.open(contest('pots', { codes: { required: true, tickets: 1, where: 'Sous le couvercle' }, max_tickets: 9, slips: { per_minor: 1000, currency: 'EUR', photo_required: true } }));
    await owner.open(contest('autres', { codes: { required: true } }));
    codes = await packCodes(owner, 'pots', 6);
    [foreign] = await packCodes(owner, 'autres', 1);
    await owner.open(game('roue', 'wheel', 3));
    await owner.open(game('gratte', 'scratch', 3));
    await owner.open(game('une', 'wheel', 1));
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const { locale, javaScript } of [{ locale: 'fr', javaScript: true }, { locale: 'en', javaScript: false }]) {
    const say = words[locale];
    const label = `${locale}, scripts ${javaScript ? 'on' : 'off'}`;

    it(`takes a code once, however it is typed (${label})`, async () => {
      const [code, second, taken] = codes.splice(0, 3);
      await owner.call('POST', '/contests/pots/entries', { email: `deja.${locale}@fans.example`, name: 'Moussa', consents: { rules: true }, code: taken });
      await onPhone(browser, { base: server.base, locale, javaScript, name: 'codes' }, async (page) => {
        await page.goto(`/${locale}/c/pots?code=${misread(code)}`);
        assert.equal(await page.inputValue('[name=code]'), misread(code), 'the code of a QR code is not filled in');
        await fill(page, `awa.${locale}@fans.example`);
        for (const [typed, why] of [[misread(code), say.typo], [foreign, say.unknown], [taken, say.used]]) {
          await page.fill('[name=code]', typed);
          await page.click('main form .button-big');
          await page.locator('[role=alert]').waitFor();
          assert.match(await page.locator('#f-code-error').innerText(), why);
        }
        await page.fill('[name=code]', ` ${code.toLowerCase().replaceAll('-', '  ')} `);
        await page.click('main form .button-big');
        await page.waitForURL(/\/receipt\//);
        assert.equal(await tickets(page), 1);

        await page.fill('#codes [name=code]', code);
        await page.click('#codes button');
        await page.waitForLoadState();
        assert.equal(await tickets(page), 1, 'the same code counts twice');
        await page.fill('#codes [name=code]', taken);
        await page.click('#codes button');
        await page.locator('[role=alert]').waitFor();
        assert.match(await page.locator('#codes .wrong').innerText(), say.used);
        await page.fill('#codes [name=code]', second);
        await page.click('#codes button');
        await page.waitForURL(/\/receipt\/[^/]+$/);
        assert.equal(await tickets(page), 2);
      });
    });

    it(`looks at a till receipt and tells its sender (${label})`, async () => {
      const email = `caisse.${locale}@fans.example`;
      await owner.call('POST', '/contests/pots/entries', { email, name: 'Awa', locale, consents: { rules: true }, code: (await packCodes(owner, 'pots', 1))[0] })
        .then(async (entry) => {
          const mailbox = new Mailbox(server.base, email);
          await mailbox.seen();
          await onPhone(browser, { base: server.base, locale, javaScript, name: 'slips' }, async (page) => {
            const receipt = new URL(entry.receipt_url).pathname.replace(/^\/(fr|en)(?=\/)/, '');
            await page.goto(`/${locale}${receipt}`);
            const before = await tickets(page);
            await page.fill('#slips [name=shop]', 'Super Port');
            await page.fill('#slips [name=amount]', locale === 'fr' ? '34,50' : '34.50');
            await page.fill('#slips [name=number]', `A-${locale}-17`);
            await page.fill('#slips [name=bought_on]', '2026-06-01');
            await page.click('#slips form button');
            await page.locator('[role=alert]').waitFor(); // without its photo
            assert.equal(await page.inputValue('#slips [name=shop]'), 'Super Port');
            await page.setInputFiles('#slips [name=photo]', photo);
            await page.click('#slips form button');
            await page.locator('#slips .lines').waitFor();
            assert.match(await page.locator('#slips .lines').innerText(), say.waiting);
            assert.equal(await tickets(page), before);

            await onPhone(browser, { base: server.base, locale, javaScript, name: 'slips-staff' }, async (staff) => {
              await owner.signIn(staff, locale);
              await staff.goto(`/${locale}/admin/b/sandbox/contests/pots/receipts`);
              assert.ok(await staff.locator('img').evaluateAll((all) => all.some((img) => img.naturalWidth > 0)), 'staff do not see the photo');
              if (javaScript) await staff.keyboard.press('a');
              else await staff.locator('button[value=accept]').click();
              await staff.waitForURL(/\/receipts$/);
              await staff.waitForFunction(() => !document.querySelector('button[value=accept]'));
            });
            await page.reload();
            assert.match(await page.locator('#slips .lines').innerText(), say.accepted);
            assert.equal(await tickets(page), before + 3);
            assert.match((await mailbox.next()).text, /Super Port|3/);
          });
        });
    });
  }

  it('turns a wheel to what was decided, and says it', async () => {
    await onPhone(browser, { base: server.base, name: 'wheel' }, async (page) => {
      await enter(page, 'fr', 'roue', 'roue.fr@fans.example');
      await page.click('#play form button');
      await page.locator('.dress .disc').waitFor();
      const disc = await page.locator('.dress .disc').boundingBox();
      assert.ok(disc.width > 150 && Math.abs(disc.width - disc.height) < 2, `the wheel measures ${disc.width} by ${disc.height}`);
      assert.equal((await page.locator('#play .result').innerText()).trim(), '', 'the result is told before the wheel stands');
      await page.locator('#play .result .lead').waitFor();
      assert.match(await page.locator('#play .result').innerText(), words.fr.won);
      assert.equal(await page.locator('.dress').count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'play-title', 'the focus is lost with the button');
      await page.goto(page.url().replace(/\?.*/, ''));
      assert.equal(await page.locator('.dress').count(), 0, 'the wheel turns again');
      assert.match(await page.locator('#play .result').innerText(), words.fr.won);
    });
  });

  for (const [slug, dress] of [['roue', 'wheel'], ['gratte', 'card']]) {
    it(`shows a ${dress} by keyboard, to whoever wants less motion, and without scripts`, async () => {
      await onPhone(browser, { base: server.base, locale: 'en', name: `${dress}-keys` }, async (page) => {
        await enter(page, 'en', slug, `${slug}.keys@fans.example`);
        await page.locator('#play form button').focus();
        await page.keyboard.press('Enter');
        await page.locator('.dress').waitFor();
        await page.locator('#play .actions button').focus();
        await page.keyboard.press('Enter');
        assert.match(await page.locator('#play .result').innerText(), words.en.won);
      });
      await onPhone(browser, { base: server.base, name: `${dress}-still` }, async (page) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await enter(page, 'fr', slug, `${slug}.still@fans.example`);
        await page.click('#play form button');
        await page.locator('#play .result .lead').waitFor();
        assert.equal(await page.locator('.dress').count(), 0, 'something moves');
      });
      await onPhone(browser, { base: server.base, locale: 'en', javaScript: false, name: `${dress}-nojs` }, async (page) => {
        await enter(page, 'en', slug, `${slug}.nojs@fans.example`);
        await page.click('#play form button');
        await page.locator('#play .result .lead').waitFor();
      });
    });
  }

  it('lets a card be scratched', async () => {
    await owner.open(game('gratte-2', 'scratch', 1));
    await onPhone(browser, { base: server.base, name: 'card' }, async (page) => {
      await enter(page, 'fr', 'gratte-2', 'gratte2@fans.example');
      await page.click('#play form button');
      await page.locator('.card-scratch canvas').waitFor();
      await page.locator('.card-scratch').scrollIntoViewIfNeeded();
      const card = await page.locator('.card-scratch canvas').boundingBox();
      for (let row = 0; row < 5; row += 1) {
        for (let step = 0; step <= 12; step += 1) {
          await page.mouse.move(card.x + (card.width * step) / 12.5, card.y + (card.height * (row + 0.5)) / 5);
        }
      }
      await page.locator('#play .result .lead').waitFor();
      assert.match(await page.locator('#play .result').innerText(), words.fr.won);
    });
  });

  it('leaves whoever lost in the draw, and is checked by anybody once it is over', async () => {
    let loser;
    for (const [i, locale] of ['fr', 'en'].entries()) {
      await onPhone(browser, { base: server.base, locale, javaScript: i > 0, name: 'game-over' }, async (page) => {
        await page.goto(`/${locale}/c/une`);
        assert.match(await page.locator('.facts').innerText(), i === 0 ? /1 lot reste/ : /have been won/);
        await enter(page, locale, 'une', `une.${locale}@fans.example`);
        await page.click('#play form button');
        if (i > 0) await page.locator('#play .actions button').click();
        assert.match(await page.locator('#play .result').innerText(), i === 0 ? words.fr.won : words.en.lost);
        assert.equal(await page.locator('#appeal.panel-warn').count(), 0, 'who has won at once reads that they are excluded');
        loser = (await page.locator('.ticket .number').innerText()).trim();
        await page.goto(`/${locale}/c/une/instant`);
        assert.match(await page.locator('main .lead').innerText(), i === 0 ? /ont été gagnés/ : /have been won/);
      });
    }
    await setClock(server, '2026-06-01T18:05:00Z');
    const drawn = await owner.call('GET', '/contests/une');
    assert.equal(drawn.close.entries, 1, 'who has won at once is in the draw, or who has lost is not');
    for (const locale of ['fr', 'en']) {
      await onPhone(browser, { base: server.base, locale, javaScript: false, name: 'game-proof' }, async (page) => {
        await page.goto(`/${locale}/c/une/draw?entry=${loser}`);
        await page.locator('.panel-ok:has(.hash)').waitFor(); // they are in the list that was drawn from
        await page.goto(`/${locale}/c/une/instant`);
        const proof = await page.locator('a[href$="/instant.zip"]').getAttribute('href');
        const { stdout } = await run(binary, ['verify', 'instant', '--lang', locale, proof]);
        assert.match(stdout, locale === 'fr' ? /Preuve valable\. Les 2 parties/ : /The proof is valid\. All 2 plays/);
      });
    }
  });
});

async function packCodes(owner, slug, size) {
  const { no } = await owner.call('POST', `/contests/${slug}/codes`, { label: 'Pots de juin', size });
  const table = await owner.text('POST', `/contests/${slug}/codes/${no}/export`);
  return table.split('\r\n').slice(1).filter(Boolean).map((line) => line.split(',')[0]);
}

// Another letter in the middle: the last one tells that something is wrong.
function misread(code) {
  return code.slice(0, 5) + (code[5] === 'A' ? 'B' : 'A') + code.slice(6);
}

async function fill(page, email) {
  await page.fill('[name=first_name]', 'Awa');
  await page.fill('[name=email]', email);
  await page.check('[name=rules]');
}

async function enter(page, locale, slug, email) {
  await page.goto(`/${locale}/c/${slug}`);
  await fill(page, email);
  await page.click('main form .button-big');
  await page.waitForURL(/\/receipt\//);
}

async function tickets(page) {
  const said = await page.locator('.ticket .stub').innerText();
  return Number(said.match(/(\d+)\sticket/)[1]);
}
