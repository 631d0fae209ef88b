import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import zlib from 'node:zlib';

import { onPhone, startBrowser } from './browser.mjs';
import { Mailbox } from './mails.mjs';
import { startServer } from './server.mjs';

const hour = 3_600_000;

// A PNG of noise, large enough to go in several parts.
function noise(side) {
  const crc = (bytes) => { const sum = Buffer.alloc(4); sum.writeUInt32BE(zlib.crc32(bytes)); return sum; };
  const chunk = (name, body) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const named = Buffer.concat([Buffer.from(name), body]);
    return Buffer.concat([length, named, crc(named)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (1 + 3 * side));
  let seed = side;
  for (let i = 0; i < rows.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    rows[i] = i % (1 + 3 * side) === 0 ? 0 : seed >>> 24;
  }
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const words = {
  fr: { lost: /Connexion perdue/, arrived: /est arrivée/, waiting: /regarde avant de la publier/, voted: /Vous avez voté/, ranking: /Classement/ },
  en: { lost: /Connection lost/, arrived: /has arrived/, waiting: /looks at it before/, voted: /You have voted/, ranking: /Ranking/ },
};

describe('a photo contest', () => {
  let server;
  let browser;
  let call;
  let now;

  before(async () => {
    server = await startServer('sandbox');
    browser = await startBrowser();
    const signIn = await fetch(`${server.base}/api/v1/sessions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@sandbox.example', password: 'sandbox owner password' }),
    });
    const staff = (await signIn.json()).access_token;
    call = async (method, path, body) => {
      const said = await fetch(`${server.base}/api/v1${path}`, {
        method, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff}` }, body: JSON.stringify(body ?? {}),
      });
      assert.ok(said.ok, `${path}: ${said.status} ${await said.clone().text()}`);
      return said.json().catch(() => null);
    };
    now = Date.now();
    for (const lang of ['fr', 'en']) {
      await call('POST', '/brands/sandbox/contests', {
        slug: `photos-${lang}`, title: 'Vos plus belles glaces', opens_at: new Date(now - hour).toISOString(), closes_at: new Date(now + 24 * hour).toISOString(),
        prizes: [{ name: 'Une glace', winners: 1, alternates: 1 }], draw: { mode: 'one-win', source: 'test' },
        entry: { contact: 'email', photos: { award: 'draw', top: 1, votes: 'contest' } },
      });
      await call('POST', `/contests/photos-${lang}/publish`);
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function enter(lang, email, name, { drop = false, javaScript = true } = {}) {
    const mailbox = new Mailbox(server.base, email);
    let receipt;
    await onPhone(browser, { base: server.base, locale: lang, name: `photo-enter-${name}`, offline: drop, javaScript }, async (page) => {
      await page.goto(`/${lang}/c/photos-${lang}`);
      const offsets = [];
      let cut = drop;
      await page.route('**/photo-uploads/*', async (route) => {
        const request = route.request();
        if (request.method() === 'PATCH') {
          offsets.push(Number(request.headers()['upload-offset']));
          if (cut && offsets.length === 2) { // the line breaks in the middle of the second part
            cut = false;
            return route.abort('internetdisconnected');
          }
        }
        return route.continue();
      });
      await page.fill('[name=first_name]', name);
      await page.fill('[name=email]', email);
      await page.click('a[href="#step-2"]');
      await page.setInputFiles('[name=photo]', { name: 'glace.png', mimeType: 'image/png', buffer: noise(javaScript ? 450 : 120) });
      if (drop) {
        await page.waitForFunction((lost) => new RegExp(lost).test(document.querySelector('[data-uploads] [role=status]').textContent), words[lang].lost.source);
      }
      if (javaScript) {
        await page.waitForFunction((arrived) => new RegExp(arrived).test(document.querySelector('[data-uploads] [role=status]').textContent), words[lang].arrived.source);
        assert.ok(offsets.length > 2, 'it went in one part');
        if (drop) assert.equal(offsets[2], offsets[1], 'it did not go on from where it was');
      }
      await page.fill('[name=photo_alt]', `Une glace, par ${name}`);
      await page.check('#f-photo_age-adult');
      await page.check('[name=photo_rights]');
      await page.check('[name=rules]');
      await mailbox.seen();
      await page.click('main form .button-big');
      await page.waitForURL(/\/confirm/);
      const link = (await mailbox.next()).text.match(/https?:\/\/\S+token=\S+/)[0];
      await page.goto(link.replace(/^https?:\/\/[^/]+/, server.base));
      await page.click('main form .button-big');
      await page.waitForURL(/\/receipt\//);
      assert.match(await page.locator('#photo').innerText(), words[lang].waiting);
      receipt = page.url();
    });
    return receipt;
  }

  async function asStaff(lang, name, journey) {
    await onPhone(browser, { base: server.base, locale: lang, name }, async (page) => {
      await page.goto(`/${lang}/admin/sign-in`);
      await page.fill('[name=email]', 'owner@sandbox.example');
      await page.fill('[name=password]', 'sandbox owner password');
      await page.click('main button');
      await page.waitForURL(/\/admin/);
      await journey(page);
    });
  }

  for (const lang of ['fr', 'en']) {
    it(`goes from a broken line to the draw (${lang})`, async () => {
      await enter(lang, `awa.${lang}@exemple.sn`, 'Awa', { drop: true });
      await enter(lang, `bintou.${lang}@exemple.sn`, 'Bintou', { javaScript: false });

      await onPhone(browser, { base: server.base, locale: lang, name: `photo-hidden-${lang}` }, async (page) => {
        await page.goto(`/${lang}/c/photos-${lang}/photos`);
        assert.equal(await page.locator('.wall img').count(), 0, 'a photo is public before anybody looked at it');
      });

      await asStaff(lang, `photo-staff-${lang}`, async (page) => {
        for (let n = 0; n < 2; n++) {
          await page.goto(`/${lang}/admin/b/sandbox/contests/photos-${lang}/photos`);
          await page.waitForSelector('[data-queue]:focus');
          await page.keyboard.press('a');
          await page.waitForURL(/done=/);
        }
        await page.waitForSelector('button[value=undo]');
      });

      const voter = `voter.${lang}@exemple.sn`;
      const mailbox = new Mailbox(server.base, voter);
      await onPhone(browser, { base: server.base, locale: lang, name: `photo-vote-${lang}` }, async (page) => {
        await page.goto(`/${lang}/c/photos-${lang}/photos`);
        await page.click('.wall a:has-text("Awa")');
        await page.fill('[name=email]', voter);
        await mailbox.seen();
        await page.click('main form .button-big');
        await page.waitForURL(/\/confirm/);
        const link = (await mailbox.next()).text.match(/https?:\/\/\S+token=\S+/)[0];
        await page.goto(link.replace(/^https?:\/\/[^/]+/, server.base));
        await page.click('main form .button-big');
        await page.waitForSelector('#vote');
        assert.match(await page.locator('#vote').innerText(), words[lang].voted);
      });
    });
  }

  it('is ranked at closing, and drawn among the best', async () => {
    await call('PUT', '/sandbox/clock', { now: new Date(now + 25 * hour).toISOString() });
    for (const lang of ['fr', 'en']) {
      await onPhone(browser, { base: server.base, locale: lang, name: `photo-ranking-${lang}` }, async (page) => {
        await page.goto(`/${lang}/c/photos-${lang}/photos/ranking`);
        assert.match(await page.locator('h1').innerText(), words[lang].ranking);
        assert.match(await page.locator('.order li').first().innerText(), /Awa/);
        await page.goto(`/${lang}/c/photos-${lang}`);
        assert.match(await page.locator('main .card').first().innerText(), /Awa/);
        await page.goto(`/${lang}/c/photos-${lang}/draw`);
        assert.ok(await page.locator('main').innerText());
      });
    }
  });
});
