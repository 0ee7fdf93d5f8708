/** There is no container engine where the tests run, so the image's files are held against the project. */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { createServer } from 'node:http';

import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/freePort.ts';
import { configOf, documentsOf, ROOT, textOf, unknownIn } from './files.ts';

/** Each instruction of the Dockerfile, with its continued lines. */
const INSTRUCTIONS = textOf('deploy/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    return { name, rest };
  });

const allOf = (name: string): string[] =>
  INSTRUCTIONS.filter((one) => one.name === name).map(({ rest }) => rest);

test('the Node of the image is that of the project', () => {
  expect(allOf('ARG')).toEqual([`NODE_VERSION=${textOf('.nvmrc').trim()}`]);
  for (const from of allOf('FROM')) expect(from).toMatch(/^node:\$\{NODE_VERSION\}-\w+-slim\b/);
});

test('the dependencies are those of the lock file, without the developers’, and are listed', () => {
  expect(allOf('RUN').slice(0, 4)).toEqual([
    expect.stringMatching(/^npm ci --ignore-scripts /),
    'npm run build',
    expect.stringMatching(/^npm ci --omit=dev /),
    expect.stringMatching(/^npm pkg delete devDependencies .*&& npm sbom .*> sbom\.cdx\.json$/),
  ]);
  expect(allOf('LABEL')[0]).toContain('sbom="/app/sbom.cdx.json"');
});

test('what is copied exists, and is not ignored', () => {
  const ignore = textOf('deploy/Dockerfile.dockerignore').split('\n');
  const copied = allOf('COPY').filter((rest) => !rest.startsWith('--from='));
  const sources = copied.flatMap((rest) => rest.split(' ').slice(0, -1));
  expect(new Set(sources)).toEqual(
    new Set(ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1))),
  );
  expect(sources.filter((source) => !existsSync(`${ROOT}${source}`))).toEqual([]);
  expect(ignore).toContain('*');
});

test('each folder that the server reads is copied', () => {
  const sources = globSync('src/**/*.ts', { cwd: ROOT }).flatMap((file) =>
    [...textOf(file).matchAll(/packagePath\('([^']+)'\)/g)].map(([, path = '']) => path),
  );
  expect(sources).toContain('schema/operations');
  const copied = allOf('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
  expect(sources.filter((source) => !copied.some((one) => `${source}/`.startsWith(`${one}/`)))).toEqual([]);
});

test('nobody in it is root, and the journal outlives it', () => {
  const names = INSTRUCTIONS.map(({ name }) => name);
  expect(allOf('USER')).toEqual(['node']);
  expect(names.indexOf('USER')).toBeLessThan(names.indexOf('CMD'));
  expect(allOf('VOLUME')).toEqual(['/data']);
});

const imageEnv = (): Record<string, string> =>
  Object.fromEntries(
    [...(allOf('ENV')[0] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );

test('its variables are the server’s', () => {
  const env = imageEnv();
  expect(unknownIn(Object.keys(env))).toEqual([]);
  expect(configOf({ ...env, API_KEYS_FILE: '/keys' })).toMatchObject({
    host: '0.0.0.0',
    port: 4000,
    leadJournal: '/data/leads.db',
  });
  // Nobody gets an open server by forgetting the keys.
  expect(() => configOf(env)).toThrow('HOST must be a loopback address');
});

test('its health check is 0 for a server that lives, else 1', async () => {
  const [check = ''] = allOf('HEALTHCHECK');
  const [, command = '[]'] = /CMD (\[.*\])$/.exec(check) ?? [];
  const [program, ...args] = z.array(z.string()).parse(JSON.parse(command));
  expect(program).toBe('node');
  const run = (port: number): Promise<number | null> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, { env: { PORT: String(port) }, stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code));
    });
  const port = await freePort();
  expect(await run(port)).toBe(1);
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/health' ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  expect(await run(port)).toBe(0);
  server.close();
});

const compose = z.object({
  services: z.looseObject({
    server: z.object({
      build: z.object({ context: z.literal('..'), dockerfile: z.string() }),
      environment: z.record(z.string(), z.string()),
      secrets: z.array(z.object({ source: z.string(), target: z.string() })),
      volumes: z.array(z.string()),
      ports: z.array(z.string()),
      read_only: z.literal(true),
      stop_grace_period: z.string().regex(/^\d+s$/),
    }),
  }),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

/** `${NAME:?message}` and `${NAME:-default}` as compose replaces them. */
const interpolated = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(
    /\$\{(\w+):([?-])([^}]*)\}/g,
    (_, name: string, kind: string, rest: string) => values[name] ?? (kind === '-' ? rest : ''),
  );

test('compose.yaml starts a server that accepts its configuration', () => {
  const { services, volumes, secrets } = compose.parse(documentsOf('deploy/compose.yaml')[0]);
  const { server } = services;
  expect(existsSync(`${ROOT}${server.build.dockerfile}`)).toBe(true);
  expect(unknownIn(Object.keys(server.environment))).toEqual([]);
  const env = Object.fromEntries(
    Object.entries(server.environment).map(([name, text]) => [
      name,
      interpolated(text, {
        DIALER_URL: 'https://acme.croco-dial.net',
        DIALER_USER: 'MyUser',
        DIALER_TIMEZONE: 'America/Chicago',
      }),
    ]),
  );
  expect(configOf({ ...imageEnv(), ...env })).toMatchObject({ timezone: 'America/Chicago', corsOrigins: [] });
  // Each secret is declared, and stands where a variable says.
  for (const { source } of server.secrets) expect(Object.keys(secrets)).toContain(source);
  expect(server.secrets.map(({ target }) => `/run/secrets/${target}`).toSorted()).toEqual(
    Object.values(env)
      .filter((value) => value.startsWith('/run/'))
      .toSorted(),
  );
  expect(server.volumes).toEqual(['journal:/data']);
  expect(Object.keys(volumes)).toContain('journal');
  expect(server.ports).toEqual(['127.0.0.1:4000:4000']);
  expect(Number.parseInt(server.stop_grace_period, 10)).toBeGreaterThan(15);
});

const replicas = z.object({
  services: z.looseObject({
    'server-1': z.looseObject({
      profiles: z.tuple([z.literal('replicas')]),
      environment: z.record(z.string(), z.string()),
      secrets: z.array(z.object({ source: z.string(), target: z.string() })),
    }),
    'server-2': z.unknown(),
  }),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

test('the profile replicas of compose.yaml has two servers that are configured alike, and that nginx knows', () => {
  const { services, secrets } = replicas.parse(documentsOf('deploy/compose.yaml')[0]);
  const { 'server-1': first, 'server-2': second } = services;
  expect(second).toEqual(first);
  for (const name of ['redis', 'postgres', 'nginx'])
    expect(services[name]).toMatchObject({ profiles: ['replicas'] });
  const names = Object.keys(first.environment);
  expect(names).toEqual(
    expect.arrayContaining(['SHARED_URL_FILE', 'SHARED_KEY_FILE', 'JOURNAL_URL_FILE', 'CALL_ID_KEY']),
  );
  expect(unknownIn(names)).toEqual([]);
  for (const { source } of first.secrets) expect(Object.keys(secrets)).toContain(source);
  expect(first.secrets.map(({ target }) => `/run/secrets/${target}`).toSorted()).toEqual(
    Object.values(first.environment)
      .filter((value) => value.startsWith('/run/'))
      .toSorted(),
  );
  const nginx = textOf('deploy/nginx-replicas.conf');
  for (const name of ['server-1', 'server-2']) expect(nginx).toContain(`server ${name}:4000`);
});

test('a checker of Dockerfiles finds nothing wrong', () => {
  expect(validate(textOf('deploy/Dockerfile')).map(({ message }) => message)).toEqual([]);
});
