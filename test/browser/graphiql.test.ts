import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { workedOperations } from '../../src/server/graphiql/operations.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { CHROMIUM, complaintsOf, launch, type Complaints } from './chromium.ts';

/** A slow machine needs more than a second for an answer on the screen. */
const SOON = { timeout: 20_000 };

describe.runIf(CHROMIUM)('GraphiQL in a browser without internet', () => {
  let simulator: Simulator;
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    simulator = await startSimulator();
    server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'silent' }), {
      baseUrl: new URL(simulator.url),
      user: simulator.user,
      pass: simulator.pass,
    });
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    complaints = complaintsOf(page, server.url);
    await page.goto(`${server.url}/graphql`);
    await page.waitForSelector('.graphiql-execute-button');
    // The first start of a browser on a machine is slow.
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await server.close();
    await simulator.close();
  });

  // Before, each worked operation had a tab, in the order of their names.
  it('opens with the floor, and has the worked operations in a menu', async () => {
    expect(await page.locator('.graphiql-tab').allTextContents()).toEqual(['FloorNow']);
    const entries = await page.locator('#operations-menu li').allTextContents();
    expect(entries.length).toBe(workedOperations().length);
    expect(entries[0]).toContain('Floor now');
  });

  const open = async (title: string): Promise<void> => {
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.locator('#operations-menu').getByText(title, { exact: true }).click();
  };
  const execute = () => page.locator('.graphiql-execute-button');
  const response = (): Promise<string | null> => page.locator('.graphiql-response').textContent();
  const cost = (): Promise<string | null> => page.locator('.cost').textContent();

  it('runs a worked operation without changes, and says what it cost', async () => {
    await open('Dispositions by campaign');
    await execute().click();
    await expect.poll(response, SOON).toContain('"outboundCalls"');
    expect(await response()).not.toContain('errors');
    expect(simulator.counts()['outbound_cdr']).toBeGreaterThanOrEqual(1);
    await expect.poll(cost).toMatch(/^Dialer calls: 1 planned, 1 made, 0 remembered · [\d,]+ ms$/);
    await execute().click();
    await expect.poll(cost).toMatch(/1 planned, 0 made, 1 remembered/);
  });

  it('runs a subscription, until it is stopped', async () => {
    await open('Agent counts live');
    await execute().click();
    await expect.poll(response, SOON).toContain('"agentCounts"');
    const before = simulator.counts()['getAgentStatus'] ?? 0;
    await expect.poll(() => simulator.counts()['getAgentStatus'], SOON).toBeGreaterThan(before);
    // The button stops it now.
    await expect.poll(() => execute().getAttribute('aria-label')).toMatch(/Stop/);
    await execute().click();
    await expect.poll(() => execute().getAttribute('aria-label')).toMatch(/Execute/);
  });

  it('lets a page of this server subscribe with EventSource', async () => {
    const heard = await page.evaluate(async () => {
      const query = encodeURIComponent('subscription { agentCounts { live } }');
      const source = new EventSource(`/graphql?query=${query}`);
      const data = await new Promise<string>((resolve, reject) => {
        source.addEventListener('next', (event) => resolve(String(event.data)));
        source.addEventListener('error', () => reject(new Error('The events ended.')));
      });
      source.close();
      return data;
    });
    expect(JSON.parse(heard)).toEqual({ data: { agentCounts: { live: expect.any(Number) } } });
  });

  it('shows the documentation, in light and dark mode', async () => {
    await page.locator('button[aria-label="Show Documentation Explorer"]').click();
    await expect.poll(() => page.locator('.graphiql-plugin').textContent()).toContain('Root Types');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.locator('.graphiql-doc-explorer-content').isVisible()).toBe(true);
    }
  });

  it('sends requests only to this server, also for the favicon', () => {
    expect(complaints.foreign).toEqual([]);
    expect(complaints.failures).toEqual([]);
  });

  it('has a content security policy, and does not violate it', async () => {
    const served = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    // A closing server waits for the reader of a page that is half read.
    await served.text();
    const policy = served.headers;
    const rules = new Map(
      (policy.get('content-security-policy') ?? '').split('; ').map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources] as const;
      }),
    );
    expect(rules.get('default-src')).toEqual(["'none'"]);
    // Its scripts are files now. None is inline.
    expect(rules.get('script-src')).toEqual(["'self'"]);
    expect(rules.get('connect-src')).toEqual(["'self'"]);
    expect(policy.get('referrer-policy')).toBe('no-referrer');
    expect(complaints.console).toEqual([]);

    // An injected script does not run, and cannot send requests to other hosts.
    const injected = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "injected"';
      document.body.append(script);
      const isSent = await fetch('http://127.0.0.1:9/', { mode: 'no-cors' }).then(
        () => true,
        (error: unknown) => String(error),
      );
      return { title: document.title, isSent };
    });
    expect(injected.title).not.toBe('injected');
    expect(complaints.console.join('\n')).toMatch(/script-src/);
    expect(complaints.console.join('\n')).toMatch(/connect-src/);
  });
});
