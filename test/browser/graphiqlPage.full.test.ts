/** What the page around GraphiQL adds for people, on a server with access control. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { CHEAP } from '../support/api.ts';
import { keysText } from '../support/keysFile.ts';
import { startPrefixProxy } from '../support/prefixProxy.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { CHROMIUM, complaintsOf, launch, type Complaints } from './chromium.ts';

const KEY = 'right-key';
const NEXT_KEY = 'next-key';
const SOON = { timeout: 20_000 };

const AGENTS = 'query Names {\n  agents(first: 3) {\n    nodes { username name }\n  }\n}';

const axeResult = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.unknown()) })),
});

/** The faults of accessibility that axe finds. */
async function violationsOn(shown: Page): Promise<unknown[]> {
  await shown.evaluate(axe.source);
  return axeResult.parse(await shown.evaluate('axe.run()')).violations;
}

/** The text of an editor's visible lines. */
const editorText = (shown: Page, part: string): Promise<string> =>
  shown
    .locator(part)
    .textContent()
    // Monaco shows spaces that do not break.
    .then((text) => (text ?? '').replaceAll('\u00A0', ' '));

describe.runIf(CHROMIUM)('the page around GraphiQL', () => {
  const folder = temporaryFolder();
  const keys = join(folder.path, 'keys.json');
  let simulator: Simulator;
  let server: RunningServer;
  let proxy: Awaited<ReturnType<typeof startPrefixProxy>>;
  /** The server's address behind a proxy with a path prefix. */
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    simulator = await startSimulator({ callsPerDay: 600 });
    writeFileSync(keys, keysText({ [KEY]: {} }));
    const settings = { PORT: '0', LOG_LEVEL: 'silent', API_KEYS_FILE: keys, INTROSPECTION: 'on' };
    const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
    server = await startServer(configFrom(settings), account, undefined, CHEAP);
    proxy = await startPrefixProxy(server.url, '/crocodial');
    url = proxy.url;
    browser = await launch();
    context = await browser.newContext({ viewport: { width: 1200, height: 800 }, acceptDownloads: true });
    page = await context.newPage();
    complaints = complaintsOf(page, new URL(url).origin);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    proxy.close();
    await server.close();
    await simulator.close();
    folder.remove();
  });

  const query = (shown = page): Promise<string> => editorText(shown, '.graphiql-query-editor .view-lines');
  const response = (shown = page): Promise<string> => editorText(shown, '.graphiql-response .view-lines');
  const run = (shown = page): Promise<void> => shown.locator('.graphiql-execute-button').click();
  const link = (text: string, variables = ''): string =>
    `${url}/graphql#${new URLSearchParams({ query: text, ...(variables ? { variables } : {}) })}`;
  /** Opens a link beside what is open, as a click on it does. */
  const open = async (text: string, variables = ''): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(link(text, variables));
    await page.waitForSelector('.graphiql-execute-button', SOON);
  };

  it('asks for a key, which is used for the schema and the answers', async () => {
    await page.goto(`${url}/`);
    await page.getByLabel('API key').fill('wrong');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('main .key p').textContent())
      .toBe('The server does not accept this key.');
    expect(await page.locator('.graphiql-container').count()).toBe(0);
    const introspection = page.waitForResponse(async (answer) =>
      (answer.request().postData() ?? '').includes('IntrospectionQuery'),
    );
    await page.getByLabel('API key').fill(KEY);
    await page.keyboard.press('Enter');
    expect((await introspection).status()).toBe(200);
    await page.waitForSelector('.graphiql-execute-button', SOON);
    await run();
    await expect.poll(() => response(), SOON).toContain('"agentCounts"');
  }, 60_000);

  it('opens an operation by the keyboard, and Escape closes the menu', async () => {
    await page.getByRole('button', { name: 'Operations' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#operations-menu').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#operations-menu').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => query()).toContain('query SupervisorMorning');
    // Run by the keyboard: the cursor is in the query, and the key holds for each tab.
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => response(), SOON).toContain('"agentActivityReport"');
  });

  it('keeps the key and the open tab when it is loaded again', async () => {
    await page.locator('.graphiql-tab-button', { hasText: 'FloorNow' }).click();
    await page.reload();
    await page.waitForSelector('.graphiql-execute-button', SOON);
    await expect.poll(() => query()).toContain('query FloorNow');
    expect(await page.locator('.graphiql-tab-button').allTextContents()).toEqual([
      'FloorNow',
      'SupervisorMorning',
    ]);
    // GraphiQL's files come from the browser's cache.
    const fetched = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/assets/'))
        .map((entry) => ('transferSize' in entry ? entry.transferSize : undefined)),
    );
    expect(fetched.length).toBeGreaterThan(3);
    expect(new Set(fetched)).toEqual(new Set([0]));
  });

  it('makes a link that carries query and variables, not the key', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const text = 'query One($u: String!) { agent(username: $u) { username } }';
    await open(text, '{"u": "Ada.Alvarez"}');
    // The address holds it no longer, so that a reload does not open it again.
    expect(page.url()).toBe(`${url}/graphql`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => page.locator('.note').textContent()).toBe('Copied');
    const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(copied.search).toBe('');
    expect(decodeURIComponent(copied.href)).not.toContain(KEY);

    // Elsewhere: another person has another key.
    const other = await browser.newPage();
    onTestFinished(() => other.close());
    await other.goto(copied.href);
    await other.getByLabel('API key').fill(KEY);
    await other.keyboard.press('Enter');
    await other.waitForSelector('.graphiql-execute-button', SOON);
    await expect.poll(() => query(other)).toBe(text);
    await run(other);
    await expect.poll(() => response(other), SOON).toContain('"username": "Ada.Alvarez"');
  }, 60_000);

  it('leads from an error to its line', async () => {
    await open(
      'query Wrong {\n  agents(first: 1) { totalCount }\n\n  inboundCalls(first: 99999) { totalCount }\n}',
    );
    await run();
    const error = page.locator('.errors li');
    await expect
      .poll(() => error.textContent(), SOON)
      .toMatch(/BAD_USER_INPUT.*inboundCalls · line 4, column 3$/);
    await error.getByRole('button').click();
    await page.keyboard.type('x');
    await expect.poll(() => query()).toContain('  xinboundCalls');
  });

  it('shows the first list as a table, and saves it as CSV', async () => {
    await open(AGENTS);
    expect(await page.getByRole('button', { name: 'Download CSV' }).isDisabled()).toBe(true);
    await run();
    await page.getByRole('button', { name: 'Table' }).click();
    expect(await page.locator('.panel thead th').allTextContents()).toEqual(['username', 'name']);
    const [first = ''] = await page.locator('.panel tbody tr:first-child td').allTextContents();
    expect(first).toMatch(/\w/);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('agents-nodes.csv');
    const lines = readFileSync(await file.path(), 'utf8').split('\r\n');
    expect(lines.slice(0, 2)).toEqual([
      '\uFEFFusername,name',
      expect.stringMatching(new RegExp(`^${first},`)),
    ]);
    expect(lines.length).toBe(5);
  });

  it('has no serious fault of accessibility, wide in light and narrow in dark', async () => {
    // With the table that the test above has opened.
    await page.waitForSelector('.panel table');
    for (const [colorScheme, width] of [
      ['light', 1200],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      expect(await violationsOn(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 1200, height: 800 });
  }, 60_000);

  it('forgets the key, and wants one in each browser tab', async () => {
    await page.getByRole('button', { name: 'API key' }).click();
    await page.getByRole('button', { name: 'Forget the key' }).click();
    const other = await context.newPage();
    onTestFinished(() => other.close());
    await other.goto(`${url}/graphql`);
    for (const shown of [page, other]) {
      const words = shown.locator('main label');
      await expect.poll(() => words.textContent(), SOON).toBe('This server needs an API key or a token.');
      expect(await violationsOn(shown)).toEqual([]);
    }
  });

  it('asks for another key when the server does not accept it any more', async () => {
    await page.getByLabel('API key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.graphiql-execute-button', SOON);
    writeFileSync(keys, keysText({ [NEXT_KEY]: {} }));
    const words = page.locator('main .key label');
    await expect
      .poll(async () => {
        await run();
        return words.count();
      }, SOON)
      .toBe(1);
    expect(await words.textContent()).toBe('The server does not accept the key any more. Enter another one.');
    await page.locator('main .key input').fill(NEXT_KEY);
    await page.keyboard.press('Enter');
    await expect.poll(() => words.count(), SOON).toBe(0);
    await page.waitForSelector('.graphiql-execute-button', SOON);
    await run();
    await expect.poll(() => response(), SOON).toContain('"agents"');
  });

  it('tells at once why a subscription is refused, and asks for another key if that is why', async () => {
    const shown = await context.newPage();
    onTestFinished(() => shown.close());
    await shown.goto(link('subscription Wrong { agentCounts { nothing } }'));
    await shown.getByLabel('API key').fill(NEXT_KEY);
    await shown.keyboard.press('Enter');
    await shown.waitForSelector('.graphiql-execute-button', SOON);
    await run(shown);
    await expect
      .poll(() => shown.locator('.errors li').allTextContents(), SOON)
      .toEqual([expect.stringMatching(/nothing.*line 1, column 36/)]);
    await shown.goto(link('subscription { agentCounts { live } }'));
    await shown.reload();
    await shown.waitForSelector('.graphiql-execute-button', SOON);
    writeFileSync(keys, keysText({ [KEY]: {} }));
    await expect
      .poll(
        async () =>
          (
            await fetch(`${server.url}/graphql?query={__typename}`, {
              headers: { authorization: `Bearer ${KEY}` },
            })
          ).status,
        SOON,
      )
      .toBe(200);
    await run(shown);
    await expect
      .poll(() => shown.locator('main .key label').allTextContents(), SOON)
      .toEqual(['The server does not accept the key any more. Enter another one.']);
  });

  it('asks this server only, and breaks no rule of its policy', () => {
    expect(complaints.foreign).toEqual([]);
    expect(complaints.failures).toEqual([]);
    // The browser itself notes the wrong key and the wrong operation.
    expect(complaints.console.filter((text) => !/40[01]/.test(text))).toEqual([]);
  });
});
