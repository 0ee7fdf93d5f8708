/** What closing cuts off, in a program of its own and after the time it really has: `closing.test.ts` is quicker. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientOf } from '../support/api.ts';
import { baseOf, emptyFolder, settings, startDialer, startMain } from '../support/program.ts';

describe('the program', () => {
  test(
    'answers what it cuts off after 13 seconds, and its exit code says so',
    { timeout: 40_000 },
    async () => {
      const dialer = await startDialer();
      dialer.answer('getAgentStatus', () => new Promise<never>(() => undefined));
      const program = startMain({ ...settings(dialer), DIALER_TIMEOUT_MS: '600000' }, emptyFolder());
      const running = clientOf(baseOf(await program.ready())).query('{ dashboard { agentCounts { live } } }');
      await expect.poll(() => dialer.counts()['getAgentStatus']).toBe(1);
      const asked = Date.now();
      program.kill('SIGTERM');
      expect(await running).toMatchObject({
        status: 503,
        errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }],
      });
      expect(await program.ended).toEqual({ code: 1, signal: null });
      expect(Date.now() - asked).toBeGreaterThan(12_000);
      expect(Date.now() - asked).toBeLessThan(17_000);
    },
  );

  test('tells what became of a lead that it cuts off', { timeout: 40_000 }, async () => {
    const dialer = await startDialer();
    dialer.answer('add_lead', () => new Promise<never>(() => undefined));
    const folder = emptyFolder();
    const env = { ...settings(dialer), DIALER_TIMEOUT_MS: '600000', LEAD_JOURNAL: join(folder, 'leads.db') };
    const program = startMain(env, folder);
    const running = clientOf(baseOf(await program.ready())).query(
      'mutation { addLead(input: { phoneNumber: "7275551234", source: "test" }) { __typename } }',
    );
    await expect.poll(() => dialer.counts()['add_lead']).toBe(1);
    program.kill('SIGTERM');
    expect(await running).toMatchObject({
      status: 200,
      data: { addLead: { __typename: 'LeadOutcomeUnknown' } },
    });
    expect(await program.ended).toEqual({ code: 1, signal: null });
  });
});
