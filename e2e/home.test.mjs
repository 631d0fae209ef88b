import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

describe('the first page of the demo', () => {
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

  for (const locale of ['fr', 'en']) {
    for (const javaScript of [true, false]) {
      it(`opens in ${locale}, scripts ${javaScript ? 'on' : 'off'}`, async () => {
        await onPhone(browser, { base: server.base, locale, javaScript, name: 'home' }, async (page) => {
          const answer = await page.goto('/');
          assert.equal(answer.status(), 200);
          assert.equal(await page.locator('html').getAttribute('lang'), locale);
          assert.equal(await page.locator('h1').count(), 1);
          assert.ok(await fitsWidth(page), 'the page is wider than the phone');
        });
      });
    }
  }
});

async function fitsWidth(page) {
  const wide = await page.locator('html').evaluate((html) => html.scrollWidth);
  return wide <= 360;
}
