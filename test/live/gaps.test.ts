/** What a poll could not read is told with the events that come of it. */
import { expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import { subscribe } from '../support/eventStream.ts';
import { success } from '../support/otherDialer.ts';

const COUNTERS = {
  total_live_agents: 3,
  paused_agents: 'N/A',
  ready_agents: 2,
  incall_agents: 1,
  offline_agents: null,
  total_active_agents: 3,
};

const HOPPER_ROW = {
  hopper_id: '1',
  lead_id: '7',
  last_local_call_time: '',
  loan_id: '',
  phone_number: '5550100',
  state: '',
  disposition: 'NEW',
  count: 0,
  gmt_offset_now: '-6.00',
  alt_dial: 'NONE',
  list_name: '',
  list_id: '901',
  priority: 0,
  source: '',
};

test.each([
  [
    'subscription { agentCounts { live paused } }',
    'getAgentStatus',
    success(COUNTERS),
    { agentCounts: { live: 3, paused: null } },
    [{ member: 'paused_agents', cells: 1, rows: 0 }],
  ],
  [
    'subscription { hopper(campaignId: "50010") { totalCount added { callCount } } }',
    'getLeadsOnHopper',
    success({
      rows: [
        { ...HOPPER_ROW, count: 'many' },
        { ...HOPPER_ROW, hopper_id: null },
      ],
    }),
    { hopper: { totalCount: 1, added: [{ callCount: null }] } },
    [
      { member: 'hopper_id', cells: 0, rows: 1 },
      { member: 'count', cells: 1, rows: 0 },
    ],
  ],
])('%s', async (document, action, answer, data, gaps) => {
  const api = await startApi({}, undefined, { liveIntervalMs: 10 });
  api.dialer.answer(action, answer);
  const stream = await subscribe(api.url, document);
  await stream.until((events) => events.length > 0);
  expect(stream.events[0]).toEqual({
    data,
    errors: [],
    extensions: { dialer: { gaps: gaps.map((gap) => ({ action, ...gap })) } },
  });
});
