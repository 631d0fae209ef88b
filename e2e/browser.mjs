// A phone in front of a fan: the system's Chromium, small screen, one language, with or without scripts.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// How long one step of a journey may take before it counts as stuck.
const stepMs = 15_000;

const out = fileURLToPath(new URL('out/', import.meta.url));

/** Where the system's Chromium is. */
export function chromiumPath() {
  const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  if (!executablePath) throw new Error('no Chromium found: run scripts/install-test-tools.sh, or set CHROMIUM');
  return executablePath;
}

/**
 * Starts the browser; one is enough for a file of tests.
 * @param {string[]} [args] what else Chromium is told: which film its camera sees, say
 */
export async function startBrowser(args = []) {
  return chromium.launch({
    executablePath: chromiumPath(),
    // Chromium's own sandbox needs privileges that a container's root does not have.
    args: [...args, ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  });
}

/**
 * Opens a phone on a server and gives its page to a journey. The journey fails when a script or the content
 * security policy complains, or when the page asks any other host for anything; a picture of where it failed is left in e2e/out.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{base: string, locale?: 'fr' | 'en', javaScript?: boolean, offline?: boolean, desk?: boolean, name?: string}} phone offline: the journey loses
 * its network; desk: no phone but a screen of 1280
 * @param {(page: import('playwright-core').Page) => Promise<void>} journey
 */
export async function onPhone(browser, { base, locale = 'fr', javaScript = true, offline = false, desk = false, name = 'journey' }, journey) {
  const context = await browser.newContext({
    baseURL: base,
    locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
    javaScriptEnabled: javaScript,
    ...(desk ? { viewport: { width: 1280, height: 800 } } : { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }),
    timezoneId: 'Indian/Mauritius',
  });
  const complaints = [];
  await context.route('**/*', (route) => {
    if (new URL(route.request().url()).origin === base) return route.continue();
    complaints.push(`request to another host: ${route.request().url()}`);
    return route.abort();
  });
  context.setDefaultTimeout(stepMs);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnsweredRefusal(message.text()) && !(offline && isLost(message.text()))) complaints.push(`console: ${message.text()}`);
  });
  try {
    await journey(page);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } catch (error) {
    await mkdir(out, { recursive: true });
    const picture = path.join(out, `${name}-${locale}${javaScript ? '' : '-nojs'}.png`);
    await page.screenshot({ path: picture, fullPage: true }).catch(() => {});
    throw new Error(`${error.message}\nat ${page.url()}, picture in ${picture}`, { cause: error });
  } finally {
    await context.close();
  }
}

// Chromium logs every 4xx document as an error; a form that answers 422 with the page is as it should be.
function isAnsweredRefusal(text) {
  return /^Failed to load resource: the server responded with a status of (404|409|410|422|429)\b/.test(text);
}

function isLost(text) {
  return /^(Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)\b|An unknown error occurred when fetching the script)/.test(text);
}
