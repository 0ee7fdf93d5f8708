import { hash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { callIdKey } from '../../src/server/callIdKey.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { startPortfolioDialer, ZONE } from '../support/portfolioWorld.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

const call = z.object({
  id: z.string(),
  startedAt: z.string(),
  fromNumber: z.string(),
  toNumber: z.string(),
  agentUsername: z.string(),
  campaignName: z.string(),
  leadId: z.string(),
  portfolio: z.object({ code: z.string() }),
});

/** Some outbound calls of a server, as someone with or without pii:read sees them. */
async function callsAt(url: URL, pass: string, told: boolean): Promise<z.output<typeof call>[]> {
  const api = await startViewedApi({ url, user: DIALER_USER, pass }, { DIALER_TIMEZONE: ZONE });
  const { outboundCalls } = await api
    .as(viewer(told ? scopesWithout() : scopesWithout('pii:read')))
    .read(
      z.object({ outboundCalls: z.object({ nodes: z.array(call) }) }),
      '{ outboundCalls(first: 5, filter: { portfolios: ["NRD"] }) { nodes { id startedAt fromNumber toNumber agentUsername campaignName leadId portfolio { code } } } }',
    );
  return outboundCalls.nodes;
}

/** An id as anyone could compute it, were there no secret in it. */
const guessed = (facts: z.output<typeof call>, key: string): string => {
  const { startedAt, toNumber, fromNumber, agentUsername, campaignName, leadId, portfolio } = facts;
  const local = startedAt.slice(0, 19).replace('T', ' ');
  const identity = ['outbound', local, toNumber, fromNumber, agentUsername, campaignName, leadId, null];
  return hash('sha1', `${key}${JSON.stringify([...identity, portfolio.code])}0`, 'base64url');
};

test('an id does not tell the number to who tries them all', async () => {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const [told] = await callsAt(dialer.url, DIALER_PASS, true);
  const [masked] = await callsAt(dialer.url, DIALER_PASS, false);
  // The same call by the same id, and only the last digits of its numbers.
  expect(masked).toMatchObject({ id: told?.id, toNumber: `••••••${told?.toNumber.slice(-4)}` });
  // With the secret it is found: nothing but that is missing.
  const key = callIdKey({ user: DIALER_USER, pass: DIALER_PASS });
  expect(told && guessed(told, key())).toBe(told?.id);
  expect(told && guessed(told, '')).not.toBe(told?.id);
});

test('ids are the same on every server with the dialer’s account, and others with another', async () => {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const ids = async (pass: string) => (await callsAt(dialer.url, pass, true)).map(({ id }) => id);
  const first = await ids(DIALER_PASS);
  expect(first).toHaveLength(5);
  expect(await ids(DIALER_PASS)).toEqual(first);
  expect((await ids('another-secret')).filter((id) => first.includes(id))).toEqual([]);
});
