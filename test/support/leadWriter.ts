import { onTestFinished } from 'vitest';
import { LeadJournal } from '../../src/leads/journal.ts';
import type { LeadOutcome } from '../../src/leads/outcome.ts';
import { LeadWriter } from '../../src/leads/writer.ts';
import { UpstreamClient } from '../../src/upstream/client/client.ts';
import type { LeadToAdd } from '../../src/upstream/dialer/lead/leadToAdd.ts';
import { lmApi } from '../../src/upstream/dialer/lmApi.ts';
import { PhoneNumbers } from '../../src/upstream/wire/phoneNumber.ts';
import { Zone } from '../../src/upstream/wire/zone.ts';
import { ACCOUNT } from './leadApi.ts';
import { JOURNAL_KEY } from './postgres.ts';

export interface Writer {
  add(lead: LeadToAdd): Promise<LeadOutcome>;
}

/** The real writer and the real client, without GraphQL. They close when the test ends. */
export function writerTo(url: URL, user: string = ACCOUNT.user): Writer {
  const writer = openWriter(url, ':memory:', user);
  onTestFinished(() => writer.close());
  return { add: (lead) => writer.add({ lead, caller: 'test', campaigns: () => Promise.resolve([]) }) };
}

/** As `writerTo`, with a journal at a path, or at a URL of Postgres. The caller closes the writer; to close it twice does no harm. */
export function openWriter(url: URL, path: string, user: string = ACCOUNT.user): LeadWriter {
  const client = new UpstreamClient({
    transports: { lmapi: lmApi({ baseUrl: url, user, pass: ACCOUNT.pass }) },
    concurrency: 8,
    timeoutMs: 2000,
    log: { warn: () => undefined },
  });
  onTestFinished(() => client.close());
  return new LeadWriter({
    client,
    journal: new LeadJournal(
      path.startsWith('postgres:') ? { shared: { url: path, key: JOURNAL_KEY } } : { path },
    ),
    user,
    pass: ACCOUNT.pass,
    terms: { zone: new Zone('UTC'), home: new PhoneNumbers('US'), keepsAccents: true },
    concurrency: 8,
    audit: () => undefined,
    log: { warn: () => undefined },
  });
}
