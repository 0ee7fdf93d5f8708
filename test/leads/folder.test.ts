import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { makeFolder } from '../../src/leads/folder.ts';
import { post } from '../support/api.ts';
import { startMain } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('a folder is made with those above it, and may be there already', () => {
  const { path, remove } = temporaryFolder();
  onTestFinished(() => remove());
  const folder = join(path, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
  makeFolder('.');
});

// Node would look for the folder to make it in, and find it, without end: no signal was heard any more.
test('a server whose working directory was removed goes on serving', async () => {
  const { path, remove } = temporaryFolder();
  onTestFinished(() => remove());
  const release = join(path, 'release');
  mkdirSync(release);
  const program = startMain({ PORT: '0', LEAD_JOURNAL: './data/leads.db' }, release);
  const url = (await program.ready()).replace(/\/graphql$/, '');
  rmSync(release, { recursive: true });
  const calls = await post(url, { query: '{ outboundCalls(first: 1) { nodes { id } } }' });
  expect(await calls.json()).toMatchObject({ data: { outboundCalls: { nodes: [{}] } } });
  const lead = await post(url, {
    query:
      'mutation { addLead(input: { phoneNumber: "7275551212", source: "test" }) { ... on LeadRejected { message } } }',
  });
  expect(await lead.text()).toContain('lead journal of this server cannot be used (leads.db: deleted)');
  program.kill('SIGTERM');
  expect(await program.ended).toEqual({ code: 0, signal: null });
});
