/**
 * What closing cuts off, in a program of its own and after the time it really has: `closing.test.ts` is quicker. And what
 * signals do one after the other, and to a whole process group.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';

import { clientOf } from '../support/api.ts';
import { success } from '../support/otherDialer.ts';
import {
  baseOf,
  below,
  emptyFolder,
  isAlive,
  settings,
  startDialer,
  startMain,
  startNpm,
} from '../support/program.ts';

describe('the program', () => {
  test(
    'answers what it cuts off after 13 seconds, tells what became of a lead, and its exit code says so',
    { timeout: 40_000 },
    async () => {
      const dialer = await startDialer();
      for (const action of ['getAgentStatus', 'add_lead'])
        dialer.answer(action, () => new Promise<never>(() => undefined));
      const folder = emptyFolder();
      const env = {
        ...settings(dialer),
        DIALER_TIMEOUT_MS: '600000',
        LEAD_JOURNAL: join(folder, 'leads.db'),
      };
      const program = startMain(env, folder);
      const client = clientOf(baseOf(await program.ready()));
      const asking = client.query('{ dashboard { agentCounts { live } } }');
      const adding = client.query(
        'mutation { addLead(input: { phoneNumber: "7275551234", source: "test" }) { __typename } }',
      );
      await expect.poll(() => dialer.counts()).toMatchObject({ getAgentStatus: 1, add_lead: 1 });
      const asked = Date.now();
      program.kill('SIGTERM');
      expect(await asking).toMatchObject({
        status: 503,
        errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }],
      });
      expect(await adding).toMatchObject({
        status: 200,
        data: { addLead: { __typename: 'LeadOutcomeUnknown' } },
      });
      expect(await program.ended).toEqual({ code: 1, signal: null });
      expect(Date.now() - asked).toBeGreaterThan(12_000);
      expect(Date.now() - asked).toBeLessThan(17_000);
    },
  );

  test('takes a second signal within two seconds for the same one, and ends at once on a later one', async () => {
    const dialer = await startDialer();
    dialer.answer('getAllPortfolios', () => new Promise<never>(() => undefined));
    const program = startMain(settings(dialer), emptyFolder());
    const running = clientOf(baseOf(await program.ready()))
      .query('{ portfolios { code } }')
      .catch((error: unknown) => error);
    await expect.poll(() => dialer.counts()['getAllPortfolios']).toBe(1);
    program.kill('SIGTERM');
    await expect.poll(() => program.stdout()).toMatch(/closing/);
    program.kill('SIGINT');
    await sleep(2200);
    expect(isAlive(program.pid)).toBe(true);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(await running).toBeInstanceOf(Error);
  });
});

/** Sends a signal to the whole process group of npm while a question is asked. */
async function endGroup(signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  const { npm, url, dialer } = await startNpm({ detached: true });
  dialer.answer('getAllPortfolios', {
    body: JSON.stringify(success([{ portfolio: 'NRD' }])),
    delayMs: 1000,
  });
  const family = await below(npm.pid);
  onTestFinished(() => {
    for (const pid of family.filter(isAlive)) process.kill(pid, 'SIGKILL');
  });
  const running = clientOf(baseOf(url)).data('{ portfolios { code } }');
  await expect.poll(() => dialer.counts()['getAllPortfolios']).toBe(1);
  process.kill(-npm.pid, signal);
  expect(await running).toEqual({ portfolios: [{ code: 'NRD' }] });
  await npm.ended;
  await expect.poll(() => family.filter(isAlive)).toEqual([]);
  expect(npm.stdout()).not.toMatch(/closing at once|requests that still run are cut off/);
}

describe('a signal to the whole process group, as a terminal and systemd send it', () => {
  test('lets what runs end: SIGINT and SIGTERM', async () => {
    await expect(Promise.all([endGroup('SIGINT'), endGroup('SIGTERM')])).resolves.toHaveLength(2);
  });
});

describe('a port that is taken, without a dialer', () => {
  test('ends too: the embedded simulator does not keep it alive', async () => {
    const dialer = await startDialer();
    const program = startMain({ PORT: dialer.url.port }, emptyFolder());
    expect(await program.ended).toEqual({ code: 1, signal: null });
  });
});
