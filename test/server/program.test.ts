import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { clientOf } from '../support/api.ts';
import { DIALER_PASS, SECRETS, success } from '../support/otherDialer.ts';
import { baseOf, emptyFolder, settings, startDialer, startMain, type Program } from '../support/program.ts';
import { postOf, rawClient } from '../support/rawClient.ts';

const QUERY = '{ agent(username: "maria.ortiz") { name account { email } } }';
const FOUND = { agent: { name: 'María Ortiz', account: { email: 'maria@example.com' } } };

const CARRIER_QUERY =
  '{ carrierCalls(range: { from: "2026-05-12T00:00:00Z", to: "2026-05-12T01:00:00Z" }) { totalCount } }';

/** Ends a program that has nothing under way: promptly, though its client and the dialer keep connections open. */
async function endsWith0(program: Program, signal: NodeJS.Signals): Promise<void> {
  const asked = Date.now();
  program.kill(signal);
  expect(await program.ended).toEqual({ code: 0, signal: null });
  // Closing may take 15 seconds where something is under way.
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(program.stderr()).toBe('');
}

/** Code that is loaded before the server, and goes wrong when it is told to. */
function preload(folder: string, text: string): string {
  const file = join(folder, 'defect.mjs');
  writeFileSync(file, `process.on('SIGUSR2', () => {\n${text}\n});\n`);
  return pathToFileURL(file).href;
}

describe('bad configuration', () => {
  test('ends the program with 1 and one line a fault, each naming its variable', async () => {
    const program = startMain(
      { PORT: 'http', HOST: '0.0.0.0', DIALER_URL: 'https://acme.croco-dial.net', DIALER_TIMEZONE: 'Mars' },
      emptyFolder(),
    );
    expect(await program.ended).toEqual({ code: 1, signal: null });
    const lines = program.stderr().trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/ .*/, '')).sort()).toEqual([
      'DIALER_PASS',
      'DIALER_TIMEZONE',
      'DIALER_USER',
      'HOST',
      'PORT',
    ]);
    expect(program.stdout()).toBe('');
    expect(program.stderr()).not.toMatch(/\bat .*:\d+|Error:/);
  });

  test('a port that is taken is one line too', async () => {
    const dialer = await startDialer();
    const program = startMain({ ...settings(dialer), PORT: dialer.url.port }, emptyFolder());
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.stderr()).toBe(
      `PORT ${dialer.url.port} is in use by another program, perhaps by this server: end that one, or set another PORT (EADDRINUSE).\n`,
    );
  });
});

describe('the program', () => {
  test('serves a dialer from its ready line on, whatever promise is rejected, and ends with 0 on SIGTERM', async () => {
    const dialer = await startDialer();
    const folder = emptyFolder();
    const source = preload(
      folder,
      `Promise.reject(new Error('a promise nobody awaits ${DIALER_PASS}'));
       Promise.reject(new SyntaxError('Unexpected token in <html>${DIALER_PASS}'));
       Promise.reject('${DIALER_PASS}');
       for (let times = 0; times < 500; times += 1) Promise.reject(new Error('again'));`,
    );
    const program = startMain({ ...settings(dialer), NODE_OPTIONS: `--import ${source}` }, folder);
    const url = await program.ready();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/graphql$/);
    const client = clientOf(baseOf(url));
    expect(await client.data(QUERY)).toEqual(FOUND);
    // The probe at the start may be among them.
    expect(dialer.counts()).toMatchObject({ goGetAllUsers: 1, getUserInfo: 1 });
    // There is no phone system but one that is configured.
    expect(await client.data(CARRIER_QUERY)).toEqual({ carrierCalls: null });

    // A rejection that nobody handles is a defect: it is logged with its stack, and serving goes on.
    program.kill('SIGUSR2');
    await expect.poll(() => program.stdout()).toMatch(/unhandled rejection/);
    expect(await client.data(QUERY)).toEqual(FOUND);
    // Idle connections do not keep it.
    await endsWith0(program, 'SIGTERM');
    const said = program.stdout() + program.stderr();
    for (const secret of SECRETS) expect(said).not.toContain(secret);
    expect(said).toMatch(/"level":50.*a promise nobody awaits.*defect\.mjs:2/);
    expect(said).toMatch(/SyntaxError/);
    expect(said.split('\n').length).toBeLessThan(20);
    expect(said).toMatch(/"times":499/);
  });

  test('reads .env for what the environment leaves unset, and drains and ends with 0 on SIGINT', async () => {
    const dialer = await startDialer();
    const folder = emptyFolder();
    const { PORT = '', ...others } = settings(dialer);
    const lines = Object.entries({
      ...others,
      PORT: 'not this one',
      DIALER_TIMEZONE: '',
      DRAIN_SECONDS: '1',
    });
    writeFileSync(join(folder, '.env'), lines.map(([name, value]) => `${name}="${value}"\n`).join(''));
    const program = startMain({ PORT }, folder);
    const url = baseOf(await program.ready());
    expect(await clientOf(url).data(QUERY)).toEqual(FOUND);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    // For DRAIN_SECONDS it says that it closes, and serves on.
    const asked = Date.now();
    const ended = endsWith0(program, 'SIGINT');
    await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await clientOf(url).data(QUERY)).toEqual(FOUND);
    await ended;
    expect(Date.now() - asked).toBeGreaterThan(900);
  });

  test('serves made-up data where there is no DIALER_URL, a phone system included, and says so', async () => {
    const program = startMain({ PORT: '0' }, emptyFolder());
    const url = await program.ready();
    const client = clientOf(baseOf(url));
    const data = await client.data('{ agents(first: 1) { nodes { username name } } campaigns { name } }');
    expect(data).toMatchObject({ agents: { nodes: { length: 1 } } });
    expect(await client.data(CARRIER_QUERY)).toEqual({ carrierCalls: { totalCount: expect.any(Number) } });
    await expect.poll(() => program.stdout()).toMatch(/No DIALER_URL/);
    // It ends at once and without a word while GraphiQL is compressed, in a process that had its standard error.
    expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(200);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.stderr()).toBe('');
  });

  test('answers what it is asked before it ends, and is not held up by requests that were sent half', async () => {
    const dialer = await startDialer();
    // The start asks other actions.
    const rows = [{ portfolio: 'NRD', portfolio_name: 'Nord' }];
    dialer.answer('getAllPortfolios', { body: JSON.stringify(success(rows)), delayMs: 500 });
    const program = startMain(settings(dialer), emptyFolder());
    const url = baseOf(await program.ready());
    const nothing = await rawClient(url, '');
    const headers = await rawClient(url, 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-ty');
    const body = await rawClient(url, postOf('{ portfolios { code } }', { announced: 5000 }));
    const running = clientOf(url).data('{ portfolios { code } }');
    // The server has the halves by the time it has asked this.
    await expect.poll(() => dialer.counts()['getAllPortfolios']).toBe(1);
    const asked = Date.now();
    program.kill('SIGTERM');
    expect(await running).toEqual({ portfolios: [{ code: 'NRD' }] });
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - asked).toBeLessThan(10_000);
    await Promise.all([nothing.closed, headers.closed, body.closed]);
    // A body that was still on its way is told to come again.
    expect(body.text()).toMatch(/^HTTP\/1\.1 503 [^]*"retryable":true/);
  });
});

describe('a defect', () => {
  test('that nobody catches closes in order, and ends the program with 1', async () => {
    const dialer = await startDialer();
    dialer.answer('getAllPortfolios', {
      body: JSON.stringify(success([{ portfolio: 'NRD' }])),
      delayMs: 500,
    });
    const folder = emptyFolder();
    const source = preload(folder, `throw new Error('an exception nobody catches');`);
    // It does not wait for these: it cannot be trusted to serve any more.
    const env = { ...settings(dialer), DRAIN_SECONDS: '300', NODE_OPTIONS: `--import ${source}` };
    const program = startMain(env, folder);
    const running = clientOf(baseOf(await program.ready())).data('{ portfolios { code } }');
    await expect.poll(() => dialer.counts()['getAllPortfolios']).toBe(1);
    program.kill('SIGUSR2');
    expect(await running).toEqual({ portfolios: [{ code: 'NRD' }] });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.stdout()).toMatch(/"level":60.*an exception nobody catches.*defect\.mjs:2/);
  });
});
