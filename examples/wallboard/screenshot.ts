/**
 * Takes the README's pictures of the wallboard and of GraphiQL: starts the demo server with a zone in which it is the
 * afternoon, lets it watch the floor for a while, and opens the pages in Chromium.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);

/** The hour of the day that the picture shows: one shift is at work, so that the letters are large. */
const HOUR = 10;

/** By then most states have begun under the server's eyes. */
const WATCHED_MS = 180_000;

/** Three of four pixels of a television in each direction, so that the file is small. */
const VIEWPORT = { width: 1440, height: 810 };

const readyLine = z.object({ wallboard: z.url() });

/** The URL of the wallboard, once a server has said it. */
async function readyUrl(lines: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of lines) {
    text += String(chunk);
    const [line = '', ...more] = text.split('\n');
    if (more.length > 0) return readyLine.parse(JSON.parse(line)).wallboard;
  }
  throw new Error('The server did not start.');
}

/** `Etc/GMT-3` is three hours ahead of UTC; zones go from 12 behind to 14 ahead. */
function zoneAtHour(hour: number): string {
  const ahead = (hour - new Date().getUTCHours() + 24) % 24;
  const offset = ahead > 14 ? ahead - 24 : ahead;
  return offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

const zone = zoneAtHour(HOUR);
const server = spawn(process.execPath, ['src/main.ts'], {
  cwd: ROOT,
  env: { PATH: process.env['PATH'], PORT: '0', DIALER_TIMEZONE: zone },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (executablePath === undefined) throw new Error('There is no browser: install Chromium.');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light', timezoneId: zone });
  const wallboard = await readyUrl(server.stdout);
  await page.goto(wallboard);
  await page.waitForSelector('.agents li');
  await page.waitForTimeout(WATCHED_MS);
  await page.screenshot({ path: fileURLToPath(new URL('docs/images/wallboard.png', ROOT)) });
  await page.goto(new URL('/graphql', wallboard).href);
  await page.locator('.graphiql-execute-button').click();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.waitForSelector('.panel td');
  await page.screenshot({ path: fileURLToPath(new URL('docs/images/graphiql.png', ROOT)) });
} finally {
  await browser.close();
  server.kill();
}
