// What the audit looks at is there only once somebody has done something: a member has signed in, a fan has entered, a
// winner is known, a juror is invited. This does it, in the demo, and gives what the addresses of audit.pages.json leave
// open, as {receipt} or {claim}.

import assert from 'node:assert/strict';

import { startBrowser } from './browser.mjs';
import { linkIn, Mailbox } from './mails.mjs';
import { photo } from './sandbox.mjs';

const brand = 'glaces-du-port';
const staff = 'owner@demo.example';
const password = 'kermesse en plein air';

/**
 * @param {{base: string}} server a demo
 * @returns {Promise<Record<string, string>>} by name: paths without language, keys, or addresses
 */
export async function prepared(server) {
  const { access_token: token } = await called(server, 'POST', '/sessions', { email: staff, password });
  const call = (method, path, body) => called(server, method, path, body, token);
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ baseURL: server.base, locale: 'fr-FR' });
    const page = await context.newPage();
    const values = { receipt: await enters(page, server), ...(await withPhotos(page, server, call)), ...(await won(page, server, call)) };
    values.member = await member(page, server);
    const { items } = await call('GET', `/brands/${brand}/loyalty/members?limit=1`);
    values.memberNumber = items[0].member;
    await context.close();
    return values;
  } finally {
    await browser.close();
  }
}

/** Puts values in the place of their names, in whatever a page or a login of the audit says. */
export function filled(plan, values) {
  const text = JSON.stringify(plan).replace(/\{(\w+)\}/g, (all, name) => (name in values ? JSON.stringify(values[name]).slice(1, -1) : all));
  const open = text.match(/\{(?!locale\})\w+\}/);
  assert.ok(!open, `nothing gives ${open}`);
  return JSON.parse(text);
}

// A fan enters an open contest, and follows the link in the mail.
async function enters(page, { base }) {
  const mailbox = new Mailbox(base, 'audit.fan@fans.example');
  await page.goto('/fr/c/un-an-de-glaces');
  await page.fill('[name=first_name]', 'Awa');
  await page.fill('[name=email]', mailbox.address);
  await page.check('[name=rules]');
  await page.click('main form .button-big');
  await page.waitForURL(/\/confirm/);
  await page.goto(linkIn(await mailbox.next()));
  await page.click('main form .button-big');
  await page.waitForURL(/\/receipt\//);
  return pathOf(page.url());
}

// A photo that is published, a juror, and a photo that waits for a parent.
async function withPhotos(page, server, call) {
  const contest = 'votre-glace-en-photo';
  const { items } = await call('GET', `/contests/${contest}/photos`);
  const juror = await call('POST', `/contests/${contest}/jurors`, { name: 'Camille' });
  const parent = new Mailbox(server.base, 'audit.parent@fans.example');
  const child = new Mailbox(server.base, 'audit.child@fans.example');
  await page.goto(`/fr/c/${contest}`);
  await page.setInputFiles('[name=photo]', photo);
  await page.fill('[name=first_name]', 'Léo');
  await page.fill('[name=email]', child.address);
  await page.click('main form a[href="#step-2"]');
  await page.fill('[name=photo_alt]', 'Une glace au soleil');
  await page.check('#f-photo_age-minor');
  await page.locator('#f-photo_age ~ details summary').first().click();
  await page.fill('[name=photo_parent_name]', 'Nadia');
  await page.fill('[name=photo_parent_email]', parent.address);
  await page.check('[name=photo_rights]');
  await page.check('[name=rules]');
  await page.click('main form .button-big');
  await page.waitForURL(/\/confirm/);
  await page.goto(linkIn(await child.next()));
  await page.click('main form .button-big');
  await page.waitForURL(/\/receipt\//);
  return {
    photo: items[0].id, jury: pathOf(juror.url), agree: pathOf(linkIn(await parent.next())), photoReceipt: pathOf(page.url()),
  };
}

// Two winners: one whose page nobody has opened yet, and one who is about to say who they are, by the link in the mail.
async function won(page, server, call) {
  const { items } = await call('GET', `/brands/${brand}/claims?contest=sorbetiere-a-gagner`);
  const open = items.filter((claim) => !claim.ended_at && claim.by_mail && claim.contact);
  assert.ok(open.length > 0, 'nobody has won anything in the demo');
  const claim = open[0];
  const mailbox = new Mailbox(server.base, claim.contact);
  await mailbox.seen();
  await page.goto(`/fr/w/${brand}/${claim.code}`);
  await page.click('main form.card .button-big');
  await page.locator('.code-field').waitFor();
  const mail = await mailbox.next();
  const last = items.find((each) => each.ended_at) ?? claim;
  return { claim: claim.code, claimOver: last.code, claimLink: mail.text.match(/https?:\/\/\S+token=\S+/)[0] };
}

// A member whom the demo knows asks for the link to their page.
async function member(page, { base }) {
  const mailbox = new Mailbox(base, 'fan01@fans.example');
  await mailbox.seen();
  await page.goto(`/fr/m/${brand}`);
  await page.fill('[name=email]', mailbox.address);
  await page.click('main form .button-big');
  await page.locator('[name=code]').waitFor();
  return linkIn(await mailbox.next());
}

const pathOf = (url) => new URL(url).pathname.replace(/^\/(fr|en)\//, '/');

async function called({ base }, method, path, body, token) {
  const headers = { 'Content-Type': 'application/json', connection: 'close', ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}
