import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { codeIn, Mailbox } from './mails.mjs';
import { startServer } from './server.mjs';

const morning = '2026-06-01T08:00:00Z';

const words = {
  fr: { blocked: /LONASE/, reason: 'Accord de la LONASE, lettre à venir', overridden: /Outrepassé/, amended: /avenant/i, clause: /Le lot se retire à Dakar\./ },
  en: { blocked: /LONASE/, reason: 'Agreed with LONASE, letter to come', overridden: /Overridden/, amended: /amended/i, clause: /Le lot se retire à Dakar\./ },
};

describe('rules and law in a sandbox', () => {
  let browser;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  for (const { locale, javaScript } of [{ locale: 'fr', javaScript: true }, { locale: 'en', javaScript: false }]) {
    it(`a profile blocks, an override publishes, an amendment is seen (${locale}, scripts ${javaScript ? 'on' : 'off'})`, async () => {
      const server = await startServer('sandbox', ['--now', morning]);
      const say = words[locale];
      const phone = { base: server.base, locale, javaScript };
      try {
        await onPhone(browser, { ...phone, name: 'law-manager' }, async (page) => {
          await signIn(page, locale);
          await createContest(page, locale);

          await page.goto(`/${locale}/admin/b/sandbox/contests/dakar/publish`);
          assert.match(await page.locator('#law').innerText(), say.blocked);
          assert.equal(await page.locator('form[action$="/publish"] button').count(), 0, 'a blocked contest can be published');
          await page.locator('#law summary').first().click();
          await page.locator('#law [name=reason]').first().fill(say.reason);
          await page.locator('#law form button').first().click();
          await page.waitForURL(/\/contests\/dakar\/publish/);
          const law = await page.locator('#law').textContent(); // what is settled is folded away
          assert.match(law, say.overridden);
          assert.ok(law.includes(say.reason), 'the reason of the override is not shown');
          await page.locator('form[action$="/publish"] button').click();
          await page.waitForURL(/\/contests\/dakar\/share$/);

          await onPhone(browser, { ...phone, name: 'law-entrant' }, (fan) => enter(fan, server.base, locale));
          await setClock(server.base, '2026-06-01T08:20:00Z');

          await page.goto(`/${locale}/admin/b/sandbox/contests/dakar/amend`);
          await page.fill('[name=reason]', 'Un participant a demandé où.');
          await page.fill('[name=clarification]', 'Le lot se retire à Dakar.');
          await page.check('[name=harmless]');
          await page.locator('form[action$="/amend"] .button').first().click();
          await page.waitForURL(/\/contests\/dakar$/);
        });
        await onPhone(browser, { ...phone, name: 'law-fan' }, async (page) => {
          await page.goto(`/${locale}/c/dakar`);
          assert.match(await page.locator('main').innerText(), say.amended);
          await page.goto(`/${locale}/c/dakar/rules`);
          assert.match(await page.locator('main').innerText(), say.clause);
          await page.goto(`/${locale}/c/dakar/rules?version=1`);
          assert.doesNotMatch(await page.locator('main').innerText(), say.clause);
          const paper = await page.request.get(`/${locale}/c/dakar/rules.pdf`);
          assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');
          await page.goto(`/${locale}/m/sandbox/privacy`);
          assert.match(await page.locator('#cookies ~ ul').innerText(), /kermesse_form/);
        });
        await setClock(server.base, '2026-06-01T08:30:00Z'); // the job that tells entrants has run
        const told = (await new Mailbox(server.base, 'awa@fans.example').list()).filter((mail) => /avenant|amendment/i.test(mail.subject));
        assert.equal(told.length, 1, 'the entrant was not told of the amendment once');
        assert.match(told[0].text, /Un participant a demandé où\./);
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
  const edit = (part) => `/${locale}/admin/b/sandbox/contests/dakar/edit/${part}`;
  await page.goto(`/${locale}/admin/b/sandbox/contests/new`);
  await page.fill('[name=title]', 'Un panier de mangues');
  await page.locator('main form .button').last().click();
  await page.waitForURL(/\/edit\/prizes$/);
  await page.goto(new URL(page.url()).pathname.replace(/prizes$/, 'basics'));
  await page.fill('[name=slug]', 'dakar');
  await page.fill('[name=opens_at]', '2026-06-01T07:00');
  await page.fill('[name=closes_at]', '2026-06-01T10:00');
  await save(page);
  await page.goto(edit('prizes'));
  await page.locator('[name=prize_name]').first().fill('Un panier');
  await page.locator('[name=prize_winners]').first().fill('1');
  await page.locator('[name=prize_alternates]').first().fill('1');
  await save(page);
  await page.goto(edit('draw'));
  await page.check('[name=source][value=test]', { force: true });
  await save(page);
  await page.goto(edit('rules'));
  await page.check('[name=profiles][value=sn]');
  await save(page);
}

async function save(page) {
  await page.locator('main form button[name=act][value=next]').click();
  await page.waitForLoadState();
}

async function enter(page, base, locale) {
  const mailbox = new Mailbox(base, 'awa@fans.example');
  await page.goto(`/${locale}/c/dakar`);
  await page.fill('[name=first_name]', 'Awa');
  await page.fill('[name=email]', 'awa@fans.example');
  await page.check('[name=rules]');
  for (const answer of ['yes', 'no']) {
    const box = await page.locator(`label[for=f-newsletter${answer === 'no' ? '-no' : ''}]`).boundingBox();
    assert.equal(await page.locator(`[name=newsletter][value=${answer}]`).isChecked(), false, `${answer} is chosen beforehand`);
    assert.ok(box.height >= 44 && box.width >= 100, `${answer} is small`);
  }
  await page.check('[name=newsletter][value=no]');
  await page.click('main form .button-big');
  await page.locator('[name=code]').waitFor();
  await page.fill('[name=code]', codeIn(await mailbox.next()));
  await page.click('main form .button-big');
  await page.waitForURL(/\/c\/dakar\/receipt\//);
}

async function setClock(base, now) {
  const answer = await fetch(`${base}/api/v1/sandbox/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ now }),
  });
  assert.equal(answer.status, 200, await answer.text());
}
