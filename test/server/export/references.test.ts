/** Objects that are reached from each row, such as its agent: they take no time of the event loop for each row. */
import { createHook } from 'node:async_hooks';
import { GraphQLString } from 'graphql';
import { expect, test, vi } from 'vitest';
import { AGENTS, CAMPAIGNS, DAY, PORTFOLIOS, plainCall, startCallApi } from '../../support/callDay.ts';
import { exportFrom, rowsOf } from './exporting.ts';

const ROWS = 2000;

const calls = Array.from({ length: ROWS }, (_, index) =>
  plainCall('outbound', {
    at: `${DAY} 12:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`,
    agent: AGENTS[index % AGENTS.length] ?? null,
    campaign: CAMPAIGNS[index % 2]?.name ?? null,
    portfolio: PORTFOLIOS[index % PORTFOLIOS.length] ?? null,
  }),
);

const REFERENCES =
  'agent { name active permissions { inbound } } campaign { name dialMethod } portfolio { name }';

/** The promises that are made while work is done. */
async function promisesDuring(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({ init: (_, type) => void (count += Number(type === 'PROMISE')) }).enable();
  await work();
  hook.disable();
  return count;
}

test('objects whose lists are at hand take neither promises nor errors, and are the same as in a query', async () => {
  const api = await startCallApi(calls);
  const exported = async (selection: string) => {
    const query = `{ outboundCalls { nodes { startedAt ${selection} } } }`;
    const { text, isWhole } = await exportFrom(api.url, { accept: 'application/x-ndjson', query });
    expect(isWhole).toBe(true);
    return rowsOf(text);
  };
  await exported(REFERENCES);
  const plain = await promisesDuring(() => exported(''));
  const serialize = vi.spyOn(GraphQLString, 'serialize');
  const withReferences = await promisesDuring(() => exported(REFERENCES));
  expect(serialize).toHaveBeenCalled();
  expect(serialize.mock.results.filter(({ type }) => type === 'throw')).toEqual([]);
  serialize.mockRestore();
  // The objects of the first hundred rows wait for their lists.
  expect(withReferences - plain).toBeLessThan(4 * ROWS);

  const answer = await api.query(`{ outboundCalls(first: 1000) { nodes { startedAt ${REFERENCES} } } }`);
  expect((await exported(REFERENCES)).slice(0, 1000)).toEqual(Object(answer.data).outboundCalls.nodes);
  expect(new Set(Object.values(api.dialer.counts()))).toEqual(new Set([1]));
});
