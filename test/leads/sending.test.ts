import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KEY, LOOPBACK_CERTIFICATE, OTHER_CERTIFICATE } from '../support/certificates.ts';
import {
  ACCOUNT,
  accountAt,
  addedLine,
  folderForThisTest,
  leadClientOf,
  scriptedDialer,
  startLeadApi,
} from '../support/leadApi.ts';
import { freePort } from '../support/freePort.ts';
import { start } from '../support/program.ts';

const LEAD = { phoneNumber: '7275551111', source: 'test' } as const;
const NOT_SENT = { type: 'LeadRejected', reason: 'NOT_SENT', fields: [] };
const PATIENCE = { DIALER_TIMEOUT_MS: '600' };

/** Listens until the test ends. @returns its port */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  return address.port;
}

/** A dialer that adds whatever arrives. */
function adding(): { readonly listener: RequestListener; readonly bodies: string[] } {
  const bodies: string[] = [];
  return {
    bodies,
    listener: (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        response.end(addedLine(new URLSearchParams(body), 1000 + bodies.length));
      });
    },
  };
}

/** Certificates that this process trusts until the test ends. */
function trust(certificate: string): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate]);
  onTestFinished(() => setDefaultCACertificates(before));
}

const onPort = async (server: Server): Promise<string> => `https://127.0.0.1:${await listening(server)}`;

/** The address of a dialer that cannot be asked, by what it is. */
const UNREACHED: Readonly<Record<string, () => Promise<string>>> = {
  'a port that speaks no TLS': () => onPort(createHttpServer()),
  'a server that has no certificate': () => onPort(createTlsServer()),
  'a server that closes within the handshake': () => onPort(createServer((socket) => socket.destroy())),
  'a server that resets within the handshake': () =>
    onPort(createServer((socket) => socket.resetAndDestroy())),
  'a server that never answers the handshake': () => onPort(createServer()),
  'a server that closes after the first bytes of the handshake': () =>
    onPort(createServer((socket) => socket.once('data', () => socket.end()))),
  'a certificate that nobody vouches for': () =>
    onPort(createHttpsServer({ key: KEY, cert: LOOPBACK_CERTIFICATE }, adding().listener)),
  'a refused port': async () => `http://127.0.0.1:${await freePort()}`,
  'a host that has no address': () => Promise.resolve('http://nowhere.invalid'),
};

/** What a server tells of a lead, and when it is asked for again. */
const asked = async ([what, address]: [string, () => Promise<string>]) => {
  const api = await startLeadApi({ url: await address(), ...ACCOUNT }, PATIENCE);
  const lead = { ...LEAD, idempotencyKey: 'k' };
  return { what, first: await api.add(lead), again: await api.add(lead) };
};

describe('nothing was sent', () => {
  test('to a dialer without a connection, or without a secure one', async () => {
    // Each of them waits for its deadline, twice.
    const told = await Promise.all(Object.entries(UNREACHED).map(asked));
    expect(told).toMatchObject(
      Object.keys(UNREACHED).map((what) => ({ what, first: NOT_SENT, again: NOT_SENT })),
    );
  });

  test('to a certificate of another host, while one of this host is used', async () => {
    trust(OTHER_CERTIFICATE);
    trust(LOOPBACK_CERTIFICATE);
    const wrong = adding();
    const wrongPort = await listening(
      createHttpsServer({ key: KEY, cert: OTHER_CERTIFICATE }, wrong.listener),
    );
    const other = await startLeadApi({ url: `https://127.0.0.1:${wrongPort}`, ...ACCOUNT }, PATIENCE);
    expect(await other.add(LEAD)).toMatchObject(NOT_SENT);
    expect(wrong.bodies).toEqual([]);

    const right = adding();
    const rightPort = await listening(
      createHttpsServer({ key: KEY, cert: LOOPBACK_CERTIFICATE }, right.listener),
    );
    const api = await startLeadApi({ url: `https://127.0.0.1:${rightPort}`, ...ACCOUNT });
    expect(await api.add(LEAD)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1001' });
    expect(right.bodies).toHaveLength(1);
  });

  // Each connection of a client takes a handle, too: then there is none left to ask the dialer with.
  test('with no file handle left', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', (fields) => addedLine(fields));
    const folder = folderForThisTest();
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
    const program = start(
      'sh',
      ['-c', 'ulimit -n 60; exec "$0" "$1"', process.execPath, main],
      {
        PORT: '0',
        DIALER_URL: dialer.url.href,
        DIALER_USER: ACCOUNT.user,
        DIALER_PASS: ACCOUNT.pass,
        DIALER_TIMEOUT_MS: '600',
        LEAD_JOURNAL: join(folder, 'leads.db'),
      },
      { cwd: folder },
    );
    const url = new URL(await program.ready());
    const client = leadClientOf(url.origin);
    expect(await client.add(LEAD)).toMatchObject({ type: 'AddLeadSuccess' });
    const idle = Array.from({ length: 60 }, () => connect(Number(url.port), url.hostname));
    onTestFinished(() => idle.forEach((socket) => socket.destroy()));
    for (const socket of idle) socket.on('error', () => undefined);
    await expect
      .poll(() => client.add({ ...LEAD, idempotencyKey: 'k' }), { timeout: 5000 })
      .toMatchObject(NOT_SENT);
    // The probe at the start may be among them.
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
    for (const socket of idle) socket.destroy();
    await expect
      .poll(() => client.add({ ...LEAD, idempotencyKey: 'k' }), { timeout: 5000 })
      .toMatchObject({ type: 'AddLeadSuccess' });
    expect(dialer.counts()).toMatchObject({ add_lead: 2 });
  });
});

/** Closes a connection when a second request comes over it, before it has looked at one byte of that. */
async function closingDialer() {
  const dialer = adding();
  const used = new WeakSet<Socket>();
  const server = createHttpServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { socket } = request;
    dialer.listener(request, response);
    response.on('finish', () => {
      if (used.has(socket)) return;
      used.add(socket);
      socket.prependListener('data', () => socket.destroy());
    });
  });
  const port = await listening(server);
  return { ...dialer, url: `http://127.0.0.1:${port}` };
}

describe('a connection that the dialer keeps', () => {
  test('and closes just when the next add goes out costs none of 60 adds its outcome', async () => {
    const dialer = await closingDialer();
    const api = await startLeadApi({ url: dialer.url, ...ACCOUNT });
    const told: string[] = [];
    for (let index = 0; index < 60; index += 1)
      told.push((await api.add({ ...LEAD, phoneNumber: `72755${10_000 + index}` })).type);
    expect(told.filter((type) => type !== 'AddLeadSuccess')).toEqual([]);
    expect(dialer.bodies).toHaveLength(60);
  });
});

describe('a dialer that turns an add away', () => {
  test.each([
    [429, 7],
    [503, 30],
  ])(
    'HTTP %i with Retry-After: nothing was sent, and it is left alone until then',
    async (status, seconds) => {
      const dialer = await scriptedDialer();
      dialer.answer('add_lead', { status, headers: { 'retry-after': String(seconds) }, body: '' });
      const api = await startLeadApi(accountAt(dialer));
      const lead = { ...LEAD, idempotencyKey: 'k' };
      for (let time = 0; time < 2; time += 1) {
        expect(await api.add(lead)).toMatchObject({ ...NOT_SENT, retryAfterSeconds: seconds });
      }
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    },
  );

  test('HTTP 429 without a word of when: nothing was sent, and the key is free', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', { status: 429, body: '' });
    const api = await startLeadApi(accountAt(dialer));
    const lead = { ...LEAD, idempotencyKey: 'k' };
    expect(await api.add(lead)).toMatchObject({ ...NOT_SENT, retryAfterSeconds: null });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
    dialer.answer('add_lead', (fields) => addedLine(fields));
    expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess' });
  });

  test('HTTP 503 without a word of when says nothing of the lead: UNKNOWN', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', { status: 503, body: '' });
    const api = await startLeadApi(accountAt(dialer));
    expect(await api.add(LEAD)).toMatchObject({ type: 'LeadOutcomeUnknown' });
  });
});

test('an account that is locked says so, and not to look for a wrong password', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', 'ERROR: Too many login attempts, try again in 15 minutes: |MyUser|LOCK|\n');
  const api = await startLeadApi(accountAt(dialer));
  for (let time = 0; time < 2; time += 1) {
    const told = await api.add(LEAD);
    expect(told).toMatchObject({ type: 'LeadRejected', reason: 'NOT_PERMITTED' });
    expect(told).toHaveProperty('message', expect.stringContaining('locked'));
    expect(told).toHaveProperty('message', expect.not.stringContaining('LEADS_PASS'));
  }
  expect(dialer.counts()).toEqual({ add_lead: 1 });
});
