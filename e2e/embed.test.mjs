import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { chromiumPath } from './browser.mjs';
import { startServer } from './server.mjs';

// The page of another site: the server is 127.0.0.1, and this one is localhost.
describe('a campaign on another site', () => {
  let server;
  let staff;
  let host;
  let site;
  const browsers = [];

  before(async () => {
    server = await startServer('sandbox');
    const answer = await fetch(`${server.base}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@sandbox.example', password: 'sandbox owner password' }),
    });
    staff = (await answer.json()).access_token;
    await call('POST', '/brands/sandbox/polls', {
      slug: 'gout', title: 'Quel goût ?', method: 'plurality', closes_at: '2099-01-01T00:00:00Z', access: 'cookie',
      options: [{ id: 'coco', label: 'Coco' }, { id: 'mangue', label: 'Mangue' }],
    });
    await call('POST', '/polls/gout/publish');
    host = http.createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="fr"><title>Boutique</title><h1>Notre boutique</h1>${snippet}<p id="below">Sous le vote</p></html>`);
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    site = `http://localhost:${host.address().port}`;
  });
  after(async () => {
    for (const browser of browsers) await browser.close();
    host?.close();
    await server?.stop();
  });

  let snippet = '';
  const call = async (method, path, body) => {
    const answer = await fetch(`${server.base}/api/v1${path}`, {
      method, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}` }, body: JSON.stringify(body ?? {}),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const start = async (...args) => {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), ...args] });
    browsers.push(browser);
    const page = await (await browser.newContext({ locale: 'fr-FR', viewport: { width: 400, height: 900 } })).newPage();
    page.setDefaultTimeout(15_000);
    return page;
  };
  const ballots = async () => (await (await fetch(`${server.base}/api/v1/polls/gout/results`)).json()).ballots;

  it('is refused to a site that the brand has not named, and a link stands there instead', async () => {
    snippet = (await links()).script;
    const page = await start();
    await page.goto(site);
    await page.waitForSelector(`a[href="${server.base}/en/p/gout"]`);
    assert.equal(await page.locator('iframe').count(), 0);
  });

  const links = async () => (await (await fetch(`${server.base}/api/v1/polls/gout/links`, { headers: { Authorization: `Bearer ${staff}` } })).json()).embed;

  it('takes a vote where third-party cookies are blocked, moves nothing, and knows the browser again', async () => {
    await call('PUT', '/brands/sandbox/sites', { sites: [site] });
    snippet = (await links()).script;
    const page = await start('--test-third-party-cookie-phaseout');
    await page.addInitScript(() => {
      window.shifts = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifts += entry.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(site);
    const frame = page.frameLocator('iframe');
    await frame.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('iframe').style.height !== '');
    const height = await page.locator('iframe').evaluate((element) => element.clientHeight);
    const inner = await frame.locator('html').evaluate((element) => Math.ceil(element.getBoundingClientRect().height));
    assert.equal(height, inner, 'the frame is not as high as what it shows');
    assert.ok(await page.evaluate(() => window.shifts) < 0.01, 'the page moved');
    await frame.locator('#f-choice').check();
    await frame.locator('main form .button-big').click();
    await frame.locator('.bars').waitFor();
    assert.equal(await ballots(), 1);
    await page.reload();
    await frame.locator('.panel-ok').waitFor();
    await frame.locator('input[name=choice]:not(:checked)').first().check();
    await frame.locator('main form .button-big').click();
    await frame.locator('.bars').waitFor();
    assert.equal(await ballots(), 1, 'a browser voted twice on one site');
  });

  it('cannot be shown by a page that lays itself over it', async () => {
    const page = await start();
    snippet = `<iframe id="stolen" src="${server.base}/fr/p/gout" width="400" height="600"></iframe>`;
    await page.goto(site);
    await page.waitForLoadState('networkidle');
    const stolen = page.frames().find((frame) => frame !== page.mainFrame());
    assert.ok(!(await stolen.content()).includes('Coco'), 'the page of the vote is shown in a frame');
  });
});
