import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';

import { startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

// The sandbox's clock stands still until a test moves it. Its brand's time zone is UTC.
const closes = '2026-06-01T10:00:00Z';
const drawn = '2026-06-01T10:30:00Z';
const people = ['Awa Diop', 'Priya Sharma', 'Jean-Christophe de La Bourdonnais', 'Zoë Martin', 'Kevin Li', 'Fatou Ndiaye'];

describe('the stage of a draw', () => {
  let server;
  let browser;
  let api;

  before(async () => {
    browser = await startBrowser();
    server = await startServer('sandbox', ['--now', '2026-06-01T08:00:00Z']);
    api = await signedIn(server.base);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function screen(options = {}) {
    const context = await browser.newContext({
      baseURL: server.base, locale: 'fr-FR', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce', ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(error.message));
    return page;
  }

  it('is led by the console, keeps names until they are shown, and catches up after the network was away', async () => {
    await openContest(api, 'scene');
    const desk = await screen();
    await signIn(desk);
    await desk.goto('/fr/admin/b/sandbox/contests/scene/show');
    await desk.selectOption('[name=hours]', '3');
    await desk.click('section form .button');
    await desk.waitForURL(/show$/);
    await setClock(server.base, closes);
    await setClock(server.base, drawn);

    await desk.reload();
    const address = await desk.locator('a[href*="key="]').first().getAttribute('href');
    const network = await startNetwork(server.base);
    const stage = await screen({ baseURL: network.base });
    await stage.goto(address);
    const names = await winners(api, 'scene');
    assert.deepEqual(names, [], 'the API names winners before they were shown');
    assert.ok(!leaks(await stage.content()), 'the stage holds a name before it is shown');

    await desk.click('form .button-big'); // announce
    await stage.locator('[data-prize]', { hasText: 'Un litre' }).waitFor();
    await desk.click('form .button-big'); // reveal
    const first = await said(stage);
    assert.ok(leaks(first), `the stage says “${first}”`);

    const fan = await screen();
    await fan.goto('/fr/c/scene/draw');
    assert.ok(!leaks(await fan.locator('main').innerText()), 'the public page was faster than the stage');
    await setClock(server.base, '2026-06-01T10:30:20Z');
    await fan.reload();
    assert.ok(leaks(await fan.locator('main').innerText()), 'a name that was shown is missing on the public page');

    network.cut();
    await desk.click('form .button-big');
    await desk.click('form .button-big');
    assert.equal(await stage.locator('[data-said]').textContent(), first, 'the stage says something while it is alone');
    network.mend();
    await stage.waitForFunction((before) => {
      const now = document.querySelector('[data-said]').textContent;
      return now && now !== before;
    }, first, { timeout: 30_000 });

    await setClock(server.base, '2026-06-01T10:31:20Z');
    await desk.reload();
    assert.match(await desk.locator('[data-stage]').innerText(), /connectée/);
    await stage.context().close();
    network.stop();
    await setClock(server.base, '2026-06-01T10:31:50Z');
    await desk.reload();
    assert.match(await desk.locator('[data-stage]').innerText(), /déconnectée depuis/);
    assert.deepEqual([...stage.complaints, ...desk.complaints], []);
    for (const page of [desk, fan]) await page.context().close();
  });

  for (const [reducedMotion, ends, due] of [['reduce', '11:00', '11:30'], ['no-preference', '12:00', '12:30']]) {
    it(`shows a draw again by keyboard alone (motion: ${reducedMotion})`, async () => {
      const slug = `clavier-${reducedMotion}`;
      await openContest(api, slug, `2026-06-01T${ends}:00Z`);
      await setClock(server.base, `2026-06-01T${ends}:00Z`);
      await setClock(server.base, `2026-06-01T${due}:00Z`);
      const page = await screen({ reducedMotion });
      await page.goto(`/fr/c/${slug}/draw`);
      await page.click('a[href$="/draw/stage"]');
      await page.locator('[data-go]').waitFor();
      assert.ok(!leaks(await page.content()), 'the page holds the names before they are revealed');
      await page.keyboard.press('m');
      assert.equal(await page.locator('[data-sound]').getAttribute('aria-pressed'), 'true');
      await page.keyboard.press('m');
      assert.equal(await page.locator('[data-sound]').getAttribute('aria-pressed'), 'false');
      await page.keyboard.press(' ');
      if (reducedMotion !== 'reduce') {
        await page.locator('[data-skip]').waitFor();
        await page.keyboard.press(' '); // a second press goes to the name
      }
      const told = await said(page);
      const [winner] = await winners(api, slug);
      assert.ok(told.includes(winner), `“${told}” does not name ${winner}`);
      assert.equal(await page.locator('[data-name]').innerText(), winner);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }

  it('rehearses with invented names before anything is drawn', async () => {
    await openContest(api, 'repetition', '2026-07-01T10:00:00Z');
    const page = await screen();
    await signIn(page);
    await page.goto('/fr/admin/b/sandbox/contests/repetition/show/rehearsal');
    assert.match(await page.locator('.tape').innerText(), /répétition/i);
    await page.keyboard.press(' ');
    assert.match(await said(page), /Gagne/);
    await page.context().close();
  });
});

/** A network between a screen and the server that can be cut: lines that are open break, new ones are refused. */
async function startNetwork(base) {
  const lines = new Set();
  let whole = true;
  const hub = net.createServer((near) => {
    if (!whole) return near.destroy();
    const far = net.connect(Number(new URL(base).port), '127.0.0.1');
    for (const [line, other] of [[near, far], [far, near]]) {
      lines.add(line);
      line.on('error', () => {}).on('close', () => { lines.delete(line); other.destroy(); });
      line.pipe(other);
    }
  });
  hub.listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const cut = () => { whole = false; lines.forEach((line) => line.destroy()); };
  return { base: `http://127.0.0.1:${hub.address().port}`, cut, mend: () => { whole = true; }, stop: () => { cut(); hub.close(); } };
}

async function said(page) {
  await page.waitForFunction(() => document.querySelector('[data-said]').textContent !== '');
  return page.locator('[data-said]').textContent();
}

// The masked names under which the people of these contests are published. First names alone run past before.
function leaks(text) {
  return ['Awa D.', 'Priya S.', 'Jean-Christophe B.', 'Zoë M.', 'Kevin L.', 'Fatou N.'].some((name) => text.includes(name));
}

async function winners(api, slug) {
  const draw = await api('GET', `/contests/${slug}/draw`);
  return draw.slots.filter((slot) => slot.kind === 'winner' && slot.alias).map((slot) => slot.alias);
}

async function openContest(api, slug, closesAt = closes) {
  await api('POST', '/brands/sandbox/contests', {
    slug, title: 'Un parfum à votre nom', opens_at: '2026-06-01T07:00:00Z', closes_at: closesAt, time_zone: 'UTC',
    prizes: [{ name: 'Un litre', winners: 1, alternates: 1 }, { name: 'Un cornet', winners: 2, alternates: 0 }],
    draw: { mode: 'one-win', source: 'test' }, entry: {},
  });
  await api('POST', `/contests/${slug}/publish`, {});
  for (const [i, name] of people.entries()) {
    await api('POST', `/contests/${slug}/entries/manual`, { email: `fan${i}@fans.example`, name, consents: { rules: true } });
  }
}

async function signIn(page) {
  await page.goto('/fr/admin');
  await page.fill('[name=email]', 'owner@sandbox.example');
  await page.fill('[name=password]', 'sandbox owner password');
  await page.click('main form .button-big');
  await page.waitForURL(/\/admin(\/b\/sandbox)?$/);
}

async function signedIn(base) {
  const call = async (method, path, body, token) => {
    const headers = { 'content-type': 'application/json', connection: 'close', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
  return async (method, path, body) => {
    // Access tokens live for minutes of the sandbox's clock, which these tests move by hours.
    const session = await call('POST', '/sessions', { email: 'owner@sandbox.example', password: 'sandbox owner password' });
    return call(method, path, body, session.access_token);
  };
}

async function setClock(base, now) {
  const answer = await fetch(`${base}/api/v1/sandbox/clock`, {
    method: 'PUT', headers: { 'content-type': 'application/json', connection: 'close' }, body: JSON.stringify({ now }),
  });
  assert.equal(answer.status, 200, await answer.text());
}
