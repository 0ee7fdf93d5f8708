/** Passwords and the token in files: read again when they change. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { pino } from 'pino';
import { configFrom } from '../../../src/config.ts';
import { ConfigFileError } from '../../../src/server/files/configFile.ts';
import { startServer } from '../../../src/server/server.ts';
import { CHEAP, clientOf, type Client, type Settings } from '../../support/api.ts';
import { testFile } from '../../support/keysFile.ts';
import { ADD_LEAD, addedLine, scriptedDialer } from '../../support/leadApi.ts';
import { success } from '../../support/otherDialer.ts';
import { json } from '../../support/otherVoxo.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';

interface Started extends Client {
  readonly log: readonly string[];
}

/** The server as `main` starts it: by its configuration alone. */
async function start(dialer: ScriptedServer, settings: Settings): Promise<Started> {
  const log: string[] = [];
  const config = configFrom({
    PORT: '0',
    LEAD_JOURNAL: ':memory:',
    DIALER_URL: dialer.url.href,
    DIALER_USER: 'MyUser',
    ...settings,
  });
  if (!config.dialer) throw new Error('No dialer is configured.');
  const lines = { write: (line: string): void => void log.push(line) };
  const server = await startServer(config, config.dialer, pino({ level: 'trace' }, lines), CHEAP);
  onTestFinished(() => server.close());
  return { log, ...clientOf(server.url) };
}

const READ = '{ dashboard { agentsInCall } }';
const WRITE = { input: { phoneNumber: '7275551111', source: 'test' } } as const;

/** A dialer that lets one password in. */
async function startDialer(right: { password: string }): Promise<ScriptedServer> {
  const dialer = await scriptedDialer();
  dialer.answer('goGetTotalAgentsCall', (fields) =>
    fields.get('goPass') === right.password
      ? success(23)
      : '{"result":"error","message":"Invalid Username/Password"}',
  );
  dialer.answer('add_lead', (fields) =>
    fields.get('pass') === right.password
      ? addedLine(fields)
      : 'ERROR: Login incorrect, please try again: |x|x|BAD|\n',
  );
  return dialer;
}

const codeOf = async (api: Client): Promise<unknown> =>
  (await api.query(READ)).errors[0]?.extensions['code'] ?? 'answered';

describe('DIALER_PASS_FILE', () => {
  test.each(['', '\n', '\r\n', '\n\n'])('is enough, and may end in %j', async (end) => {
    const dialer = await startDialer({ password: ' pass word ' });
    const file = testFile(` pass word ${end}`, 'pass');
    expect(await codeOf(await start(dialer, { DIALER_PASS_FILE: file.path }))).toBe('answered');
  });

  test('that changes is used within two seconds, and ends a refused login at once', async () => {
    const right = { password: 'one' };
    const dialer = await startDialer(right);
    const file = testFile('one\n', 'pass');
    const api = await start(dialer, { DIALER_PASS_FILE: file.path });
    expect(await codeOf(api)).toBe('answered');
    right.password = 'two';
    await expect.poll(() => codeOf(api), { interval: 20 }).toBe('DIALER_UNAUTHORIZED');
    file.replace('two\n');
    await expect.poll(() => codeOf(api), { interval: 50 }).toBe('answered');
    // The leads' account is the same one.
    expect(await api.query(ADD_LEAD, WRITE)).toMatchObject({ data: { addLead: { type: 'AddLeadSuccess' } } });
    expect(api.log.join('\n')).not.toMatch(/"(?:one|two)/);
  });

  test('that is emptied or gone leaves the old one, and says so once', async () => {
    const dialer = await startDialer({ password: 'one' });
    const file = testFile('one\n', 'pass');
    const api = await start(dialer, { DIALER_PASS_FILE: file.path });
    const faults = (): number => api.log.filter((line) => line.includes('the old ones stay')).length;
    file.write('');
    await expect.poll(faults).toBe(1);
    expect(await codeOf(api)).toBe('answered');
    // What occurs again is counted, not written again.
    file.write('\n');
    file.remove();
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    expect(faults()).toBe(1);
    expect(await codeOf(api)).toBe('answered');
    expect(api.log.join('\n')).not.toContain('"one');
  });

  test.each<[string, (path: string) => string]>([
    ['is not there', (path) => `${path}.gone`],
    ['is a folder', (path) => path.slice(0, path.lastIndexOf('/'))],
    ['is empty', (path) => path],
  ])('that %s stops the start', async (_, pathOf) => {
    const dialer = await startDialer({ password: 'one' });
    const file = testFile('\n', 'pass');
    const starting = start(dialer, { DIALER_PASS_FILE: pathOf(file.path) });
    await expect(starting).rejects.toBeInstanceOf(ConfigFileError);
    await expect(starting).rejects.toThrow(/^DIALER_PASS_FILE names a file/);
  });
});

test('LEADS_PASS_FILE is the leads’ own', async () => {
  const right = { password: 'theirs' };
  const dialer = await startDialer(right);
  dialer.answer('goGetTotalAgentsCall', success(23));
  const file = testFile('wrong', 'pass');
  const api = await start(dialer, {
    DIALER_PASS: 'ours',
    LEADS_USER: 'Leads.User',
    LEADS_PASS_FILE: file.path,
  });
  expect(await codeOf(api)).toBe('answered');
  const added = async (): Promise<unknown> => (await api.query(ADD_LEAD, WRITE)).data;
  expect(await added()).toMatchObject({ addLead: { reason: 'NOT_PERMITTED' } });
  file.replace('theirs');
  await expect.poll(added, { interval: 20 }).toMatchObject({ addLead: { type: 'AddLeadSuccess' } });
  expect(await codeOf(api)).toBe('answered');
});

test('VOXO_TOKEN_FILE is used as it changes, and must hold what goes into a header', async () => {
  const dialer = await startDialer({ password: 'one' });
  const voxo = await scriptedDialer();
  voxo.answer('call-reports', (_, { headers }) =>
    headers.authorization === 'Bearer token-2' ? json([]) : json({}, 401),
  );
  const file = testFile('token-1\n', 'token');
  const api = await start(dialer, {
    DIALER_PASS: 'one',
    VOXO_URL: voxo.url.href,
    VOXO_TOKEN_FILE: file.path,
    VOXO_TENANT_ID: '37',
  });
  const code = async (): Promise<unknown> =>
    (
      await api.query(
        '{ carrierCalls(range: { from: "2026-05-12T05:00:00Z", to: "2026-05-13T05:00:00Z" }) { totalCount } }',
      )
    ).errors[0]?.extensions['code'] ?? 'answered';
  expect(await code()).toBe('VOXO_UNAUTHORIZED');
  file.replace('two words\n');
  await expect
    .poll(() => api.log.join('\n'))
    .toMatch(/VOXO_TOKEN_FILE names a file whose secret must be a token/);
  expect(voxo.requests).toHaveLength(1);
  file.replace('token-2\n');
  await expect.poll(code, { interval: 20 }).toBe('answered');
});
