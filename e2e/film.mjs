// A film for Chromium's camera: a picture of what stands on a page, held still.

import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const width = 640;
const height = 480;
const frames = 4; // Chromium shows them over and over
const shown = 340; // pixels of the picture: a code on a telephone that is held at arm's length

/**
 * Films an element: its screenshot, smaller than the frame, on grey.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Locator} element
 * @returns {Promise<{file: string, remove: () => Promise<void>}>} a .y4m file
 */
export async function filmOf(browser, element) {
  const png = (await element.screenshot()).toString('base64');
  const page = await browser.newPage();
  let luma;
  try {
    luma = await page.evaluate(async ([src, w, h, size]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${src}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const brush = canvas.getContext('2d');
      brush.fillStyle = '#999';
      brush.fillRect(0, 0, w, h);
      brush.fillStyle = '#fff';
      brush.fillRect((w - size) / 2 - 20, (h - size) / 2 - 20, size + 40, size + 40);
      brush.drawImage(image, (w - size) / 2, (h - size) / 2, size, size);
      const { data } = brush.getImageData(0, 0, w, h);
      const grey = [];
      for (let i = 0; i < data.length; i += 4) grey.push(Math.round(16 + (219 * (0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2])) / 255));
      return grey;
    }, [png, width, height, shown]);
  } finally {
    await page.close();
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kermesse-film-'));
  const file = path.join(folder, 'code.y4m');
  const out = await open(file, 'w');
  await out.write(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  for (let i = 0; i < frames; i += 1) {
    await out.write('FRAME\n');
    await out.write(Buffer.concat([Buffer.from(luma), Buffer.alloc((width * height) / 2, 128)]));
  }
  await out.close();
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
