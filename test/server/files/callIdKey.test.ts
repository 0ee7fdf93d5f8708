import { hash, scryptSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../../../src/server/log.ts';
import { callIdKey } from '../../../src/server/files/callIdKey.ts';
import type { Settings } from '../../support/api.ts';
import { DIALER_PASS, DIALER_USER } from '../../support/otherDialer.ts';
import { startPortfolioDialer, ZONE } from '../../support/portfolioWorld.ts';
import { scopesWithout, startViewedApi, viewer } from '../../support/viewers.ts';

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

/** A folder of its own for a journal, and for what is kept beside it. */
function journalFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'call-ids-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface At {
  readonly url: URL;
  readonly folder: string;
  readonly pass?: string;
  readonly user?: string;
  readonly settings?: Settings;
  /** Whether numbers are shown whole. */
  readonly told?: boolean;
}

/** Each server has a journal of its own, and all of a folder one key of call ids. */
let journals = 0;

/** Some outbound calls of a server. */
async function callsAt({
  url,
  folder,
  pass = DIALER_PASS,
  user = DIALER_USER,
  settings = {},
  told = true,
}: At): Promise<z.output<typeof call>[]> {
  const api = await startViewedApi(
    { url, user, pass },
    { DIALER_TIMEZONE: ZONE, LEAD_JOURNAL: join(folder, `${(journals += 1)}.db`), ...settings },
    onTestFinished,
    // As it is made outside of tests.
    { callIdCost: 16_384 },
  );
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
  const hashed = hash('sha1', `${key}${JSON.stringify([...identity, portfolio.code])}0`, 'base64url');
  return Buffer.from(`OutboundCall:${local.slice(0, 10)}:${hashed}`).toString('base64url');
};

async function startDialer(): Promise<URL> {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  return dialer.url;
}

const idsAt = async (at: At): Promise<string[]> => (await callsAt(at)).map(({ id }) => id);

test('an id does not tell the number to who tries them all', async () => {
  const url = await startDialer();
  const folder = journalFolder();
  const [told] = await callsAt({ url, folder });
  const [masked] = await callsAt({ url, folder, told: false });
  // The same call by the same id, and only the last digits of its numbers.
  expect(masked).toMatchObject({ id: told?.id, toNumber: `••••••${told?.toNumber.slice(-4)}` });
  // With the secret it is found: nothing but that is missing.
  const { key } = callIdKey({
    dialer: { baseUrl: url, user: DIALER_USER },
    secret: undefined,
    leadJournal: join(folder, 'leads.db'),
    log: createLog('silent'),
  });
  expect(told && guessed(told, key())).toBe(told?.id);
  expect(told && guessed(told, '')).not.toBe(told?.id);
  // What many know, the host and the user, is not enough.
  const known = scryptSync('', `call ids of ${DIALER_USER} at ${url.hostname}`, 32).toString('base64url');
  expect(told && guessed(told, known)).not.toBe(told?.id);
});

const keyOf = () =>
  callIdKey({
    dialer: { baseUrl: new URL('https://dialer.example'), user: DIALER_USER },
    secret: 'a key of 16 and more',
    leadJournal: ':memory:',
    log: createLog('silent'),
  });

test('the key is the same, whether it was prepared or is needed at once', async () => {
  const [prepared, hurried, atOnce] = [keyOf(), keyOf(), keyOf()];
  prepared.prepare();
  hurried.prepare();
  const wanted = atOnce.key();
  expect(hurried.key()).toBe(wanted);
  await pause(200);
  expect([prepared.key(), hurried.key()]).toEqual([wanted, wanted]);
});

test('ids outlive a restart and a changed password: their key lies beside the journal, for its owner alone', async () => {
  const url = await startDialer();
  const folder = journalFolder();
  const first = await idsAt({ url, folder });
  expect(first).toHaveLength(5);
  expect(await idsAt({ url, folder, pass: 'another-secret' })).toEqual(first);
  expect(statSync(join(folder, 'call-ids.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((file) => !file.includes('.db'))).toEqual(['call-ids.key']);
  // Another machine, and another account.
  for (const other of [
    await idsAt({ url, folder: journalFolder() }),
    await idsAt({ url, folder, user: 'Another.User' }),
  ])
    expect(other.filter((id) => first.includes(id))).toEqual([]);
});

test('ids are the same on every server with the same CALL_ID_KEY, which keeps no file', async () => {
  const url = await startDialer();
  const folders = [journalFolder(), journalFolder()];
  const ids = async (folder: string, key: string): Promise<string[]> =>
    idsAt({ url, folder, settings: { CALL_ID_KEY: key } });
  const [one = '', other = ''] = folders;
  const first = await ids(one, 'a key of 16 and more');
  expect(await ids(other, 'a key of 16 and more')).toEqual(first);
  expect((await ids(other, 'another key of theirs')).filter((id) => first.includes(id))).toEqual([]);
  for (const folder of folders)
    expect(readdirSync(folder).filter((file) => !file.includes('.db'))).toEqual([]);
});

test('a folder that cannot be written to, and a damaged file: ids last until a restart', async () => {
  const url = await startDialer();
  const folder = journalFolder();
  writeFileSync(join(folder, 'call-ids.key'), 'short');
  writeFileSync(join(folder, 'file'), '');
  for (const place of [folder, join(folder, 'file')]) {
    const first = await idsAt({ url, folder: place });
    expect(first).toHaveLength(5);
    expect((await idsAt({ url, folder: place })).filter((id) => first.includes(id))).toEqual([]);
  }
});
