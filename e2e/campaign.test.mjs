import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { codeIn, Mailbox } from './mails.mjs';
import { startServer } from './server.mjs';

// The sandbox's clock stands here until a journey moves it. Its brand's time zone is UTC.
const morning = '2026-06-01T08:00:00Z';

describe('a community manager in a sandbox', () => {
  let server;
  let browser;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  for (const { locale, javaScript } of [{ locale: 'fr', javaScript: true }, { locale: 'en', javaScript: false }]) {
    it(`creates, publishes and draws a contest (${locale}, scripts ${javaScript ? 'on' : 'off'})`, async () => {
      server = await startServer('sandbox', ['--now', morning]);
      try {
        const phone = { base: server.base, locale, javaScript };
        await onPhone(browser, { ...phone, name: 'manager' }, async (page) => {
          await signIn(page, locale);
          await createContest(page, locale);
          await publish(page);

          await onPhone(browser, { ...phone, name: 'entrant' }, (fanPage) => enter(fanPage, server.base, locale));

          await setClock(server.base, '2026-06-01T10:30:00Z');
          await page.goto(`/${locale}/admin/b/sandbox/contests/parfum/draw`);
          assert.match(await page.locator('table tbody').first().innerText(), /Awa/);
        });
        await onPhone(browser, { ...phone, name: 'public-draw' }, async (page) => {
          await page.goto(`/${locale}/c/parfum/draw`);
          const text = await page.locator('main').innerText();
          assert.ok(!text.includes('awa@fans.example'), 'the public page shows an address');
        });
      } finally {
        await server.stop();
      }
    });
  }
});

async function signIn(page, locale) {
  await page.goto(`/${locale}/admin`);
  await page.fill('[name=email]', 'owner@sandbox.example');
  await page.fill('[name=password]', 'sandbox owner password');
  await page.click('main form .button-big');
  await page.waitForURL(/\/admin(\/b\/sandbox)?$/);
}

async function createContest(page, locale) {
  await page.goto(`/${locale}/admin/b/sandbox/contests/new`);
  await page.fill('[name=title]', 'Un parfum à votre nom');
  await page.locator('main form .button').click();
  await page.waitForURL(/\/edit\/prizes$/);
  const draft = new URL(page.url()).pathname;
  await page.goto(draft.replace(/prizes$/, 'basics'));
  await page.fill('[name=slug]', 'parfum');
  await page.fill('[name=opens_at]', '2026-06-01T07:00');
  await page.fill('[name=closes_at]', '2026-06-01T10:00');
  await goOn(page, 'prizes');
  await page.locator('[name=prize_name]').first().fill('Un litre');
  await page.locator('[name=prize_winners]').first().fill('1');
  await page.locator('[name=prize_alternates]').first().fill('1');
  await goOn(page, 'look');
  await page.goto(`/${locale}/admin/b/sandbox/contests/parfum/edit/draw`);
  await page.check('[name=source][value=test]', { force: true });
  await goOn(page, 'claims');
  await page.goto(`/${locale}/admin/b/sandbox/contests/parfum/publish`);
}

async function goOn(page, section) {
  await page.locator('button[name=act][value=next]').click();
  await page.waitForURL(new RegExp(`/edit/${section}$`));
}

async function publish(page) {
  await page.waitForURL(/\/contests\/parfum\/publish$/);
  await page.locator('form[action$="/publish"] button').click();
  await page.waitForURL(/\/contests\/parfum\/share$/);
}

async function enter(page, base, locale) {
  const mailbox = new Mailbox(base, 'awa@fans.example');
  await page.goto(`/${locale}/c/parfum`);
  await page.fill('[name=first_name]', 'Awa');
  await page.fill('[name=email]', 'awa@fans.example');
  await page.check('[name=rules]');
  await page.click('main form .button-big');
  await page.locator('[name=code]').waitFor();
  await page.fill('[name=code]', codeIn(await mailbox.next()));
  await page.click('main form .button-big');
  await page.waitForURL(/\/c\/parfum\/receipt\//);
}

async function setClock(base, now) {
  const answer = await fetch(`${base}/api/v1/sandbox/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ now }),
  });
  assert.equal(answer.status, 200, await answer.text());
}
