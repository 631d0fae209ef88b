// What a journey prepares in a sandbox by its API: as the owner of its brand, and by its clock, which stands still until
// it is set.

import assert from 'node:assert/strict';

const email = 'owner@sandbox.example';
const password = 'sandbox owner password';

/** The owner of the sandbox's brand, signed in to the API and, where a journey needs it, to the panel. */
export class Owner {
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  /** Signs in to the API of a server. */
  static async of(server) {
    const { access_token: token } = await sent(`${server.base}/api/v1/sessions`, 'POST', { email, password });
    return new Owner(server.base, token);
  }

  /** Calls the API; an answer that is no success fails the journey. Gives the body, or undefined where there is none. */
  async call(method, path, body) {
    return sent(`${this.base}/api/v1${path}`, method, method === 'GET' ? undefined : body ?? {}, this.token);
  }

  /** Calls the API for something that is no JSON. */
  async text(method, path) {
    return answered(`${this.base}/api/v1${path}`, method, undefined, this.token);
  }

  /** Creates a contest and publishes it. */
  async open(contest) {
    await this.call('POST', '/brands/sandbox/contests', contest);
    await this.call('POST', `/contests/${contest.slug}/publish`);
  }

  /** Signs in to the panel on a phone. */
  async signIn(page, locale) {
    await page.goto(`/${locale}/admin/sign-in`);
    await page.fill('[name=email]', email);
    await page.fill('[name=password]', password);
    await page.click('main form .button-big');
    await page.waitForURL(/\/admin(\/b\/sandbox)?$/);
  }
}

/** Sets the sandbox's clock; what became due is done when this returns. */
export async function setClock(server, now) {
  await sent(`${server.base}/api/v1/sandbox/clock`, 'PUT', { now: new Date(now).toISOString() });
}

async function sent(url, method, body, token) {
  const text = await answered(url, method, body, token);
  return text ? JSON.parse(text) : undefined;
}

async function answered(url, method, body, token) {
  // Without keeping the connection: minutes of browsing may pass until the next call.
  const headers = { 'Content-Type': 'application/json', connection: 'close' };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url}: ${answer.status} ${text}`);
  return text;
}

/** A picture as a telephone takes one: a small PNG of one colour. */
export const photo = {
  name: 'photo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAIAAAAuKetIAAAAQ0lEQVR42u3PQQkAAAgEsAtgKaubzAp+hcEKLNP1WgQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQErhYFMbS1gqHHBwAAAABJRU5ErkJggg==', 'base64',
  ),
};
