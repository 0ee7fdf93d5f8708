import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { CHEAP } from '../support/api.ts';
import { freePort } from '../support/freePort.ts';
import { startFreezingProxy } from '../support/freezingProxy.ts';
import { keysText, testFile } from '../support/keysFile.ts';
import { startPrefixProxy } from '../support/prefixProxy.ts';
import { CHROMIUM, complaintsOf, launch, type Complaints } from './chromium.ts';
import {
  figure,
  link,
  MOST_MS,
  PHONE,
  SLOWLY,
  statesOfFloor,
  statesOn,
  TELEVISION,
} from './wallboardPage.ts';

const MINUTES = 60_000;

describe.runIf(CHROMIUM)('the wallboard in a browser', () => {
  // The floor stands still until a test moves its time.
  let now = Date.now();
  /** A small centre: its agents are asked for twice a second. */
  let simulator: Simulator;
  let browser: Browser;

  beforeAll(async () => {
    simulator = await startSimulator({ agents: 30, callsPerDay: 600, now: () => now });
    browser = await launch();
  }, MOST_MS);

  afterAll(async () => {
    await browser.close();
    await simulator.close();
  });

  const start = (
    settings: Readonly<Record<string, string>> = {},
    { url, user, pass } = simulator,
  ): Promise<RunningServer> =>
    startServer(
      configFrom({ PORT: '0', LOG_LEVEL: 'silent', LIVE_INTERVAL_MS: '500', ...settings }),
      { baseUrl: new URL(url), user, pass },
      undefined,
      CHEAP,
    );

  const open = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await browser.newPage({ viewport: TELEVISION, ...options });
    onTestFinished(() => page.close());
    await page.goto(`${url}/wallboard`);
    return page;
  };

  const statesOnFloor = (other = now): Record<string, string> => statesOfFloor(simulator, now, other);

  describe('that shows a floor of 120 agents', () => {
    let large: Simulator;
    let server: RunningServer;
    let page: Page;
    let complaints: Complaints;

    beforeAll(async () => {
      large = await startSimulator({ callsPerDay: 600, now: () => now });
      server = await start({}, large);
      page = await browser.newPage({ viewport: TELEVISION });
      complaints = complaintsOf(page, server.url);
      await page.goto(`${server.url}/wallboard`);
    }, MOST_MS);

    afterAll(async () => {
      await page.close();
      await server.close();
      await large.close();
    });

    const statesOfLarge = (other = now): Record<string, string> => statesOfFloor(large, now, other);

    it(
      'has the counts, each agent at work with the state, and the figures of today',
      async () => {
        await expect.poll(() => statesOn(page), SLOWLY).toEqual(statesOfLarge());
        await expect.poll(() => link(page), SLOWLY).toBe('Live');
        const states = Object.values(statesOfLarge());
        const count = (...wanted: readonly string[]): string =>
          String(states.filter((state) => wanted.includes(state)).length);
        expect(await figure(page, 'Logged in')).toBe(String(states.length));
        expect(await figure(page, 'Ready')).toBe(count('READY'));
        expect(await figure(page, 'In call')).toBe(count('IN_CALL', 'QUEUE', 'THREE_WAY', 'PARKED'));
        expect(await figure(page, 'Not ready')).toBe(count('PAUSED', 'DISPOSITION', 'DEAD'));
        for (const label of ['Inbound today', 'Outbound today', 'Hopper leads']) {
          await expect.poll(() => figure(page, label), SLOWLY).toMatch(/^[\d,]+$/);
        }
        expect(await page.locator('.problems').count()).toBe(0);
      },
      MOST_MS,
    );

    it(
      'follows the floor: states change, and their ages begin and tick',
      async () => {
        const before = now;
        const earlier = statesOfLarge(now + 10 * MINUTES);
        now += 10 * MINUTES;
        const expected = statesOfLarge(before);
        const changed = Object.keys(expected).filter((name) => expected[name] !== earlier[name]);
        expect(changed.length).toBeGreaterThan(10);
        await expect.poll(() => statesOn(page), SLOWLY).toMatchObject(expected);

        // The server saw these begin: their ages are exact, and count from now.
        const age = page.locator(`[data-agent="${changed[0] ?? ''}"] time`);
        const first = await age.textContent();
        expect(first).toMatch(/^\d:\d\d$/);
        await expect.poll(() => age.textContent(), SLOWLY).not.toBe(first);
        expect(await figure(page, 'Longest ready')).toMatch(/^\d+:\d\d\+?$/);
      },
      MOST_MS,
    );

    it(
      'has no serious fault of accessibility, in light and in dark, on a television and on a phone',
      async () => {
        await page.evaluate(axe.source);
        const violation = z.object({
          id: z.string(),
          impact: z.string().nullish(),
          nodes: z.array(z.unknown()),
        });
        const result = z.object({ violations: z.array(violation), passes: z.array(violation) });
        const backgrounds = new Set<string>();
        for (const colorScheme of ['light', 'dark'] as const) {
          for (const viewport of [TELEVISION, PHONE]) {
            // Colours that are still on their way from one scheme to the other have no contrast worth measuring.
            await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
            await page.setViewportSize(viewport);
            backgrounds.add(
              await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
            );
            const { violations, passes } = result.parse(await page.evaluate('axe.run()'));
            expect(violations).toEqual([]);
            expect(passes.map(({ id }) => id)).toContain('color-contrast');
          }
        }
        expect(backgrounds.size).toBe(2);
      },
      MOST_MS,
    );

    it('is large on a television, where it does not scroll, and as narrow as a phone', async () => {
      const sizeOf = (selector: string): Promise<number> =>
        page
          .locator(selector)
          .first()
          .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
      await page.setViewportSize(TELEVISION);
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(1080);
      expect(await sizeOf('.counts dd')).toBeGreaterThanOrEqual(96);
      expect(await sizeOf('.agents li')).toBeGreaterThanOrEqual(24);
      await page.setViewportSize(PHONE);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });

    it('asks nobody but its own server for anything, and complains of nothing', () => {
      expect(complaints).toEqual({ foreign: [], failures: [], console: [] });
    });
  });

  it(
    'says that the connection is lost, and shows the floor again after a restart of the server',
    async () => {
      const settings = { PORT: String(await freePort()) };
      const first = await start(settings);
      const page = await open(first.url);
      await expect.poll(() => statesOn(page), SLOWLY).toEqual(statesOnFloor());

      await first.close();
      await expect
        .poll(() => link(page), SLOWLY)
        .toMatch(/^Connection lost at \d\d:\d\d:\d\d\. Trying again/);
      // What is shown is what was known then.
      const clock = await page.locator('.clock').textContent();
      expect(await statesOn(page)).toEqual(statesOnFloor());

      now += 10 * MINUTES;
      const second = await start(settings);
      onTestFinished(() => second.close());
      await expect.poll(() => link(page), SLOWLY).toBe('Live');
      await expect.poll(() => statesOn(page), SLOWLY).toMatchObject(statesOnFloor(now - 10 * MINUTES));
      expect(await page.locator('.clock').textContent()).not.toBe(clock);
    },
    MOST_MS,
  );

  it(
    'works below a path prefix, also with a slash at the end',
    async () => {
      const server = await start();
      onTestFinished(() => server.close());
      const proxy = await startPrefixProxy(server.url, '/crocodial');
      const page = await browser.newPage();
      onTestFinished(() => proxy.close());
      onTestFinished(() => page.close());
      await page.goto(`${proxy.url}/wallboard/`);
      await expect.poll(() => link(page), SLOWLY).toBe('Live');
    },
    MOST_MS,
  );

  it(
    'notices a connection that has fallen silent',
    async () => {
      const server = await start();
      onTestFinished(() => server.close());
      const proxy = await startFreezingProxy(server.url);
      const page = await browser.newPage();
      onTestFinished(() => page.close());
      await page.clock.install();
      await page.goto(`${proxy.url}/wallboard`);
      await expect.poll(() => statesOn(page), SLOWLY).toEqual(statesOnFloor());

      proxy.freeze();
      // The server sends something every 12 seconds.
      await page.clock.fastForward(31_000);
      await expect.poll(() => link(page), SLOWLY).toMatch(/^Connection lost/);
      proxy.thaw();
      await expect.poll(() => link(page), SLOWLY).toBe('Live');
    },
    MOST_MS,
  );

  it(
    'asks for an API key if the server wants one, and keeps it for the tab',
    async () => {
      const server = await start({ API_KEYS_FILE: testFile(keysText({ 'right-key': {} })).path });
      onTestFinished(() => server.close());
      const page = await open(server.url);
      const enter = async (key: string): Promise<void> => {
        await page.getByLabel('API key').fill(key);
        await page.getByRole('button').click();
      };
      const words = page.locator('label');
      await expect.poll(() => words.textContent(), SLOWLY).toMatch(/^This server needs an API key/);
      await enter('wrong-key');
      await expect
        .poll(() => words.textContent(), SLOWLY)
        .toMatch(/^The server does not accept this API key/);
      await enter('right-key');
      await expect.poll(() => statesOn(page), SLOWLY).toEqual(statesOnFloor());
      await page.reload();
      await expect.poll(() => link(page), SLOWLY).toBe('Live');

      // Another tab knows nothing of it.
      const other = await open(server.url);
      await expect.poll(() => link(other), SLOWLY).toBe('Not signed in');
    },
    MOST_MS,
  );

  it(
    'counts the agents itself for a key that sees some portfolios alone',
    async () => {
      const [portfolio] = simulator.centre.portfolios;
      const code = portfolio?.code ?? '';
      const mine = simulator.centre.agents.filter((agent) =>
        agent.portfolios.some((one) => one.code === code),
      );
      const expected = Object.entries(statesOnFloor()).filter(([name]) =>
        mine.some(({ username }) => username === name),
      );
      expect(expected.length).toBeGreaterThan(0);
      const keys = keysText({ some: { portfolios: [code] } });
      const server = await start({ API_KEYS_FILE: testFile(keys).path });
      onTestFinished(() => server.close());
      const page = await open(server.url);
      await page.getByLabel('API key').fill('some');
      await page.getByRole('button').click();
      await expect.poll(() => statesOn(page), SLOWLY).toEqual(Object.fromEntries(expected));
      await expect.poll(() => figure(page, 'Logged in'), SLOWLY).toBe(String(expected.length));
    },
    MOST_MS,
  );

  it(
    'shows a dash for what the key may not read, and says why in words',
    async () => {
      const keys = keysText({ narrow: { scopes: ['agents:read'] } });
      const server = await start({ API_KEYS_FILE: testFile(keys).path });
      onTestFinished(() => server.close());
      const page = await open(server.url);
      await page.getByLabel('API key').fill('narrow');
      await page.getByRole('button').click();
      await expect.poll(() => statesOn(page), SLOWLY).toEqual(statesOnFloor());
      await expect.poll(() => page.locator('.problems').textContent(), SLOWLY).toContain('calls:read');
      for (const label of ['Inbound today', 'Handled', 'Outbound today', 'Hopper leads']) {
        expect(await figure(page, label)).toBe('–');
      }
    },
    MOST_MS,
  );
});
