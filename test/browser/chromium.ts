import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** A browser is installed where the tests must pass (.ci/run); undefined on a laptop without one. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (!CHROMIUM && process.env['CI']) throw new Error('There is no browser: install Debian’s chromium.');

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });

/** What a page should not do. */
export interface Complaints {
  /** Requests to another server. */
  readonly foreign: string[];
  /** Requests that failed, and exceptions. */
  readonly failures: string[];
  /** Errors in the console. */
  readonly console: string[];
}

/** Notes what a page should not do. */
export function complaintsOf(page: Page, origin: string): Complaints {
  const complaints: Complaints = { foreign: [], failures: [], console: [] };
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isLocal = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!isLocal) complaints.foreign.push(request.url());
  });
  page.on('requestfailed', (request) => {
    // A subscription that the page has stopped.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.failures.push(request.url());
  });
  page.on('pageerror', (error) => complaints.failures.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.console.push(message.text());
  });
  return complaints;
}
