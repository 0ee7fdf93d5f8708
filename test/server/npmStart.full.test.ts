/** How the program is started by people: by npm, and on a terminal. */
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientOf } from '../support/api.ts';
import { freePort } from '../support/freePort.ts';
import {
  baseOf,
  below,
  emptyFolder,
  isAlive,
  settings,
  start,
  startDialer,
  startNpm,
  type Program,
} from '../support/program.ts';

describe('npm start', () => {
  test('passes SIGTERM on, and leaves no process behind', async () => {
    const { npm, url } = await startNpm();
    expect(await clientOf(baseOf(url)).data('{ agent(username: "maria.ortiz") { name } }')).toEqual({
      agent: { name: 'María Ortiz' },
    });
    const family = await below(npm.pid);
    expect(family.length).toBeGreaterThan(0);
    onTestFinished(() => {
      for (const pid of family.filter(isAlive)) process.kill(pid, 'SIGKILL');
    });
    npm.kill('SIGTERM');
    await npm.ended;
    await expect.poll(() => family.filter(isAlive)).toEqual([]);
    expect(npm.stdout()).toMatch(/"signal":"SIGTERM"/);
    await expect(fetch(`${baseOf(url)}/health`)).rejects.toThrow(TypeError);
  });
});

const onTerminal = (env: Readonly<Record<string, string>>): Program => {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const command = `'${process.execPath}' '${main}'`;
  return start('script', ['-qec', command, '/dev/null'], { PORT: '0', ...env }, { cwd: emptyFolder() });
};

// Debian's `script`, which is on every machine of the kind, starts a program on a terminal; other systems' is another.
describe.runIf(process.platform === 'linux')('on a terminal', () => {
  const READY = /^Ready: (http:\/\/127\.0\.0\.1:\d+)\/graphql(.*)\r\n/m;

  test('says where it serves in one plain line, and that its data are made up', async () => {
    const program = onTerminal({});
    await expect.poll(program.stdout).toMatch(READY);
    const [, url = '', more = ''] = READY.exec(program.stdout()) ?? [];
    expect(more).toContain('No DIALER_URL is set');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('says no more than the URL with a dialer, and nothing where LOG_LEVEL wants less', async () => {
    const dialer = await startDialer();
    const program = onTerminal(settings(dialer));
    await expect.poll(program.stdout).toMatch(READY);
    expect(READY.exec(program.stdout())?.[2]).toBe('');

    const port = await freePort();
    const silent = onTerminal({ ...settings(dialer), PORT: String(port), LOG_LEVEL: 'warn' });
    const isServing = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(isServing).toBe(true);
    expect(silent.stdout()).toBe('');
  });
});
