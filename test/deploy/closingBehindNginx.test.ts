/** SIGTERM under load, behind nginx with the example's configuration. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { subscribe } from '../support/eventStream.ts';
import { leadInfo } from '../support/otherDialer.ts';
import { clientOf, post } from '../support/api.ts';
import { emptyFolder, settings, startDialer, startMain } from '../support/program.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { hasNginx, startNginx } from './runningNginx.ts';

const CLIENTS = 24;

interface Sent {
  readonly leadId: string;
  readonly at: number;
  /** The HTTP status and the body; an error's name if no whole answer came. */
  readonly answer: Promise<string>;
}

/** Clients that ask for one lead after the other, each operation for another lead. */
function startLoad(url: string): { readonly sent: readonly Sent[]; stop(): Promise<void> } {
  const sent: Sent[] = [];
  const controller = new AbortController();
  const client = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      const leadId = String(sent.length + 1);
      const answer = post(url, { query: `{ lead(leadId: "${leadId}") { leadId } }` }).then(
        async (response) => `${response.status} ${await response.text()}`,
      );
      const one = { leadId, at: performance.now(), answer: answer.catch((error: Error) => error.name) };
      sent.push(one);
      // A proxy without a server answers at once.
      if (!(await one.answer).startsWith('200')) await sleep(20);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    sent,
    stop: async () => {
      controller.abort();
      await Promise.all(clients);
    },
  };
}

/** The leads that the dialer was asked for. */
const asked = (dialer: ScriptedServer): ReadonlySet<string> =>
  new Set(dialer.requests.flatMap(({ fields }) => new Map(fields).get('lead_id') ?? []));

test.skipIf(!hasNginx)('SIGTERM fails nothing that is under way, and resets no connection', async () => {
  const dialer = await startDialer();
  dialer.answer('goGetCustomerInfo', (fields) => ({
    body: JSON.stringify(leadInfo({ lead_id: fields.get('lead_id') })),
    // Some are answered long before others.
    delayMs: Number(fields.get('lead_id')) % 5 === 0 ? 900 : 30,
  }));
  dialer.answer('add_lead', (fields) => ({
    body: `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${fields.get('phone_number')}|999|4711|-5|${fields.get('user')}\n`,
    delayMs: 900,
  }));
  const program = startMain({ ...settings(dialer), DIALER_CONCURRENCY: '64' }, emptyFolder());
  const { port: upstreamPort } = new URL(await program.ready());
  const nginx = await startNginx({ upstreamPort, tls: false });
  const url = `http://127.0.0.1:${nginx.port}/crocodial`;

  const stream = await subscribe(url, 'subscription { agentCounts { live } }');
  await stream.until(({ length }) => length > 0);
  const load = startLoad(url);
  await expect.poll(() => asked(dialer).size, { timeout: 10_000 }).toBeGreaterThan(2 * CLIENTS);
  const written = clientOf(url).query(
    'mutation { addLead(input: { phoneNumber: "7275551234", source: "test" }) { __typename } }',
  );
  await expect.poll(() => dialer.counts()['add_lead'], { timeout: 10_000, interval: 10 }).toBe(1);

  const before = asked(dialer);
  const at = performance.now();
  program.kill('SIGTERM');
  const { code } = await program.ended;
  expect(performance.now() - at).toBeLessThan(15_000);
  expect(code).toBe(0);
  await load.stop();

  const answers = await Promise.all(
    load.sent.map(async ({ leadId, answer, at: sentAt }) => ({ leadId, sentAt, answer: await answer })),
  );
  // Whatever was sent before is answered, even if the server had not read it yet.
  const early = answers.filter(({ sentAt, leadId }) => sentAt < at || before.has(leadId));
  expect(early.length).toBeGreaterThan(CLIENTS);
  const isWhole = ({ leadId, answer }: (typeof answers)[number]): boolean =>
    answer.startsWith(`200 {"data":{"lead":{"leadId":"${leadId}"}}`) && answer.endsWith('}');
  expect(early.filter((one) => !isWhole(one))).toEqual([]);
  // What came later was served or turned away, and never cut off.
  const later = new Set(
    answers.filter((one) => !early.includes(one)).map(({ answer }) => answer.slice(0, 3)),
  );
  expect([...later].filter((status) => !['200', '502'].includes(status))).toEqual([]);
  expect(nginx.errors().filter((line) => !line.includes('Connection refused'))).toEqual([]);

  expect(await written).toMatchObject({ status: 200, data: { addLead: { __typename: 'AddLeadSuccess' } } });
  expect(dialer.counts()['add_lead']).toBe(1);
  await expect.poll(() => stream.isOver).toBe(true);
  expect(stream.isComplete).toBe(true);
});
