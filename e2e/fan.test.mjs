import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { codeIn, Mailbox } from './mails.mjs';
import { startServer } from './server.mjs';

// Each journey is made in both languages, with scripts and without.
const phones = ['fr', 'en'].flatMap((locale) => [true, false].map((javaScript) => ({
  locale, javaScript, label: `${locale}, scripts ${javaScript ? 'on' : 'off'}`,
})));

describe('a fan of the demo brand', () => {
  let server;
  let browser;

  before(async () => {
    server = await startServer('demo');
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  phones.forEach((phone, i) => {
    it(`enters a contest and confirms (${phone.label})`, async () => {
      const email = `entrant${i}@fans.example`;
      const mailbox = new Mailbox(server.base, email);
      await onPhone(browser, { base: server.base, name: 'enter', ...phone }, async (page) => {
        await page.goto(`/${phone.locale}/c/un-an-de-glaces`);

        // Without the rules' box the page comes back with what was typed and says what is missing.
        await page.fill('[name=first_name]', 'Awa');
        await page.fill('[name=email]', email);
        await page.click('main form .button-big');
        await page.locator('[role=alert]').waitFor();
        assert.equal(await page.inputValue('[name=email]'), email);

        await page.check('[name=rules]');
        await page.click('main form .button-big');
        await page.locator('[name=code]').waitFor();
        await page.fill('[name=code]', codeIn(await mailbox.next()));
        await page.click('main form .button-big');

        await page.waitForURL(/\/c\/un-an-de-glaces\/receipt\//);
        const number = await page.locator('.ticket .number').innerText();
        assert.ok(number.length > 0);

        // The phone remembers: the contest's page shows the receipt in place of the form.
        await page.goto(`/${phone.locale}/c/un-an-de-glaces`);
        assert.equal(await page.locator('.ticket .number').innerText(), number);
      });
    });

    it(`votes and changes the vote (${phone.label})`, async () => {
      await onPhone(browser, { base: server.base, name: 'vote', ...phone }, async (page) => {
        await vote(page, phone.locale, 'citron-basilic');
        const cast = await total(page);
        assert.match(await page.locator('.panel-ok strong').innerText(), /basilic|basil/i);

        await vote(page, phone.locale, 'caramel');
        assert.match(await page.locator('.panel-ok strong').innerText(), /caramel/i);
        assert.equal(await total(page), cast, 'a changed vote is no second one');
      });
    });

    it(`signs in, spends points and signs out (${phone.label})`, async () => {
      const email = `fan0${i + 1}@fans.example`;
      const mailbox = new Mailbox(server.base, email);
      await mailbox.seen();
      await onPhone(browser, { base: server.base, name: 'member', ...phone }, async (page) => {
        await page.goto(`/${phone.locale}/m/glaces-du-port`);
        await page.fill('[name=email]', email);
        await page.click('main form .button-big');
        await page.locator('[name=code]').waitFor();
        await page.fill('[name=code]', codeIn(await mailbox.next()));
        await page.click('main form .button-big');

        const before = await points(page);
        await page.click('a[href$="/rewards/cornet"]');
        await page.click('main form .button-big');
        await page.locator('.voucher .number').first().waitFor();
        assert.equal(await points(page), before - 60);

        await page.click('form[action$="/sign-out"] button');
        await page.goto(`/${phone.locale}/m/glaces-du-port`);
        await page.locator('[name=email]').waitFor();
      });
    });
  });
});

async function vote(page, locale, option) {
  await page.goto(`/${locale}/p/parfum-de-l-ete`);
  // The whole card is the label; its radio button is hidden behind it.
  await page.locator(`label[for="${await page.locator(`[name=choice][value=${option}]`).getAttribute('id')}"]`).click();
  await page.click('main form .button-big');
  // This vote shows its results at once.
  await page.waitForURL(/\/p\/parfum-de-l-ete\/results/);
}

async function total(page) {
  return number(await page.locator('[data-total]').innerText());
}

async function points(page) {
  return number(await page.locator('.ticket .points').innerText());
}

// number reads a figure as either language writes it: 18 432, 18,432.
function number(text) {
  return Number(text.replace(/[^\d-]/g, ''));
}
