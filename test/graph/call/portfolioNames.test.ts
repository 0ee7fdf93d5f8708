/** Inbound rows may have their portfolio's name in place of its code. */
import { expect, onTestFinished, test } from 'vitest';
import { SCOPES } from '../../../src/access/viewer.ts';
import { planned } from '../../support/dialerCost.ts';
import { gapsOf } from '../../support/gaps.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer, success } from '../../support/otherDialer.ts';
import { startViewedApi, viewer } from '../../support/viewers.ts';

const PORTFOLIOS = [
  { portfolio: 'ABC', portfolio_name: 'Alpha Business Corp' },
  { portfolio: 'XYZ', portfolio_name: 'Xylo' },
  // A name that two have, and one that is another's code.
  { portfolio: 'TW1', portfolio_name: 'Twins' },
  { portfolio: 'TW2', portfolio_name: 'Twins' },
  { portfolio: 'DEF', portfolio_name: 'XYZ' },
];
const row = (portfolio: string, second: number) => ({
  call_date: `2026-05-12 10:00:0${second}`,
  uniq1: `1.${second}`,
  src: `312555010${second}`,
  queue: `Q${second}`,
  portfolio,
});

const everyone = viewer(SCOPES);
const limited = (...codes: readonly string[]) => viewer(SCOPES, codes);

/** A server in front of a dialer whose inbound calls have these portfolios, whatever it is asked for. */
async function start(...portfolios: readonly string[]) {
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  dialer.answer('getAllPortfolios', success(PORTFOLIOS));
  dialer.answer('inbound_cdr', success({ rows: portfolios.map(row) }));
  const api = await startViewedApi({ url: dialer.url, user: DIALER_USER, pass: DIALER_PASS });
  return { api, dialer };
}

const CALLS = (filter = ''): string =>
  `{ inboundCalls(period: { from: "2026-05-12", to: "2026-05-12" }${filter}, orderBy: { direction: ASC }) { totalCount unreadableCount nodes { id queue portfolio { code } } } }`;
const by = (...codes: readonly string[]): string => `, filter: { portfolios: ${JSON.stringify(codes)} }`;
const seen = (...calls: readonly (readonly [queue: string, code: string])[]) => ({
  inboundCalls: {
    totalCount: calls.length,
    nodes: calls.map(([queue, code]) => ({ queue, portfolio: { code } })),
  },
});

test('a name is found by its code, whatever its case', async () => {
  const { api } = await start('Alpha Business Corp', 'abc', 'XYZ', ' alpha business CORP ');
  expect(await api.as(everyone).data(CALLS(by('ABC')))).toMatchObject(
    seen(['Q0', 'ABC'], ['Q1', 'abc'], ['Q3', 'ABC']),
  );
});

test('a name is found by its code beside a list of all calls, which brings them in one answer', async () => {
  const { api, dialer } = await start('Alpha Business Corp', 'ABC', 'Xylo', 'Nobody');
  const of = (alias: string, filter = ''): string =>
    CALLS(filter).replace('inboundCalls', `${alias}: inboundCalls`).slice(1, -1);
  const { all, abc, xyz } = await api
    .as(everyone)
    .data(`{ ${of('all')} ${of('abc', by('ABC'))} ${of('xyz', by('XYZ'))} }`);
  expect(dialer.counts()['inbound_cdr']).toBe(1);
  expect(all).toMatchObject({ totalCount: 4 });
  expect({ inboundCalls: abc }).toMatchObject(seen(['Q0', 'ABC'], ['Q1', 'ABC']));
  expect({ inboundCalls: xyz }).toMatchObject(seen(['Q2', 'XYZ']));
  // The same call has the same id, however its portfolio is written.
  const alone = await api.as(everyone).data(CALLS(by('ABC')));
  expect({ inboundCalls: abc }).toEqual(alone);
});

test('a viewer limited to a portfolio sees its calls by name, and never another’s', async () => {
  const { api } = await start('Alpha Business Corp', 'Xylo', 'ABC', 'Twins', 'Nobody');
  const answer = await api.as(limited('ABC')).query(CALLS());
  expect(answer.errors).toEqual([]);
  expect(answer.data).toMatchObject(seen(['Q0', 'ABC'], ['Q2', 'ABC']));
  expect(answer.text).not.toMatch(/Xylo|Twins|Nobody|"Q[134]"/);
  expect((await api.as(limited('XYZ')).query(CALLS())).data).toMatchObject(seen(['Q1', 'XYZ']));
});

test('a name that two portfolios share, or that is another’s code, is nobody’s', async () => {
  const { api } = await start('Twins', 'XYZ');
  for (const code of ['TW1', 'TW2', 'DEF']) {
    expect(await api.as(everyone).data(CALLS(by(code)))).toMatchObject({ inboundCalls: { totalCount: 0 } });
    expect(await api.as(limited(code)).data(CALLS())).toMatchObject({ inboundCalls: { totalCount: 0 } });
  }
  expect(await api.as(everyone).data(CALLS(by('XYZ')))).toMatchObject(seen(['Q1', 'XYZ']));
});

test('the portfolios are asked for only if a row needs it, and are in the plan', async () => {
  const { api, dialer } = await start('ABC', 'abc');
  await api.as(everyone).data(CALLS(by('ABC')));
  expect(dialer.counts()).toEqual({ inbound_cdr: 1 });
  dialer.clear();
  dialer.answer('inbound_cdr', success({ rows: [row('Alpha Business Corp', 0)] }));
  await api.as(everyone).data(CALLS(by('ABC', 'DEF')));
  expect(dialer.counts()).toEqual({ inbound_cdr: 1, getAllPortfolios: 1 });
});

test('the plan of a filter by portfolio counts the call for their names', async () => {
  const { api } = await start('ABC');
  const headers = api.headersOf(everyone);
  const asEveryone = (document: string) => planned(api, document, undefined, headers);
  expect(await asEveryone(CALLS(by('ABC')))).toEqual({ inbound_cdr: 1, getAllPortfolios: 1 });
});

test('an answer of which no row is of a portfolio that was named is a gap', async () => {
  const { api } = await start('Nobody', 'Nothing');
  const answer = await api.as(everyone).query(CALLS(by('ABC')));
  expect(answer.data).toMatchObject({ inboundCalls: { totalCount: 0 } });
  expect(gapsOf(answer)).toContainEqual({ action: 'inbound_cdr', member: 'portfolio', cells: 0, rows: 2 });
  const limitedGaps = gapsOf(await api.as(limited('ABC')).query(CALLS()));
  expect(limitedGaps).toContainEqual({ action: 'inbound_cdr', member: 'portfolio', cells: 0, rows: 1 });
});

test('a limited viewer does not learn how many rows of others could not be read', async () => {
  const { api, dialer } = await start();
  const lost = (portfolio: string) => ({ ...row(portfolio, 0), call_date: 'N/A' });
  const odd = { ...row('XYZ', 2), queue: { odd: true } };
  const rows = [row('ABC', 1), odd, odd, lost('Alpha Business Corp'), lost('XYZ'), lost('XYZ')];
  dialer.answer('inbound_cdr', success({ rows }));
  const answer = await api.as(limited('ABC')).query(CALLS());
  expect(answer.data).toMatchObject({ inboundCalls: { totalCount: 1, unreadableCount: 1 } });
  expect(gapsOf(answer).filter(({ cells, rows: lacking }) => cells > 1 || lacking > 1)).toEqual([]);
  const all = await api.as(everyone).query(CALLS());
  expect(all.data).toMatchObject({ inboundCalls: { totalCount: 3, unreadableCount: 3 } });
});

const ids = (text: string): readonly string[] =>
  [...text.matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id);

test('a call has the same id with and without the filter', async () => {
  const { api } = await start('Alpha Business Corp', 'Alpha Business Corp', 'ABC');
  const plain = await api.as(everyone).query(CALLS());
  expect(new Set(ids(plain.text)).size).toBe(3);
  expect(ids((await api.as(everyone).query(CALLS(by('ABC')))).text)).toEqual(ids(plain.text));
  expect(ids((await api.as(limited('ABC')).query(CALLS())).text)).toEqual(ids(plain.text));
});
