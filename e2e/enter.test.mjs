import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { onPhone, startBrowser } from './browser.mjs';
import { linkIn, Mailbox } from './mails.mjs';
import { Owner, photo, setClock } from './sandbox.mjs';
import { startServer } from './server.mjs';

const morning = '2026-06-01T08:00:00Z';

// A contest with one of everything that can be asked and done, and a cap that none of the journeys reaches.
const fete = {
  slug: 'fete', locale: 'fr', title: 'Gagnez la fête des glaces', description: 'Un après-midi pour toute la rue.',
  also: { title: 'Win the street party', description: 'An afternoon for the whole street.' },
  opens_at: '2026-06-01T07:00:00Z', closes_at: '2026-06-09T18:00:00Z',
  prizes: [{ name: 'Une fête pour vingt', also: 'A party for twenty', winners: 1, alternates: 2 }],
  draw: { mode: 'one-win', source: 'test' },
  entry: {
    contact: 'email', confirm: true, min_age: 18, countries: ['FR', 'MU', 'SN'], who: { ask: true }, max_tickets: 30,
    questions: [
      { id: 'street', label: 'Votre rue', also: { label: 'Your street' } },
      { id: 'flavour', label: 'Votre parfum', also: { label: 'Your flavour', choices: ['Mango', 'Vanilla'] }, choices: ['Mangue', 'Vanille'], required: true },
      { id: 'guests', label: 'Combien d’invités ?', also: { label: 'How many guests?' }, kind: 'number', min: '1', max: '20' },
      { id: 'when', label: 'Quel jour ?', also: { label: 'Which day?' }, kind: 'date', min: '2026-06-10', max: '2026-08-31' },
      { id: 'picture', label: 'Une photo de votre rue', also: { label: 'A photo of your street' }, kind: 'picture', required: true },
    ],
    actions: [
      { id: 'quiz', kind: 'quiz', label: 'De quoi est fait un sorbet ?', also: { label: 'What is a sorbet made of?', choices: ['Of cream', 'Of fruit'] }, choices: ['De crème', 'De fruits'], accept: ['De fruits'], mandatory: true, another_try: true },
      { id: 'word', kind: 'code', label: 'Le mot affiché en boutique', also: { label: 'The word shown in the shop' }, accept: ['cornet'], tickets: 2 },
      { id: 'bonus', kind: 'bonus', label: 'Un ticket de plus', also: { label: 'One more ticket' }, tickets: 1 },
      { id: 'visit', kind: 'visit', label: 'Voir la carte', also: { label: 'See the menu' }, url: 'https://carte.example/', tickets: 1, after: ['bonus'] },
      { id: 'daily', kind: 'bonus', label: 'Un ticket par jour', also: { label: 'A ticket a day' }, tickets: 1, every: 'day' },
      { id: 'recipe', kind: 'proof', label: 'Votre recette', also: { label: 'Your recipe' }, proof: 'text', tickets: 3 },
      { id: 'friends', kind: 'referral', label: 'Invitez des voisins', also: { label: 'Invite neighbours' }, friends_at_most: 3, tickets: 4 },
    ],
  },
};

const phones = ['fr', 'en'].flatMap((locale) => [true, false].map((javaScript) => ({
  locale, javaScript, label: `${locale}, scripts ${javaScript ? 'on' : 'off'}`,
})));

describe('a fan enters a contest with everything in it', () => {
  let server;
  let browser;
  let owner;

  before(async () => {
    server = await startServer('sandbox', ['--now', morning]);
    browser = await startBrowser();
    owner = await Owner.of(server);
    await owner.open(fete);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  phones.forEach((phone, i) => {
    it(`asked, entered, confirmed, done and passed on (${phone.label})`, async () => {
      const day = 1 + i; // the daily ticket of each journey is taken on a day of its own
      await setClock(server, `2026-06-0${day}T08:00:00Z`);
      const email = `awa${i}@fans.example`;
      await onPhone(browser, { base: server.base, name: 'enter-all', ...phone }, async (page) => {
        await page.goto(`/${phone.locale}/c/fete`);
        await passGate(page);
        // The quiz is answered wrong, which refuses nobody, and the rules' box is forgotten, which does.
        await fillEntry(page, email, { quiz: 'De crème', word: ' CORNET' });
        await lookBack(page);
        await page.click('main form .button-big');
        await page.locator('[role=alert]').waitFor();
        assert.equal(await page.inputValue('[name="answer.guests"]'), '12', 'what was typed is lost');
        await page.setInputFiles('[name="answer.picture"]', photo); // no browser gives a chosen file back
        await page.check('[name=rules]');
        await page.click('main form .button-big');
        await page.locator('[name=code]').waitFor();

        await page.goto(await mailed(server, email));
        await page.click('main form .button-big');
        await page.waitForURL(/\/c\/fete\/receipt\//);
        const receipt = page.url();

        // Its address is confirmed, and it still waits for what is mandatory.
        await page.locator('#missing').waitFor();
        assert.equal(await page.locator('#act-visit form').count(), 0, 'what comes later is open at once');
        await page.goto(`/${phone.locale}/c/fete`);
        assert.match(await page.locator('.ticket').innerText(), phone.locale === 'fr' ? /Il reste une étape/ : /One step is left/);
        await page.goto(receipt);
        await page.selectOption('#f-answer-quiz', 'De fruits');
        await page.click('#act-quiz button');
        await page.waitForURL(/#act-quiz/);
        assert.equal(await page.locator('#missing').count(), 0);
        assert.equal(await tickets(page), 3);

        await press(page, 'bonus');
        await press(page, 'visit');
        await press(page, 'daily');
        assert.equal(await page.locator('#act-daily form').count(), 0, 'the ticket of a day can be taken twice');
        assert.equal(await tickets(page), 6);

        await page.fill('#f-answer-recipe', 'Des mangues, du citron, rien d’autre.');
        await press(page, 'recipe');
        assert.equal(await tickets(page), 6, 'what nobody has looked at counts');
        const { items } = await owner.call('GET', '/contests/fete/proofs');
        await owner.call('POST', `/contests/fete/proofs/${items[0].id}/review`, { accept: true });
        await page.goto(receipt);
        assert.equal(await tickets(page), 9);

        await befriend(browser, server, phone, (await page.locator('#act-friends pre').innerText()).trim(), `moussa${i}@fans.example`);
        await page.goto(receipt);
        assert.equal(await tickets(page), 13, 'the friend does not count');
        const known = (await owner.call('GET', `/contests/fete/entries?q=${email}`)).items[0];
        assert.deepEqual([known.status, known.tickets], ['confirmed', 13]);

        // The next day there is one more.
        await setClock(server, `2026-06-0${day}T23:30:00Z`);
        await setClock(server, `2026-06-0${day + 1}T00:00:00Z`);
        await page.goto(receipt);
        await press(page, 'daily');
        assert.equal(await tickets(page), 14);
      });
    });
  });

  it('is told at once that they may not enter', async () => {
    for (const locale of ['fr', 'en']) {
      await onPhone(browser, { base: server.base, name: 'enter-refused', locale }, async (page) => {
        await page.goto(`/${locale}/c/fete`);
        await page.check('[name=who_age]');
        await page.selectOption('[name=who_country]', { index: 4 });
        await page.click('main form .button-big');
        await page.locator('[role=alert]').waitFor();
        assert.equal(await page.locator('[name=email]').count(), 0, 'they are asked for their address all the same');
      });
    }
  });
});

async function passGate(page) {
  await page.click('main form .button-big');
  await page.locator('[role=alert]').waitFor();
  await page.check('[name=who_age]');
  await page.selectOption('[name=who_country]', 'MU');
  await page.click('main form .button-big');
  await page.locator('[name=email]').waitFor();
}

async function fillEntry(page, email, acts) {
  assert.match(await page.locator('#step-1 h3').innerText(), /1 (sur|of) 2/);
  await page.fill('[name=first_name]', 'Awa');
  await page.fill('[name=email]', email);
  await page.selectOption('[name="play.quiz"]', acts.quiz);
  if (acts.word) await page.fill('[name="play.word"]', acts.word);
  assert.equal(await page.isVisible('[name=rules]'), false, 'both steps are shown at once');
  await page.click('a[href="#step-2"]');
  await page.locator('#step-2 h3').waitFor();
  assert.equal(await page.isVisible('[name=email]'), false, 'both steps are shown at once');
  await page.fill('[name="answer.street"]', 'Rue du Port');
  await page.selectOption('[name="answer.flavour"]', 'Mangue');
  await page.fill('[name="answer.guests"]', '12');
  await page.fill('[name="answer.when"]', '2026-07-14');
  await page.setInputFiles('[name="answer.picture"]', photo);
}

// Between the two steps of the form nothing is lost, a chosen file neither.
async function lookBack(page) {
  await page.click('a[href="#step-1"]');
  await page.locator('[name=email]').waitFor();
  assert.equal(await page.inputValue('[name=first_name]'), 'Awa');
  assert.equal(await page.inputValue('[name="play.word"]'), ' CORNET');
  await page.goBack(); // as the button of the browser does
  await page.locator('#step-2 h3').waitFor();
  assert.equal(await page.inputValue('[name="answer.street"]'), 'Rue du Port');
  assert.equal(await page.locator('[name="answer.picture"]').evaluate((input) => input.files.length), 1, 'the chosen file is lost');
}

// The friend answers the quiz in the form, and so counts once their address is confirmed.
async function befriend(browser, server, phone, link, email) {
  await onPhone(browser, { base: server.base, name: 'enter-friend', ...phone }, async (page) => {
    await page.goto(link);
    await passGate(page);
    await fillEntry(page, email, { quiz: 'De fruits' });
    await page.check('[name=rules]');
    await page.click('main form .button-big');
    await page.locator('[name=code]').waitFor();
    await page.goto(await mailed(server, email));
    await page.click('main form .button-big');
    await page.waitForURL(/\/c\/fete\/receipt\//);
    assert.equal(await tickets(page), 1);
  });
}

async function press(page, action) {
  await page.click(`#act-${action} button`);
  await page.waitForURL(new RegExp(`#act-${action}$`));
}

async function tickets(page) {
  const said = await page.locator('.ticket .stub').innerText();
  return Number(said.match(/(\d+)\sticket/)[1]);
}

async function mailed(server, address) {
  return linkIn(await new Mailbox(server.base, address).next());
}
