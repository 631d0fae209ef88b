// The mails that a demo or a sandbox would have sent, as its API shows them.

import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 15_000;

/** The newest mail to an address that was not there before: call `seen` first, act, then `next`. */
export class Mailbox {
  constructor(base, address) {
    this.url = `${base}/api/v1/sandbox/mails`;
    this.address = address;
    this.known = new Set();
  }

  async list() {
    // Without keeping the connection: minutes of browsing may pass until the next look.
    const answer = await fetch(this.url, { headers: { connection: 'close' } });
    if (!answer.ok) throw new Error(`${this.url} answers ${answer.status}`);
    const { items } = await answer.json();
    return items.filter((mail) => mail.to === this.address);
  }

  async seen() {
    for (const mail of await this.list()) this.known.add(mail.id);
  }

  async next() {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const fresh = (await this.list()).find((mail) => !this.known.has(mail.id));
      if (fresh) {
        this.known.add(fresh.id);
        return fresh;
      }
      await sleep(100);
    }
    throw new Error(`no mail to ${this.address} after ${patienceMs} ms`);
  }
}

/** The six-digit code in a mail. */
export function codeIn(mail) {
  const code = mail.text.match(/\b(\d{3})[\s\u00a0\u202f]?(\d{3})\b/);
  if (!code) throw new Error(`no code in:\n${mail.text}`);
  return code[1] + code[2];
}

/** The first link in a mail. */
export function linkIn(mail) {
  const link = mail.text.match(/https?:\/\/\S+/);
  if (!link) throw new Error(`no link in:\n${mail.text}`);
  return link[0];
}
