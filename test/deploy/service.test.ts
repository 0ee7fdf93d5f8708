/** The unit is held against the project, and read by systemd's own checker where there is one. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { configOf, textOf, unknownIn } from './files.ts';

const UNIT = textOf('deploy/crocodial-graphql.service');
const valuesOf = (name: string): string[] =>
  [...UNIT.matchAll(/^(\w+)=(.*)$/gm)].flatMap(([, key, value = '']) => (key === name ? [value] : []));

test('its variables are the server’s, and a server accepts them', () => {
  const env = Object.fromEntries(
    valuesOf('Environment').map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1).replace('%d', '/run/credentials/x')] as const;
    }),
  );
  expect(unknownIn(Object.keys(env))).toEqual([]);
  const own = { DIALER_URL: 'https://acme.croco-dial.net', DIALER_USER: 'MyUser' };
  expect(configOf({ ...env, ...own }).leadJournal).toBe('/var/lib/crocodial-graphql/leads.db');
  // Each file that a variable names is a credential.
  const credentials = valuesOf('LoadCredential').map((text) => text.split(':')[0]);
  expect(Object.values(env).filter((value) => value.startsWith('/run/'))).toEqual(
    credentials.map((name) => `/run/credentials/x/${name}`),
  );
});

test('it stops the server in order, and starts it again', () => {
  expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(15);
  expect(valuesOf('Restart')).toEqual(['always']);
  // A signal that npm would pass on a second time is not sent through npm.
  expect(valuesOf('ExecStart')[0]).toMatch(/\/node src\/main\.ts$/);
});

const hasChecker = spawnSync('systemd-analyze', ['--version']).status === 0;

test.skipIf(!hasChecker)('systemd knows each of its lines', () => {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const file = join(path, 'crocodial-graphql.service');
  // The checker wants the program to exist.
  writeFileSync(
    file,
    UNIT.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`).replace(/^User=.*\n/m, ''),
  );
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  const complaints = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line.includes('crocodial-graphql.service'));
  expect(complaints).toEqual([]);
});
