import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

describe('a fan and a ballot that is more than a list to tick', () => {
  let server;
  let browser;
  let staff;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    const answer = await fetch(`${server.base}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@sandbox.example', password: 'sandbox owner password' }),
    });
    staff = (await answer.json()).access_token;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const post = async (path, body = {}) => {
    const answer = await fetch(`${server.base}/api/v1${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}` }, body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  };
  const names = ['Coco', 'Mangue', 'Letchi', 'Tamarin', 'Vanille'];
  const open = async (slug, terms) => {
    await post('/brands/sandbox/polls', {
      slug, title: 'Quel goût ?', closes_at: '2099-01-01T00:00:00Z', shuffle: false,
      options: names.map((label) => ({ id: label.toLowerCase(), label })), ...terms,
    });
    await post(`/polls/${slug}/publish`);
  };
  const ballots = async (slug) => (await (await fetch(`${server.base}/api/v1/polls/${slug}/results`)).json()).ballots;
  const order = (page) => page.locator('[data-rank] .name').allInnerTexts();
  const places = (page) => page.locator('[data-rank] select').evaluateAll((all) => Object.fromEntries(all.map((one) => [one.name, one.value])));

  it('ranks by keyboard: lifts, moves, drops, and puts back', async () => {
    await open('clavier', { method: 'irv' });
    await onPhone(browser, { base: server.base, name: 'rank-keyboard' }, async (page) => {
      await page.goto('/fr/p/clavier');
      const said = page.locator('#said');
      const grip = (name) => page.locator('li', { hasText: name }).locator('.grip');
      await grip('Letchi').focus();
      await page.keyboard.press('Space');
      assert.match(await said.innerText(), /Letchi, place 1 sur 5, choix pris/);
      await page.keyboard.press('Space');
      await grip('Vanille').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowUp');
      assert.match(await said.innerText(), /Vanille, place 1 sur 5/);
      await page.keyboard.press('Space');
      assert.deepEqual((await order(page)).slice(0, 2), ['Vanille', 'Letchi']);
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
      assert.deepEqual((await order(page)).slice(0, 2), ['Vanille', 'Letchi'], 'Escape did not put it back');
      assert.equal(await page.evaluate(() => document.activeElement.className), 'grip');
      const fields = await places(page);
      assert.equal(fields['place.vanille'], '1');
      assert.equal(fields['place.letchi'], '2');
      assert.equal(fields['place.coco'], '');
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/clavier\/results/);
      assert.match(await page.locator('.panel-ok', { hasText: 'Vanille' }).innerText(), /Vanille › Letchi/);
    });
  });

  it('ranks by drag, with a mouse and with a finger', async () => {
    await open('glisser', { method: 'borda' });
    await onPhone(browser, { base: server.base, name: 'rank-drag' }, async (page) => {
      await page.goto('/fr/p/glisser');
      const middle = async (name) => {
        const box = await page.locator('li', { hasText: name }).locator('.grip').boundingBox();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      };
      await page.locator('[data-rank]').scrollIntoViewIfNeeded();
      await page.evaluate(() => document.querySelector('[data-rank]').scrollIntoView());
      const drag = async (name, by) => {
        const from = await middle(name);
        await page.mouse.move(from.x, from.y);
        await page.mouse.down();
        for (let step = 1; step <= 8; step += 1) await page.mouse.move(from.x, from.y + (by * step) / 8);
        await page.mouse.up();
      };
      await drag('Mangue', -12);
      await drag('Letchi', -12);
      assert.deepEqual((await order(page)).slice(0, 2), ['Mangue', 'Letchi']);
      const [mango, lychee] = [await middle('Mangue'), await middle('Letchi')];
      await drag('Letchi', mango.y - lychee.y - 40);
      assert.deepEqual((await order(page)).slice(0, 2), ['Letchi', 'Mangue']);
      assert.match(await page.locator('#said').innerText(), /Letchi, place 1 sur 5, choix posé/);

      const touch = await page.context().newCDPSession(page);
      const send = (type, point) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [point] : [] });
      const [from, to] = [await middle('Mangue'), await middle('Letchi')];
      await send('touchStart', from);
      for (let step = 1; step <= 8; step += 1) await send('touchMove', { x: from.x, y: from.y + ((to.y - from.y - 40) * step) / 8 });
      await send('touchEnd');
      assert.deepEqual((await order(page)).slice(0, 2), ['Mangue', 'Letchi'], 'a finger moved nothing');
      assert.equal((await places(page))['place.mangue'], '1');
    });
  });

  it('answers duels one screen at a time, without waiting for the network between two', async () => {
    await open('duels', { method: 'duels', sets: 6 });
    await onPhone(browser, { base: server.base, name: 'duels' }, async (page) => {
      await page.goto('/fr/p/duels');
      await page.click('main form .button-big');
      await page.waitForSelector('[data-sets]');
      const shown = page.locator('[data-set]:not([hidden])');
      let loads = 0;
      page.on('framenavigated', () => { loads += 1; });
      for (let duel = 1; duel <= 3; duel += 1) {
        assert.match(await shown.locator('legend').innerText(), new RegExp(`Duel ${duel} sur 6`));
        await shown.locator('button').first().focus();
        await page.keyboard.press('Enter');
      }
      assert.equal(loads, 0, 'an answer loaded a page');
      assert.match(await page.evaluate(() => document.activeElement.innerText), /Duel 4 sur 6/);
      await page.waitForTimeout(300); // the last answer is on its way
      await page.goto('/fr/p/duels');
      assert.match(await shown.locator('legend').innerText(), /Duel 4 sur 6/);
      await shown.locator('[data-go="5"]').click(); // passed
      await shown.locator('button').last().click();
      await shown.locator('button').last().click();
      await page.waitForURL(/review=1/);
      await page.waitForSelector('text=5 sur 6');
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/duels\/results/);
    });
    assert.equal(await ballots('duels'), 1);
  });

  it('answers duels where there are no scripts', async () => {
    await onPhone(browser, { base: server.base, javaScript: false, name: 'duels-no-script' }, async (page) => {
      await page.goto('/fr/p/duels');
      await page.click('main form .button-big');
      for (let duel = 1; duel <= 6; duel += 1) {
        await page.waitForSelector(`legend:visible:has-text("Duel ${duel} sur 6")`);
        await page.locator('[data-set]:not([hidden]) button').first().click();
      }
      await page.waitForURL(/review=1/);
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/duels\/results/);
    });
    assert.equal(await ballots('duels'), 2);
  });

  it('says the best and the worst, and keeps answers that do not get through', async () => {
    await open('series', { method: 'maxdiff', sets: 2, set_size: 3 });
    await onPhone(browser, { base: server.base, name: 'sets' }, async (page) => {
      await page.goto('/fr/p/series');
      await page.click('main form .button-big');
      await page.waitForSelector('[data-sets]');
      const shown = page.locator('[data-set]:not([hidden])');
      await page.route('**/answers', (route) => route.fulfill({ status: 429, body: '' }));
      for (let set = 0; set < 2; set += 1) {
        await shown.locator('[name^="best."]').nth(0).check({ force: true });
        await shown.locator('[name^="worst."]').nth(0).check({ force: true });
        assert.equal(await shown.locator('[name^="best."]').nth(0).isChecked(), false, 'one option is the best and the worst');
        await shown.locator('[name^="best."]').nth(1).check({ force: true });
        await shown.locator('.button-big').click();
      }
      await page.waitForSelector('text=Vos réponses sont encore ici');
      await page.unroute('**/answers');
      await shown.locator('.button-big').click();
      await page.waitForURL(/review=1/);
      await page.waitForSelector('text=2 sur 2');
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/series\/results/);
    });
    assert.equal(await ballots('series'), 1);
  });

  it('shares out points by plus and minus, and by numbers where there are no scripts', async () => {
    await open('points', { method: 'dots', points: 5, points_cap: 3 });
    await onPhone(browser, { base: server.base, name: 'dots' }, async (page) => {
      await page.goto('/fr/p/points');
      const more = page.locator('li', { hasText: 'Coco' }).getByRole('button', { name: /Un point de plus/ });
      for (let point = 0; point < 4; point += 1) await more.click({ force: true });
      assert.equal(await page.inputValue('[name="score.coco"]'), '3', 'more than the cap');
      assert.match(await page.locator('#left').innerText(), /Il vous reste 2 points/);
      await page.fill('[name="score.mangue"]', '3');
      assert.match(await page.locator('#left').innerText(), /1 point de trop/);
      await page.locator('li', { hasText: 'Mangue' }).getByRole('button', { name: /Un point de moins/ }).click();
      assert.match(await page.locator('#left').innerText(), /Tous vos points sont donnés/);
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/points\/results/);
    });
    await onPhone(browser, { base: server.base, javaScript: false, name: 'dots-no-script' }, async (page) => {
      await page.goto('/fr/p/points');
      await page.fill('[name="score.letchi"]', '4');
      await page.click('main form .button-big');
      await page.waitForSelector('text=donnez un nombre entier entre 0 et 3');
      assert.equal(await page.inputValue('[name="score.letchi"]'), '4');
      await page.fill('[name="score.letchi"]', '3');
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/points\/results/);
    });
  });

  it('picks in a round of a bracket', async () => {
    await open('coupe', { method: 'bracket', seeds: 'brand' });
    await onPhone(browser, { base: server.base, javaScript: false, name: 'bracket' }, async (page) => {
      await page.goto('/fr/p/coupe');
      await page.waitForSelector('text=Tour 1 sur 3');
      await page.check('#best-1-1');
      await page.click('main form .button-big');
      await page.waitForURL(/\/p\/coupe\/results/);
    });
  });
});
