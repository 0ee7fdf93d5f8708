/** nginx with the example, where it is installed (Debian: apt-get install nginx-light; else NGINX_PROGRAM=path). */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { KEY, LOOPBACK_CERTIFICATE } from '../support/certificates.ts';
import { freePort } from '../support/freePort.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { textOf } from './files.ts';

// /usr/sbin is not on everybody's PATH.
const NGINX = [process.env['NGINX_PROGRAM'] ?? 'nginx', '/usr/sbin/nginx'].find(
  (program) => spawnSync(program, ['-v']).status === 0,
);

export const hasNginx = NGINX !== undefined;

export interface NginxOptions {
  /** The port of the server behind it. */
  readonly upstreamPort: string;
  readonly port: number;
  /** False = plain HTTP, so that any client can be used. */
  readonly tls: boolean;
}

/** The arguments of nginx, and its folder. */
interface Configured {
  readonly folder: string;
  readonly args: readonly string[];
}

/** A whole configuration with the example of one server in its http block. */
function configured({ upstreamPort, port, tls }: NginxOptions): Configured {
  const example = textOf('deploy/nginx.conf')
    .replaceAll('/etc/nginx/tls', '.')
    .replace('127.0.0.1:4000', `127.0.0.1:${upstreamPort}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace(/^ *listen \[::\]:443 ssl;\n/m, '');
  return wholeOf(tls ? example : example.replace(/ ssl;/, ';').replaceAll(/^ *ssl_.*\n/gm, ''));
}

/** A whole configuration with the example of two servers in its http block. */
const configuredForTwo = (ports: readonly [string, string], port: number): Configured =>
  wholeOf(
    textOf('deploy/nginx-replicas.conf')
      .replace('server-1:4000', `127.0.0.1:${ports[0]}`)
      .replace('server-2:4000', `127.0.0.1:${ports[1]}`)
      .replace('listen 8080', `listen 127.0.0.1:${port}`),
  );

function wholeOf(own: string): Configured {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  mkdirSync(join(path, 'temp'));
  writeFileSync(join(path, 'fullchain.pem'), LOOPBACK_CERTIFICATE);
  writeFileSync(join(path, 'privkey.pem'), KEY);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(path, 'temp', kind)};`,
  );
  writeFileSync(
    join(path, 'nginx.conf'),
    `daemon off; master_process off; pid ${join(path, 'pid')};
    events {}
    http { access_log off; ${temporary.join(' ')}
    ${own.replaceAll(' ./', ` ${path}/`)} }`,
  );
  return {
    folder: path,
    args: ['-p', path, '-c', join(path, 'nginx.conf'), '-e', join(path, 'error.log')],
  };
}

/** What nginx says about the example. */
export async function nginxVerdict(): Promise<{ readonly status: number | null; readonly text: string }> {
  const { args } = configured({ upstreamPort: '4000', port: await freePort(), tls: true });
  const { status, stderr } = spawnSync(NGINX ?? '', [...args, '-t'], { encoding: 'utf8' });
  return { status, text: stderr };
}

export interface RunningNginx {
  readonly port: number;
  /** The lines of its error log. */
  errors(): readonly string[];
}

/** Starts nginx with the example, until the test ends. */
export async function startNginx(options: Omit<NginxOptions, 'port'>): Promise<RunningNginx> {
  const port = await freePort();
  return started(port, configured({ ...options, port }));
}

/** Starts nginx with the example of two servers, until the test ends. @param ports those of the servers */
export async function startNginxForTwo(ports: readonly [string, string]): Promise<RunningNginx> {
  const port = await freePort();
  return started(port, configuredForTwo(ports, port));
}

async function started(port: number, { folder, args }: Configured): Promise<RunningNginx> {
  const child = spawn(NGINX ?? '', args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => void child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await expect.poll(() => isListening(port)).toBe(true);
  return {
    port,
    errors: () =>
      readFileSync(join(folder, 'error.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
  };
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
