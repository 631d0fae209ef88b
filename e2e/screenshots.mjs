// Takes the README's pictures from the demo: node e2e/screenshots.mjs

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
const pages = { vote: '/fr/p/parfum-de-l-ete', draw: '/fr/c/sorbetiere-a-gagner/draw', panel: '/fr/admin' };

mkdirSync(folder, { recursive: true });
const server = await startServer('demo');
const browser = await startBrowser();
try {
  const context = await browser.newContext({
    baseURL: server.base, locale: 'fr-FR', viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5, colorScheme: 'light',
  });
  const page = await context.newPage();
  await page.goto('/fr/admin/sign-in');
  await page.fill('[name=email]', 'owner@demo.example');
  await page.fill('[name=password]', 'kermesse en plein air');
  await page.click('main form .button-big');
  await page.waitForURL(/\/admin(\/b\/[a-z-]+)?$/);
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(address);
    await page.screenshot({ path: `${folder}${name}.png` });
  }
} finally {
  await browser.close();
  await server.stop();
}
