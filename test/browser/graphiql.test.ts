import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { CHROMIUM, complaintsOf, launch, type Complaints } from './chromium.ts';

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
    await page.goto(`${server.url}/graphql`, { waitUntil: 'networkidle' });
    await page.waitForSelector('.graphiql-execute-button');
    // The first start of a browser on a machine is slow.
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await server.close();
    await simulator.close();
  });

  it('opens with one tab for each worked operation', async () => {
    const tabs = await page.locator('.graphiql-tab').allTextContents();
    expect(tabs.join(' ')).toContain('AbandonedByHour');
    expect(tabs.join(' ')).toContain('FloorNow');
    expect(tabs.length).toBeGreaterThanOrEqual(8);
  });

  it('runs a worked operation without changes', async () => {
    await page.locator('.graphiql-tab-button', { hasText: 'DispositionsByCampaign' }).click({ delay: 100 });
    // GraphiQL needs a moment to parse a new tab's operation. Before, the button does nothing, so it is pressed again.
    await expect
      .poll(
        async () => {
          await page.locator('.graphiql-execute-button').click();
          await page.waitForTimeout(500);
          return page.locator('.graphiql-response').textContent();
        },
        { timeout: 15_000 },
      )
      .toContain('"outboundCalls"');
    const response = await page.locator('.graphiql-response').textContent();
    expect(response).not.toContain('errors');
    expect(simulator.counts()['outbound_cdr']).toBeGreaterThanOrEqual(1);
  });

  it('shows the cost of an operation, in the first tabs and in new ones', async () => {
    // The cost is at the end of the answer, and the page only contains the visible lines.
    const endOfResponse = async (): Promise<string> => {
      await page.locator('.graphiql-response').click();
      await page.keyboard.press('Control+End');
      await page.waitForTimeout(200);
      return (await page.locator('.graphiql-response').textContent()) ?? '';
    };
    const cost = /"extensions".*"dialer".*"plan".*"total":\s1\b.*"calls".*"milliseconds"/;
    await expect.poll(endOfResponse).toMatch(cost);

    await page.locator('.graphiql-tab-add').click({ delay: 100 });
    await page.locator('.graphiql-query-editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('{ dashboard { agentsInCall } }');
    await expect
      .poll(
        async () => {
          await page.locator('.graphiql-execute-button').click();
          await page.waitForTimeout(500);
          return endOfResponse();
        },
        { timeout: 10_000 },
      )
      .toMatch(/"agentsInCall".*"goGetTotalAgentsCall":\s1\b.*"milliseconds"/);
  });

  it('runs a subscription, until it is stopped', async () => {
    const tab = page.locator('.graphiql-tab-button', { hasText: 'AgentCountsLive' });
    await tab.click({ delay: 100 });
    const execute = page.locator('.graphiql-execute-button');
    await expect
      .poll(
        async () => {
          await execute.click();
          await page.waitForTimeout(500);
          return page.locator('.graphiql-response').textContent();
        },
        { timeout: 15_000 },
      )
      .toContain('"agentCounts"');
    const before = simulator.counts()['getAgentStatus'] ?? 0;
    await expect
      .poll(() => simulator.counts()['getAgentStatus'], { timeout: 10_000 })
      .toBeGreaterThan(before);
    // The button stops it now.
    await expect.poll(() => execute.getAttribute('aria-label')).toMatch(/Stop/);
    await execute.click();
    await expect.poll(() => execute.getAttribute('aria-label')).toMatch(/Execute/);
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
    const policy = (await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })).headers;
    const rules = new Map(
      (policy.get('content-security-policy') ?? '').split('; ').map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources] as const;
      }),
    );
    expect(rules.get('default-src')).toEqual(["'none'"]);
    expect(rules.get('script-src')).toEqual([expect.stringMatching(/^'sha256-[\w+/]{43}='$/)]);
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
