import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientOf, post, startApi, type Api } from '../../support/api.ts';
import { LEAD, startAdding } from '../../support/addingDialer.ts';
import { subscribe } from '../../support/eventStream.ts';
import { keysText, sha256, testFile } from '../../support/keysFile.ts';
import { refusal, success } from '../../support/otherDialer.ts';
import { startPortfolioDialer } from '../../support/portfolioWorld.ts';
import { hasPrometheus } from '../../deploy/runningPrometheus.ts';
import { scrape } from '../../support/scrape.ts';

const DASHBOARD = 'dashboard { agentsInCall }';

describe('operations', () => {
  test('are counted by name, kind and outcome, with the time they took', async () => {
    const api = await startApi();
    await api.query(`query Floor { ${DASHBOARD} }`);
    await api.query(`query Floor { ${DASHBOARD} }`);
    await api.query('query Wrong { nothing }');
    await api.query('{ __typename }');
    api.dialer.answer('goGetTotalAgentsCall', { status: 500, body: '' });
    await api.query('query Broken { portfolios { code } lead(leadId: "999") { status } }');
    const { sum } = await scrape(api.url);
    const of = (labels: Record<string, string>): number => sum('crocodial_operations_total', labels);
    expect(of({ operation: 'Floor', kind: 'query', outcome: 'answered' })).toBe(2);
    expect(of({ operation: 'anonymous', outcome: 'answered' })).toBe(1);
    // Its name is not learnt, because it did not run.
    expect(of({ operation: 'other', outcome: 'refused' })).toBe(1);
    expect(of({ operation: 'Wrong' })).toBe(0);
    expect(sum('crocodial_operation_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
    expect(sum('crocodial_operation_duration_seconds_count', { operation: 'Floor' })).toBe(2);
    expect(sum('crocodial_answer_bytes_total')).toBeGreaterThan(100);
  });

  test('have at most a hundred names, however many clients make up', async () => {
    const api = await startApi();
    for (let from = 0; from < 150; from += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => api.query(`query Name${from + index} { __typename }`)),
      );
    const { samples, sum } = await scrape(api.url);
    const names = new Set(
      [...samples.keys()].flatMap((name) => /operation="(Name\d+)"/.exec(name)?.[1] ?? []),
    );
    expect(names.size).toBe(100);
    expect(sum('crocodial_operations_total', { operation: 'other' })).toBe(50);
  });

  test('of trusted documents have their names always', async () => {
    const document = 'query Trusted { __typename }';
    const manifest = testFile(JSON.stringify({ [sha256(document)]: document }));
    const api = await startApi({ TRUSTED_DOCUMENTS: manifest.path });
    await api.query('query Other { __typename }');
    await api.query(document);
    const { sum } = await scrape(api.url);
    const of = (operation: string): number => sum('crocodial_operations_total', { operation });
    expect([of('Trusted'), of('Other')]).toEqual([1, 0]);
  });

  test('without a credential are counted apart', async () => {
    const keys = testFile(keysText({ 'a-very-long-key': {} }));
    const api = await startApi({ API_KEYS_FILE: keys.path });
    await api.query('query Floor { __typename }');
    const { sum } = await scrape(api.url);
    expect(sum('crocodial_operations_total', { outcome: 'unauthenticated' })).toBe(1);
    expect(sum('crocodial_operations_total', { operation: 'Floor' })).toBe(0);
    expect(sum('crocodial_operation_errors_total', { code: 'UNAUTHENTICATED' })).toBe(1);
  });
});

describe('calls to the dialer', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ DIALER_CONCURRENCY: '1' }, undefined, {}, () => undefined);
    return async () => {
      await api.close();
      await api.dialer.close();
    };
  });
  const count = async (name: string, labels: Record<string, string> = {}): Promise<number> =>
    (await scrape(api.url)).sum(`crocodial_${name}`, { upstream: 'dialer', ...labels });

  test('are counted by action, outcome and whether they were cached', async () => {
    const of = { action: 'getAllPortfolios', outcome: 'answered' };
    expect(await count('upstream_calls_total', of)).toBe(0);
    await api.query('{ portfolios { code } }');
    await api.query('{ portfolios { code } }');
    expect(await count('upstream_calls_total', { ...of, cached: 'false' })).toBe(1);
    expect(await count('upstream_calls_total', { ...of, cached: 'true' })).toBe(1);
    expect(await count('response_cache_lookups_total', { result: 'hit' })).toBe(1);
    expect(await count('response_cache_answers')).toBe(1);
    expect(await count('response_cache_bytes')).toBeGreaterThan(500);
    expect(await count('upstream_call_duration_seconds_count', { action: 'getAllPortfolios' })).toBe(1);
    expect(await count('upstream_received_bytes_total')).toBeGreaterThan(10);
  });

  test('that fail have the reason, and their retries are counted', async () => {
    api.dialer.answer('goGetCustomerInfo', { status: 502, body: '' });
    await api.query('{ lead(leadId: "1") { status } }');
    const of = { action: 'goGetCustomerInfo' };
    const failed = await count('upstream_failed_requests_total', { ...of, reason: 'http_5xx' });
    expect(failed).toBe(3);
    expect(await count('upstream_retries_total', of)).toBe(2);
    expect(await count('upstream_requests_total', of)).toBe(3);
    expect(await count('upstream_calls_total', { ...of, outcome: 'unavailable' })).toBe(1);

    api.dialer.raw('goGetCustomerInfo', (socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"result"');
    });
    await api.query('{ lead(leadId: "2") { status } }');
    expect(await count('upstream_failed_requests_total', { ...of, reason: 'broken_off' })).toBeGreaterThan(0);
    api.dialer.raw('goGetCustomerInfo', (socket) => socket.destroy());
    // The circuit breaker opens.
    for (const id of [3, 4, 5, 6]) await api.query(`{ lead(leadId: "${id}") { status } }`);
    expect(await count('upstream_failed_requests_total', { ...of, reason: 'connection' })).toBeGreaterThan(0);
    expect(await count('upstream_action_circuit_open', of)).toBe(1);
    expect(await count('upstream_calls_total', { ...of, outcome: 'short_circuit' })).toBeGreaterThan(0);
  });

  test('that wait and that are in flight are seen', async () => {
    const held = Promise.withResolvers<object>();
    api.dialer.answer('goGetAllCalltimes', () => held.promise);
    const queries = [api.query('{ callTimes { callTimeId } }'), api.query('{ campaigns { campaignId } }')];
    await expect.poll(() => count('upstream_queue_length')).toBe(1);
    expect(await count('upstream_calls_in_flight')).toBe(1);
    expect(await count('upstream_slots')).toBe(1);
    held.resolve(success([]));
    await Promise.all(queries);
    expect(await count('upstream_queue_length')).toBe(0);
  });

  test('whose answers are not as they should be are counted', async () => {
    const body =
      '<br />\n<b>Warning</b>: Undefined index in <b>/x.php</b> on line <b>3</b><br />\n{"result":"success","data":{"total_live_agents":3}}';
    api.dialer.answer('getAgentStatus', body);
    await api.query('{ dashboard { agentCounts { live } } }');
    const of = { action: 'getAgentStatus' };
    expect(await count('upstream_php_warnings_total', of)).toBe(1);
    expect(await count('upstream_gaps_total', { ...of, kind: 'cell' })).toBe(5);
    expect(await count('upstream_drifted_answers_total', of)).toBe(1);
  });

  test('show a refused login', async () => {
    expect(await count('upstream_login_refused')).toBe(0);
    api.dialer.answer('goGetTotalAgentsCall', refusal('Invalid Username/Password'));
    await api.query(`{ ${DASHBOARD} }`);
    expect(await count('upstream_login_refused', { account: 'reads' })).toBe(1);
    expect(await count('upstream_calls_total', { outcome: 'unauthorized' })).toBe(1);
  });
});

test('rows of other portfolios are counted', async () => {
  const dialer = await startPortfolioDialer({ obeysTenant: false });
  const keys = testFile(keysText({ 'a-very-long-key': { portfolios: ['NRD'] } }));
  const api = await startApi({ API_KEYS_FILE: keys.path, DIALER_TIMEZONE: 'America/Chicago' }, dialer);
  const client = clientOf(api.url, { 'x-api-key': 'a-very-long-key' });
  await client.query('{ outboundCalls(period: { from: "2026-05-11", to: "2026-05-12" }) { totalCount } }');
  const { sum } = await scrape(api.url);
  expect(sum('crocodial_foreign_rows_total', { action: 'outbound_cdr' })).toBeGreaterThan(0);
});

test('leads are counted by what became of them, and those of which nobody knows', async () => {
  const { api, dialer } = await startAdding();
  await api.add(LEAD);
  await api.add({ ...LEAD, phoneNumber: '1' });
  dialer.answer('add_lead', { status: 500, body: '' });
  await api.add({ ...LEAD, phoneNumber: '7275552222' });
  const { sum } = await scrape(api.url);
  const adds = (labels: Record<string, string>): number => sum('crocodial_lead_adds_total', labels);
  expect(adds({ outcome: 'added' })).toBe(1);
  expect(adds({ outcome: 'rejected', reason: 'INVALID_INPUT' })).toBe(1);
  expect(adds({ outcome: 'unknown' })).toBe(1);
  expect(sum('crocodial_leads_unresolved')).toBe(1);
  expect(sum('crocodial_lead_journal_state', { state: 'ok' })).toBe(1);
  expect(sum('crocodial_lead_journal_state')).toBe(1);
  expect(sum('crocodial_lead_journal_duration_seconds_count', { operation: 'begin' })).toBe(2);
  const listed = z.object({ unresolvedLeads: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  const { unresolvedLeads } = await api.read(listed, '{ unresolvedLeads { nodes { id } } }');
  const [lead] = unresolvedLeads.nodes;
  await api.data(`mutation { resolveLead(id: "${lead?.id}", resolution: NOT_ADDED) { resolved } }`);
  expect((await scrape(api.url)).sum('crocodial_leads_unresolved')).toBe(0);
});

test('subscriptions, groups and pollers are seen while they last', async () => {
  const api = await startApi({ LIVE_INTERVAL_MS: '500' });
  const streams = [
    await subscribe(api.url, 'subscription { agentCounts { live } }'),
    await subscribe(api.url, 'subscription { agentCounts { live } }'),
  ];
  for (const stream of streams) await stream.until(({ length }) => length > 0);
  const during = await scrape(api.url);
  expect(during.sum('crocodial_live_subscriptions')).toBe(2);
  expect(during.sum('crocodial_live_groups')).toBe(1);
  expect(during.sum('crocodial_live_pollers', { topic: 'agentCounts' })).toBe(1);
  expect(during.sum('crocodial_live_pollers')).toBe(1);
  expect(during.sum('crocodial_live_executions_total', { outcome: 'answered' })).toBeGreaterThan(0);
  for (const stream of streams) stream.close();
  await expect
    .poll(async () => (await scrape(api.url)).sum('crocodial_operations_total', { kind: 'subscription' }))
    .toBe(2);
  const after = await scrape(api.url);
  expect(after.sum('crocodial_live_pollers')).toBe(0);
  expect(after.sum('crocodial_live_subscriptions')).toBe(0);
  expect(after.sum('crocodial_live_events_total')).toBeGreaterThanOrEqual(2);
  // A subscription lasts for as long as its client likes.
  expect(after.sum('crocodial_operation_duration_seconds_count')).toBe(0);
});

describe('the text', () => {
  test('names no viewer, agent, number or lead', async () => {
    const keys = testFile(keysText({ 'a-very-long-key': { name: 'canary-viewer' } }));
    const api = await startApi({ API_KEYS_FILE: keys.path });
    const client = clientOf(api.url, { 'x-api-key': 'a-very-long-key' });
    await client.query(
      'query Canary { agent(username: "Maria.ORTIZ") { name } lead(leadId: "4711") { status } }',
    );
    await client.query(
      'mutation Add { addLead(input: { phoneNumber: "7275559876", source: "canary-source" }) { __typename } }',
    );
    await post(api.url, { query: 'query Canary { nothing(a: "canary-text") }' });
    // A value may have the digits of a number by chance.
    const text = (await scrape(api.url)).text.replaceAll(/ [\d.e+-]+$/gm, '');
    expect(text).toContain('operation="Canary"');
    expect(text).not.toMatch(/canary-|ortiz|4711|7275559876|a-very-long/i);
  });

  test('is what Prometheus reads', async () => {
    const api = await startApi();
    await api.query(`query Floor { ${DASHBOARD} }`);
    const response = await fetch(`${api.url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { names, samples } = await scrape(api.url);
    for (const name of [
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
    ])
      expect(names).toContain(name);
    expect(samples.size).toBeLessThan(1500);
  });

  test.skipIf(!hasPrometheus)('follows the conventions of Prometheus', async () => {
    const api = await startApi();
    await api.query(`query Floor { ${DASHBOARD} }`);
    const { text } = await scrape(api.url);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
  });
});
