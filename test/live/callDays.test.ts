import { describe, expect, test } from 'vitest';
import { DAY, plainCall, type Kind, type PlainCall } from '../support/callDay.ts';
import { subscribe } from '../support/eventStream.ts';
import { success } from '../support/otherDialer.ts';
import { callWorld, heard, queried, told } from './callWorld.ts';

const NEXT_DAY = '2026-05-13';

const outbound = (contact: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('outbound', { contact, at: `${DAY} 13:00:00`, ...own });
const inbound = (contact: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('inbound', { contact, at: `${DAY} 13:00:00`, uniqueId: `${contact}.1`, ...own });

/** Calls with other dispositions are alike. */
const twin = (disposition: string): PlainCall => outbound('1', { disposition });

/** The id of a call that began at that time. */
const seconds = (time: string): string => `${Date.parse(time) / 1000}.7`;

/** The first rows of the outbound list, which says how many there are. */
const cut =
  (most: number) =>
  (answer: object, kind: Kind): object => {
    if (kind === 'inbound' || !('data' in answer)) return answer;
    const { data } = answer;
    if (typeof data !== 'object' || data === null || !('rows' in data) || !Array.isArray(data.rows))
      return answer;
    return success({ ...data, rows: data.rows.slice(0, most), total: data.rows.length });
  };

describe('midnight', () => {
  test('calls of both days are told once, those of yesterday for an hour', async () => {
    const world = await callWorld([outbound('1')]);
    world.at = `${DAY} 23:59:00`;
    const stream = await world.listen();
    const yesterdays = (): number =>
      world.dialer.requests.filter(({ fields }) => new Map(fields).get('fromDate') === DAY).length;
    world.at = `${NEXT_DAY} 00:00:30`;
    // The midnight itself is in the lists of both days.
    const late = [outbound('2', { at: `${DAY} 23:59:59` }), outbound('3', { at: `${NEXT_DAY} 00:00:00` })];
    world.calls = [...world.calls, ...late];
    await stream.until((events) => events.length === 2);
    world.at = `${NEXT_DAY} 00:59:00`;
    world.calls = [
      ...world.calls,
      inbound('4', { at: `${DAY} 23:10:00` }),
      inbound('5', { at: `${NEXT_DAY} 00:58:00` }),
    ];
    await stream.until((events) => events.length === 4);
    await world.polled(2);
    expect(told(stream).toSorted()).toEqual(['2 null', '3 null', '4 null', '5 null']);
    expect([...(await queried(world)), ...(await queried(world, NEXT_DAY))]).toEqual(
      expect.arrayContaining(heard(stream.events)),
    );

    world.at = `${NEXT_DAY} 01:00:00`;
    await world.polled(1);
    const asked = yesterdays();
    world.calls = [
      ...world.calls,
      outbound('6', { at: `${DAY} 22:00:00` }),
      outbound('7', { at: `${NEXT_DAY} 00:59:59` }),
    ];
    await stream.until((events) => events.length === 5);
    await world.polled(2);
    expect(told(stream)[4]).toBe('7 null');
    expect(yesterdays()).toBe(asked);
  });

  test('an outage around it loses nothing', async () => {
    const world = await callWorld([outbound('1')]);
    world.at = `${DAY} 23:50:00`;
    const stream = await world.listen();
    world.tamper = () => ({ status: 500, body: '' });
    world.calls = [
      ...world.calls,
      outbound('2', { at: `${DAY} 23:55:00` }),
      inbound('3', { at: `${NEXT_DAY} 00:30:00` }),
    ];
    world.at = `${NEXT_DAY} 02:00:00`;
    await world.polled();
    world.tamper = (answer) => answer;
    await stream.until((events) => events.length === 2);
    expect(told(stream).toSorted()).toEqual(['2 null', '3 null']);
  });

  test('who comes within an hour after it hears of late calls of yesterday too, not of those of before', async () => {
    const world = await callWorld([outbound('1'), outbound('2', { at: `${NEXT_DAY} 00:01:00` })]);
    world.at = `${NEXT_DAY} 00:20:00`;
    const stream = await world.listen();
    world.calls = [...world.calls, outbound('3', { at: `${DAY} 23:50:00` })];
    await stream.until((events) => events.length === 1);
    await world.polled();
    expect(told(stream)).toEqual(['3 null']);
  });
});

test('in the hour that occurs twice, calls of both hours are told, each with its own time', async () => {
  const day = '2026-11-01';
  const at = `${day} 01:30:00`;
  const world = await callWorld();
  world.at = `${day} 00:59:00`;
  const stream = await world.listen();
  const [summer, winter] = ['2026-11-01T01:30:00-05:00', '2026-11-01T01:30:00-06:00'] as const;
  const first = [inbound('1', { at, uniqueId: seconds(summer) }), outbound('2', { at })];
  world.calls = first;
  await stream.until((events) => events.length === 2);
  // The same local time again, an hour later. An outbound call has no id that would tell the two apart.
  world.calls = [...first, inbound('1', { at, uniqueId: seconds(winter) }), outbound('2', { at })];
  await stream.until((events) => events.length === 4);
  await world.polled();
  const calls = heard(stream.events);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(4);
  expect(
    calls.filter(({ contactNumber }) => contactNumber === '1').map(({ startedAt }) => startedAt),
  ).toEqual([summer, winter]);
  expect(await queried(world, day)).toEqual(expect.arrayContaining(calls));
});

describe('a poll that fails', () => {
  test.each([
    ['an HTTP error', { status: 500, body: '' }],
    ['a refusal', { result: 'error', message: 'No.' }],
    ['a page', '<html>Busy</html>'],
  ])('loses and doubles nothing: %s', async (_, answer) => {
    const world = await callWorld([outbound('1')]);
    const stream = await world.listen();
    for (const kind of ['outbound', 'inbound'] as const) {
      let failures = 3;
      world.tamper = (whole, asked) => (asked === kind && failures-- > 0 ? answer : whole);
      const { length } = stream.events;
      world.calls = [...world.calls, outbound(`${kind} out`), inbound(`${kind} in`)];
      await stream.until((events) => events.length === length + 2);
    }
    await world.polled();
    expect(told(stream).toSorted()).toEqual(
      ['inbound in', 'inbound out', 'outbound in', 'outbound out'].map((contact) => `${contact} null`),
    );
  });

  test('in one direction does not keep back the other', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.tamper = (whole, kind) => (kind === 'outbound' ? { status: 500, body: '' } : whole);
    world.calls = [outbound('1'), inbound('2')];
    await stream.until((events) => events.length === 1);
    expect(told(stream)).toEqual(['2 null']);
  });

  test('first of all: what is there at the first good one is not told', async () => {
    const world = await callWorld([outbound('1'), inbound('2')]);
    world.tamper = () => ({ status: 500, body: '' });
    const stream = await world.listen();
    world.tamper = (whole) => whole;
    await world.polled(2);
    world.calls = [...world.calls, inbound('3')];
    await stream.until((events) => events.length === 1);
    expect(told(stream)).toEqual(['3 null']);
  });

  test('by a list of portfolios that does not come: who needs it misses no call, and others do not wait', async () => {
    const world = await callWorld();
    world.dialer.answer('getAllPortfolios', { status: 500, body: '' });
    const all = await world.listen();
    const stream = await world.listen('(filter: { portfolios: ["NRD"] })');
    world.calls = [inbound('1', { portfolio: 'Northern Debts' }), outbound('2', { portfolio: 'NRD' })];
    await all.until((events) => events.length === 2);
    await stream.until((events) => events.length === 1);
    world.dialer.answer(
      'getAllPortfolios',
      success([{ portfolio: 'NRD', portfolio_name: 'Northern Debts' }]),
    );
    await stream.until((events) => events.length === 2);
    world.calls = [...world.calls, inbound('3', { portfolio: 'Northern Debts' })];
    await stream.until((events) => events.length === 3);
    await all.until((events) => events.length === 3);
    expect(told(stream)).toEqual(['2 null', '1 null', '3 null']);
    expect(heard(stream.events).map((call) => call['portfolio'])).toEqual(
      [1, 2, 3].map(() => ({ code: 'NRD' })),
    );
  });

  test('by such a list: who comes after the one who waited hears of no call of before', async () => {
    const world = await callWorld();
    world.dialer.answer('getAllPortfolios', { status: 500, body: '' });
    const all = await world.listen();
    const first = await world.listen('(filter: { portfolios: ["NRD"] })');
    world.calls = [inbound('1', { portfolio: 'Northern Debts' })];
    await all.until((events) => events.length === 1);
    first.close();
    await world.polled(2);
    const second = await world.listen('(filter: { portfolios: ["NRD", "SUR"] })');
    world.dialer.answer(
      'getAllPortfolios',
      success([{ portfolio: 'NRD', portfolio_name: 'Northern Debts' }]),
    );
    world.calls = [...world.calls, inbound('2', { portfolio: 'Northern Debts' })];
    await second.until((events) => events.length > 0);
    expect(told(second)).toEqual(['2 null']);
  });
});

describe('a list that is cut short', () => {
  test('loses and doubles nothing', async () => {
    const calls = ['1', '2', '3', '4'].map((contact) => outbound(contact));
    const world = await callWorld(calls);
    const stream = await world.listen();
    world.tamper = cut(2);
    world.calls = [...calls, outbound('5')].toReversed();
    await stream.until((events) => events.length === 1);
    world.calls = [...world.calls, outbound('6')];
    await world.polled(2);
    world.tamper = (answer) => answer;
    await stream.until((events) => events.length === 2);
    await world.polled();
    expect(told(stream)).toEqual(['5 null', '6 null']);
  });

  test('does not take a twin for a changed call, as long as it lasts for some polls', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.calls = [twin('A')];
    await stream.until((events) => events.length === 1);
    world.tamper = cut(1);
    world.calls = [twin('B'), twin('A')];
    await world.polled(2);
    world.tamper = (answer) => answer;
    await stream.until((events) => events.length === 2);
    await world.polled();
    expect(told(stream)).toEqual(['1 A', '1 B']);
    expect(await queried(world)).toEqual(expect.arrayContaining(heard(stream.events)));
  });

  test('first of all: calls of before that come to light are not told', async () => {
    const calls = ['1', '2', '3', '4'].map((contact) => outbound(contact));
    const world = await callWorld(calls);
    world.tamper = cut(2);
    const stream = await world.listen();
    world.tamper = (answer) => answer;
    world.calls = [...calls, outbound('5', { at: `${DAY} 14:00:10` })];
    await stream.until((events) => events.length === 1);
    await world.polled();
    expect(told(stream)).toEqual(['5 null']);
  });

  test('always: changes and new calls are told all the same', async () => {
    const calls = ['1', '2', '3', '4'].map((contact) => outbound(contact));
    const world = await callWorld(calls);
    world.tamper = cut(3);
    const stream = await world.listen();
    await world.polled(6);
    world.calls = [outbound('1', { disposition: 'SALE' }), ...calls.slice(1)];
    await stream.until((events) => events.length === 1);
    world.calls = [outbound('5', { at: `${DAY} 14:00:10` }), ...world.calls];
    await stream.until((events) => events.length === 2);
    expect(told(stream)).toEqual(['1 SALE', '5 null']);
  });
});

test('a row without a readable time is told when it can be read, but not if it was there before', async () => {
  const unreadable = (contact: string): PlainCall => outbound(contact, { at: `${DAY} 1x:00:00` });
  const world = await callWorld([outbound('1'), unreadable('2')]);
  // Rows whose time cannot be compared are given all the same.
  world.tamper = (answer, kind) =>
    kind === 'inbound'
      ? answer
      : success({
          rows: world.calls.map(({ at, contact }) => ({ call_date: at, dst: contact })),
          summary_rows: [],
        });
  const stream = await world.listen();
  world.calls = [outbound('1'), unreadable('2'), unreadable('3'), outbound('4')];
  await stream.until((events) => events.length === 1);
  world.calls = [outbound('1'), outbound('2'), outbound('3', { at: `${DAY} 14:00:01` }), outbound('4')];
  await stream.until((events) => events.length === 2);
  await world.polled();
  expect(told(stream)).toEqual(['4 null', '3 null']);
});

test('a burst of calls reaches every reader, without an overflow', async () => {
  const world = await callWorld([outbound('0')]);
  // Their ids alone: a busy reader must not be a second behind.
  const streams = await Promise.all(
    ['', '(filter: { callTypes: [DIALER] })'].map((filter) =>
      subscribe(world.api.url, `subscription { callCompleted${filter} { id } }`),
    ),
  );
  await world.polled();
  // More than may wait for a reader.
  const many = Array.from({ length: 1100 }, (_, index) => outbound(String(index), { at: `${DAY} 13:00:01` }));
  world.calls = [...world.calls, ...many];
  for (const stream of streams) {
    await stream.until((events) => events.length >= many.length);
    expect(new Set(stream.events.map(({ data }) => JSON.stringify(data))).size).toBe(many.length);
  }
});

test('a slow dialer is asked less often: a tenth of the time', async () => {
  const world = await callWorld([], { callsShare: undefined });
  const spans: { from: number; to: number }[] = [];
  world.tamper = async (answer, kind) => {
    const from = performance.now();
    await new Promise((resolve) => void setTimeout(resolve, kind === 'outbound' ? 40 : 20));
    spans.push({ from, to: performance.now() });
    return answer;
  };
  await world.listen();
  await world.polled(2);
  const polls = spans.slice(0, Math.floor(spans.length / 2) * 2);
  for (let index = 2; index < polls.length; index += 2) {
    const [outboundPoll, inboundPoll, next] = [polls[index - 2], polls[index - 1], polls[index]];
    if (!outboundPoll || !inboundPoll || !next) throw new Error('There is no such poll.');
    // One list after the other; then nine times as long nothing.
    expect(inboundPoll.from).toBeGreaterThanOrEqual(outboundPoll.to);
    expect(next.from - inboundPoll.to).toBeGreaterThanOrEqual((inboundPoll.to - outboundPoll.from) * 8.9);
  }
});
