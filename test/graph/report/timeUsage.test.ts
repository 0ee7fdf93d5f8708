import { expect, test } from 'vitest';
import { post, startApi } from '../../support/api.ts';
import { success } from '../../support/otherDialer.ts';

test('an average that is lacking is told apart from the figure of the same name in the rows', async () => {
  const api = await startApi();
  const row = {
    user: '42',
    first_login: 0,
    last_logoff: 0,
    login_time: 1,
    after_call: 2,
    break: 3,
    pausa: 4,
    avalible: 5,
    talk: 'NaN',
    wrapup: 6,
    cust_leave: 7,
    total_calls: 8,
    pause: 9,
    ready: 10,
  };
  api.dialer.answer(
    'agentTimeUsage',
    success({ breakdown: [row, { ...row, talk: 5 }], general: { pause: 9, ready: 10 } }),
  );
  const response = await post(api.url, {
    query: '{ dashboard { timeUsage { averageTalk agents { talk } } } }',
  });
  expect(await response.json()).toEqual({
    data: { dashboard: { timeUsage: { averageTalk: null, agents: [{ talk: null }, { talk: 5 }] } } },
    extensions: {
      dialer: {
        gaps: [
          { action: 'agentTimeUsage', member: 'talk', cells: 1, rows: 0 },
          { action: 'agentTimeUsage', member: 'general.talk', cells: 1, rows: 0, missing: true },
        ],
      },
    },
  });
});
