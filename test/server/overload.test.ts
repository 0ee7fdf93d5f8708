/** A healthy dialer, and clients that ask it more than it can answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientOf, startApi, type Answer, type Api, type Client } from '../support/api.ts';
import { keysText, testFile } from '../support/keysFile.ts';
import { leadInfo } from '../support/otherDialer.ts';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer.ts';

const CALL_MS = 10;

async function leadDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  answerLeads(dialer);
  return dialer;
}

const answerLeads = (dialer: ScriptedServer) =>
  dialer.answer('goGetCustomerInfo', async (fields) => {
    await sleep(CALL_MS);
    return leadInfo({ lead_id: fields.get('lead_id'), status: 'NEW' });
  });

let lead = 0;

/** Looks up so many leads that nobody has looked up before. */
const operation = (lookups: number): string =>
  `{ ${Array.from({ length: lookups }, (_, at) => `a${at}: lead(leadId: "${(lead += 1)}") { status }`).join(' ')} }`;

type Outcome = 'whole' | 'refused whole' | 'neither';

function outcomeOf({ data, errors }: Answer, lookups: number): Outcome {
  const answered = Object.values(data ?? {}).filter((value) => value !== null).length;
  if (errors.length === 0 && answered === lookups) return 'whole';
  const isRefusal = errors.every(
    ({ extensions: { code, retryable, retryAfterSeconds } }) =>
      code === 'DIALER_UNAVAILABLE' && retryable === true && Number.isInteger(retryAfterSeconds),
  );
  return answered === 0 && isRefusal ? 'refused whole' : 'neither';
}

/** Operations at once, and what came of each. */
const wave = (client: Client, operations: number, lookups: number): Promise<Outcome[]> =>
  Promise.all(
    Array.from({ length: operations }, async () =>
      outcomeOf(await client.query(operation(lookups)), lookups),
    ),
  );

const saidOf = (api: Api, word: string): readonly string[] => api.log.filter((line) => line.includes(word));

describe('under more operations than the dialer can answer in time', () => {
  test('some are answered whole, the others refused whole, and the circuit stays closed', async () => {
    const dialer = await leadDialer();
    const api = await startApi({ DIALER_CONCURRENCY: '4', DIALER_TIMEOUT_MS: '6000' }, dialer);
    for (let round = 0; round < 2; round += 1) {
      // 1,200 calls are three seconds of work.
      const outcomes = await wave(api, 20, 60);
      expect(outcomes).not.toContain('neither');
      expect(outcomes).toContain('whole');
      expect(outcomes).toContain('refused whole');
    }
    expect(saidOf(api, 'the circuit opened')).toEqual([]);
    expect(dialer.mostInFlight).toBe(4);
    // No room stays taken.
    expect(await wave(api, 1, 60)).toEqual(['whole']);
  });

  test('one that no queue has room for is answered while nothing else is under way', async () => {
    const api = await startApi({ DIALER_CONCURRENCY: '1', DIALER_TIMEOUT_MS: '2000' }, await leadDialer());
    expect(await wave(api, 1, 90)).toEqual(['whole']);
  });

  test('a viewer who asks for one lead is answered among those of one who asks for hundreds', async () => {
    const keys = testFile(keysText({ 'hog-key': { name: 'hog' }, 'polite-key': { name: 'polite' } }));
    const dialer = await leadDialer();
    const api = await startApi(
      { DIALER_CONCURRENCY: '4', API_KEYS_FILE: keys.path, LOOKUPS_PER_MINUTE: '100000' },
      dialer,
    );
    const [hog, polite] = ['hog-key', 'polite-key'].map((key) =>
      clientOf(api.url, { authorization: `Bearer ${key}` }),
    );
    if (!hog || !polite) throw new Error('There are two clients.');
    // More than two seconds of work, in a hundred operations.
    const hogs = wave(hog, 100, 8);
    while (dialer.requests.length < 40) await sleep(5);
    // While the dialer answers nothing, the polite one comes in.
    const held: (() => void)[] = [];
    dialer.answer('goGetCustomerInfo', async (fields) => {
      await new Promise<void>((resolve) => held.push(resolve));
      return leadInfo({ lead_id: fields.get('lead_id'), status: 'NEW' });
    });
    await expect.poll(() => held.length).toBe(4);
    const answered = wave(polite, 1, 1);
    const isAsked = (): boolean =>
      dialer.requests.some(({ fields }) => new Map(fields).get('lead_id') === String(lead));
    // By the time these are answered, it waits for its turn.
    for (let times = 0; times < 5; times += 1) await polite.query('{ __typename }');
    const before = dialer.requests.length;
    while (!isAsked()) {
      held.shift()?.();
      await sleep(5);
    }
    // It had its turn before two or three others, not before hundreds.
    expect(dialer.requests.length - before).toBeLessThan(200);
    answerLeads(dialer);
    for (const release of held) release();
    expect(await answered).toEqual(['whole']);
    expect(new Set(await hogs)).not.toContain('neither');
  });
});
