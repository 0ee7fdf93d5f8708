/** The conditions on one value of a call: what they find, what they cost, and the lists that have no such value. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { summary, type Api } from '../../support/api.ts';
import {
  callApiTo,
  DAY,
  plainCall,
  startCallApi,
  startCallDialer,
  type PlainCall,
} from '../../support/callDay.ts';
import { planned } from '../../support/dialerCost.ts';

const CALLS: readonly PlainCall[] = [
  plainCall('outbound', {
    carrier: 'Answer',
    agent: 'Agent.01',
    list: '20260512001122',
    code: 'LN-1',
    disposition: 'o1',
  }),
  plainCall('outbound', { carrier: 'Busy', agent: 'VDAD', queueSeconds: 5, code: 'LN-2', disposition: 'o2' }),
  plainCall('outbound', { agent: ' vdcl', queueSeconds: 60, disposition: 'o3' }),
  plainCall('inbound', {
    queue: 'SALES_Q',
    carrier: 'SIP/EXAMPLE1-0000a0f1',
    agent: 'agent.02',
    queueSeconds: 20,
    seconds: 120,
    code: 'ln-1',
    list: '20260512001122',
    disposition: 'i1',
  }),
  plainCall('inbound', {
    queue: 'OTHER',
    carrier: 'SIP/other-1',
    seconds: 0,
    queueSeconds: 21,
    disposition: 'i2',
  }),
  plainCall('agent', { agent: 'Agent.03', seconds: 121, code: 'LN-1', disposition: 'a1' }),
];

/** A condition, the calls of `calls` that meet it, the calls to the dialer, and the lists that refuse it. */
const CONDITIONS = [
  ['carrierDispositions: ["answer", "x"]', ['o1'], ['outbound'], ['inbound', 'agent']],
  ['listIds: ["20260512001122"]', ['o1'], ['outbound'], ['inbound', 'agent']],
  ['queues: ["sales_q"]', ['i1'], ['inbound'], ['outbound', 'agent']],
  ['trunks: ["sip/example1"]', ['i1'], ['inbound'], ['outbound', 'agent']],
  ['trunks: ["SIP/other-1", "SIP/other"]', [], ['inbound'], ['outbound', 'agent']],
  ['vendorLeadCodes: ["LN-1"]', ['i1', 'o1'], ['outbound', 'inbound'], ['agent']],
  ['handled: true', ['i1', 'o1'], ['outbound', 'inbound'], []],
  ['handled: false', ['i2', 'o2', 'o3'], ['outbound', 'inbound'], []],
  ['queueSeconds: { from: 5, to: 20 }', ['i1', 'o2'], ['outbound', 'inbound'], ['agent']],
  ['queueSeconds: { from: 21 }', ['i2', 'o3'], ['outbound', 'inbound'], ['agent']],
  ['queueSeconds: { to: 5 }', ['o2'], ['outbound', 'inbound'], ['agent']],
  ['queueSeconds: {}', ['i1', 'i2', 'o1', 'o2', 'o3'], ['outbound', 'inbound'], ['agent']],
  ['durationSeconds: { to: 120 }', ['i1', 'i2'], ['inbound'], ['outbound']],
  ['durationSeconds: { from: 1, to: 1 }', [], ['inbound'], ['outbound']],
  ['queues: ["SALES_Q"], carrierDispositions: ["Answer"]', [], [], ['outbound', 'inbound', 'agent']],
  ['queues: []', [], [], ['outbound', 'agent']],
  ['queues: null, trunks: null, handled: null', ['i1', 'i2', 'o1', 'o2', 'o3'], ['outbound', 'inbound'], []],
  ['durationSeconds: { from: 0 }, callTypes: [DIALER]', [], [], ['outbound']],
] as const;

const PERIOD = `period: { from: "${DAY}", to: "${DAY}" }`;

const dispositionsIn = (answer: object): string[] =>
  [...JSON.stringify(answer).matchAll(/"disposition":"(\w+)"/g)].map(([, word]) => word ?? '').toSorted();

test.each(CONDITIONS)(
  '%s finds %j among all calls, and calls the dialer for %j',
  async (filter, found, kinds) => {
    const api = await startCallApi(CALLS);
    const query = `{ calls(${PERIOD}, filter: { ${filter} }) { totalCount nodes { disposition } } }`;
    const expected = Object.fromEntries(kinds.map((kind) => [`${kind}_cdr`, 1]));
    expect(await planned(api, query)).toEqual(expected);
    expect(dispositionsIn(await api.data(query))).toEqual(found);
    expect(api.dialer.counts()).toEqual(expected);
  },
);

describe('on a list of one kind of calls', () => {
  const closers: (() => Promise<void>)[] = [];
  let shared: Api | undefined;
  const api = (): Api => {
    if (!shared) throw new Error('The server has not started.');
    return shared;
  };
  beforeAll(async () => {
    shared = await callApiTo(
      await startCallDialer(CALLS, (close) => void closers.push(close)),
      {},
      (close) => void closers.push(close),
    );
  });
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()));
  });

  test.each(CONDITIONS)(
    '%s finds its calls, or is refused if they have no such value',
    async (filter, found, _, refused) => {
      for (const kind of ['outbound', 'inbound', 'agent'] as const) {
        const { data, errors } = await api().query(
          `{ ${kind}Calls(${PERIOD}, filter: { ${filter} }) { nodes { disposition } } }`,
        );
        const isRefused = refused.some((one) => one === kind);
        expect([kind, errors.map(summary)]).toMatchObject([
          kind,
          isRefused ? [{ code: 'BAD_USER_INPUT' }] : [],
        ]);
        const named = errors.map(({ extensions }) => filter.includes(`${String(extensions['argument'])}:`));
        expect(named).toEqual(errors.map(() => true));
        // The agents' call is in no list of calls.
        const own = dispositionsIn(data ?? {}).filter((one) => one !== 'a1');
        expect(own).toEqual(isRefused ? [] : found.filter((one) => one.startsWith(kind.slice(0, 1))));
      }
    },
  );

  test('below an agent, a campaign, a portfolio and a profile, too', async () => {
    const { errors } = await api().query(`{
      agent(username: "Agent.01") { calls(${PERIOD}, filter: { queueSeconds: { from: 1 } }) { totalCount } }
      campaign(campaignId: "101") { calls(${PERIOD}, filter: { queues: ["SALES_Q"] }) { totalCount } }
      portfolio(code: "NRD") { calls(${PERIOD}, filter: { trunks: ["x"] }) { totalCount } }
      profile(profileId: "VIP") { calls(${PERIOD}, filter: { durationSeconds: { from: 1 } }) { totalCount } }
    }`);
    expect(errors.map(({ extensions }) => String(extensions['argument'])).toSorted()).toEqual([
      'durationSeconds',
      'queueSeconds',
      'queues',
      'trunks',
    ]);
  });

  test.each([
    ['durationSeconds', '{ from: 2, to: 1 }'],
    ['queueSeconds', '{ from: 0, to: -1 }'],
  ])('%s: %s is refused', async (name, range) => {
    const { errors } = await api().query(
      `{ calls(${PERIOD}, filter: { ${name}: ${range} }) { totalCount } }`,
    );
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: name });
  });

  test("agents' calls have a duration, and all of them were taken", async () => {
    const lists = `{
      long: agentCalls(${PERIOD}, filter: { durationSeconds: { from: 121, to: 121 } }) { totalCount }
      untaken: agentCalls(${PERIOD}, filter: { handled: false }) { totalCount }
    }`;
    expect(await api().data(lists)).toEqual({ long: { totalCount: 1 }, untaken: { totalCount: 0 } });
  });
});
