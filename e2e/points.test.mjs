import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

// A community manager runs a loyalty programme from a phone; a second person agrees without scripts.
describe('the desk of a loyalty programme', () => {
  let server;
  let browser;

  before(async () => {
    browser = await startBrowser();
    server = await startServer('demo', []);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const locale of ['fr', 'en']) {
    it(`makes a rule, a campaign, a reward and codes, and corrects points with somebody else (${locale})`, async () => {
      const desk = `/${locale}/admin/b/glaces-du-port`;
      let member = '';
      await onPhone(browser, { base: server.base, locale, javaScript: true, name: 'owner' }, async (page) => {
        await signIn(page, locale, 'owner@demo.example');
        await saysWhatARuleEarns(page, desk, locale);
        await startsACampaign(page, desk, locale);
        await offersASeat(page, desk, locale);
        await makesCodes(page, desk, locale);
        member = await asksForACorrection(page, desk);
      });
      await onPhone(browser, { base: server.base, locale, javaScript: false, name: 'manager' }, async (page) => {
        await signIn(page, locale, 'manager@demo.example');
        await page.goto(`${desk}/adjustments`);
        await page.click('button[value=approve]');
        await page.goto(member);
        assert.match(await page.locator('table.data').first().innerText(), /Direction \+ |Owner \+ | \+ /);
        await page.goto(`${desk}/points/report`);
        const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="report.xlsx"]')]);
        assert.match(file.suggestedFilename(), /\.xlsx$/);
      });
    });
  }
});

async function signIn(page, locale, email) {
  await page.goto(`/${locale}/admin/sign-in`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', 'kermesse en plein air');
  await page.click('main form .button-big');
  await page.waitForURL(/\/admin\/b\//);
}

async function saysWhatARuleEarns(page, desk, locale) {
  await page.goto(`${desk}/earning`);
  await page.fill('[name=name]', `Bacs ${locale}`);
  await page.selectOption('[name=kind]', 'amount');
  await page.fill('[name=rate_points]', '2');
  await page.fill('[name=rate_minor]', '1');
  await page.fill('[name=try_amount]', '12');
  await page.locator('#preview .figure').waitFor();
  assert.match(await page.locator('#preview').innerText(), /24\spoints/);
  await page.click('button[value=save]');
  await page.goto(`${desk}/points/settings`);
  await page.fill('[name=four_eyes]', '100');
  await page.fill('[name=point_cost]', '0.5');
  await page.locator('main form .button').last().click();
}

async function startsACampaign(page, desk, locale) {
  await page.goto(`${desk}/points/campaigns`);
  await page.fill('[name=name]', `Double ${locale}`);
  await page.fill('[name=factor]', '2');
  await page.fill('[name=from]', '2026-11-01T00:00');
  await page.fill('[name=until]', '2036-12-01T00:00');
  await page.locator('#edit .button').first().click();
  assert.match(await page.locator('table.data').innerText(), new RegExp(`Double ${locale}`));
}

async function offersASeat(page, desk, locale) {
  await page.goto(`${desk}/rewards/new`);
  await page.fill('[name=name]', `Soirée ${locale}`);
  await page.fill('[name=cost]', '80');
  await page.selectOption('[name=gives]', 'seat');
  await page.locator('fieldset summary').click();
  await page.fill('[name=event]', 'Dégustation');
  await page.locator('main form > .button').click();
  assert.match(await page.locator('table.data').innerText(), new RegExp(`Soirée ${locale}`));
}

async function makesCodes(page, desk, locale) {
  await page.goto(`${desk}/points/codes`);
  await page.selectOption('[name=made]', 'batch');
  await page.fill('[name=label]', `Affiches ${locale}`);
  await page.fill('[name=size]', '20');
  await page.selectOption('[name=kind]', 'points');
  await page.fill('[name=value]', '25');
  await page.locator('#edit .actions .button').last().click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('form[action*=export] button').click()]);
  assert.match(file.suggestedFilename(), /codes\.csv$/);
  await page.goto(`${desk}/points/codes`);
  assert.equal(await page.locator('form[action*=export]').count(), 0, 'the codes can be taken a second time');
}

async function asksForACorrection(page, desk) {
  await page.goto(`${desk}/members`);
  await page.locator('table.data tbody th a').first().click();
  const member = page.url();
  await page.fill('[name=points]', '500');
  await page.fill('[name=reason]', 'Colis perdu');
  await page.locator('form[action*=adjust] .button').click();
  await page.waitForURL(/\/adjustments$/);
  assert.equal(await page.locator('button[value=approve]').count(), 0, 'who asked can approve');
  return member;
}
