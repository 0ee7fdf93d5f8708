import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addsOf, leads, LEAD } from '../support/addingDialer.ts';
import { post } from '../support/api.ts';
import { KEY, LOOPBACK_CERTIFICATE } from '../support/certificates.ts';
import { freePort } from '../support/freePort.ts';
import {
  ACCOUNT,
  accountAt,
  ADD_LEADS,
  addedLine,
  scriptedDialer,
  startLeadApi,
  until,
  type Told,
} from '../support/leadApi.ts';
import { startGate } from '../support/leadGate.ts';

const NOT_SENT = {
  type: 'LeadRejected',
  reason: 'NOT_SENT',
  message: expect.stringContaining('Nothing was sent'),
};
const UNKNOWN = { type: 'LeadOutcomeUnknown' };
const PATIENCE = { DIALER_TIMEOUT_MS: '600' };

/** A port that treats each connection so. It ends with the test. */
async function listening(
  treat: (socket: Socket) => void,
  make: (treat: (socket: Socket) => void) => Server = createServer,
): Promise<{ port: number; connections: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = make((socket) => {
    socket.on('error', () => undefined);
    treat(socket);
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port, connections: () => connections };
}

const overTls = (treat: (socket: Socket) => void): Server =>
  createTlsServer({ key: KEY, cert: LOOPBACK_CERTIFICATE }, treat);

/** What arrived of a lead's form may have been read: nobody can know. */
describe('a connection that breaks after the first byte leaves the outcome unknown', () => {
  const half =
    'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 400\r\n\r\nSUCCESS: add_lead LEAD HAS';
  test.each<[string, (socket: Socket) => void]>([
    ['reset at the first byte', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['closed at the first byte', (socket) => socket.once('data', () => socket.destroy())],
    ['closed in order', (socket) => socket.once('data', () => socket.end())],
    ['closed within the answer', (socket) => socket.once('data', () => socket.end(half))],
    [
      'reset within the answer',
      (socket) => socket.once('data', () => socket.write(half, () => socket.resetAndDestroy())),
    ],
    ['never answered', () => undefined],
    ['answered by half a header', (socket) => socket.once('data', () => socket.write('HTTP/1.1 200'))],
    ['answered in another protocol', (socket) => socket.once('data', () => socket.end('220 mail ready\r\n'))],
  ])('%s', async (fate, treat) => {
    trust();
    const isUnknown = async (isTls: boolean): Promise<void> => {
      const { port, connections } = await listening(treat, isTls ? overTls : createServer);
      const api = await startLeadApi(
        { url: `${isTls ? 'https' : 'http'}://127.0.0.1:${port}`, ...ACCOUNT },
        PATIENCE,
      );
      const lead = { ...LEAD, idempotencyKey: 'k' };
      expect(await api.add(lead)).toMatchObject(UNKNOWN);
      // It is remembered, and not sent again.
      expect(await api.add(lead)).toMatchObject(UNKNOWN);
      expect(connections()).toBe(1);
    };
    // No TLS socket can be reset.
    await Promise.all((fate.startsWith('reset') ? [false] : [false, true]).map(isUnknown));
  });
});

function trust(): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, LOOPBACK_CERTIFICATE]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** What a server tells of twelve leads whose dialer has that address. */
const askedAt = async (url: string) => {
  const api = await startLeadApi({ url, ...ACCOUNT }, PATIENCE);
  return { url, told: await api.addMany(leads(12, (index) => ({ idempotencyKey: `k${index}` }))) };
};

describe('without a connection nothing was sent', () => {
  test('a host without an address, with TLS and without, and an address that no route leads to', async () => {
    // Each of them waits for its deadline.
    const all = await Promise.all(
      ['http://nowhere.invalid', 'http://255.255.255.255:81', 'https://nowhere.invalid'].map(askedAt),
    );
    const told = { added: 0, rejected: 12, unknown: 0, results: Array.from({ length: 12 }, () => NOT_SENT) };
    expect(all).toMatchObject(all.map(({ url }) => ({ url, told })));
  });

  test('two hundred leads to a port that is shut, with TLS and without; each is added once when it is open', async () => {
    trust();
    // Each of them waits for its deadline.
    await Promise.all([false, true].map(isAddedOnceOpen));
  }, 120_000);
});

/** Holds that of leads to a port that is shut nothing was sent, and that each is added once when it is open. */
async function isAddedOnceOpen(tls: boolean): Promise<void> {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  const gate = await startGate(dialer.url.href, { tls });
  onTestFinished(() => gate.shut());
  await gate.shut();
  const api = await startLeadApi(
    { url: gate.url, ...ACCOUNT },
    { DIALER_TIMEOUT_MS: '2000' },
    { pauses: { probeAfterMs: 100 } },
  );
  const inputs = leads(200, (index) => ({ idempotencyKey: `k${index}` }));
  const told = await api.addMany(inputs);
  expect(told).toMatchObject({ added: 0, rejected: 200, unknown: 0 });
  for (const one of told.results) expect(one).toMatchObject(NOT_SENT);
  expect(dialer.counts()).toEqual({});
  await gate.open();
  // The circuit closes before all of them are asked for again.
  await expect
    .poll(() => api.add(inputs[0] ?? {}), { timeout: 50_000 })
    .toMatchObject({ type: 'AddLeadSuccess' });
  await expect.poll(async () => (await api.addMany(inputs)).added, { timeout: 50_000 }).toBe(200);
  const numbers = addsOf(dialer).map((sent) => sent.get('phone_number'));
  expect(new Set(numbers).size).toBe(200);
  expect(numbers).toHaveLength(200);
}

/** The nth add's fate at a dialer that fails in turn. */
const FATES = ['added', 'reset', 'added', 'half', 'refused', 'added', 'gone'] as const;

test('a batch to a dialer that fails now and then, whose client has left: each key tells the truth afterwards', async () => {
  const dialer = await scriptedDialer();
  const inserted = new Map<string, number>();
  let asked = 0;
  dialer.raw('add_lead', (socket, { fields }) => {
    const form = new Map(fields);
    const number = form.get('phone_number') ?? '';
    const fate = FATES[(asked += 1) % FATES.length];
    if (fate !== 'refused') inserted.set(number, (inserted.get(number) ?? 0) + 1);
    const body =
      fate === 'refused'
        ? `ERROR: add_lead PHONE NUMBER IN DNC - ${number}|MyUser\n`
        : addedLine(new URLSearchParams([...form]), 1000 + Number(number.slice(-3)));
    const answer = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    if (fate === 'reset') socket.resetAndDestroy();
    else if (fate === 'gone') socket.destroy();
    else if (fate === 'half') socket.end(answer.slice(0, -20));
    else socket.end(answer);
  });
  const api = await startLeadApi(accountAt(dialer), { DIALER_CONCURRENCY: '4' });
  const inputs = leads(60, (index) => ({ idempotencyKey: `k${index}` }));
  const leaving = new AbortController();
  const gone = post(api.url, { query: ADD_LEADS, variables: { inputs } }, { signal: leaving.signal });
  await until('it has begun', () => dialer.requests.length > 8);
  leaving.abort();
  await expect(gone).rejects.toThrow('aborted');

  const truth = (told: Told, number: string): boolean => {
    const rows = inserted.get(number) ?? 0;
    if (told.type === 'AddLeadSuccess')
      return rows === 1 && told.leadId === String(1000 + Number(number.slice(-3)));
    if (told.type === 'LeadOutcomeUnknown') return rows === 1;
    return told.type === 'LeadRejected' && rows === 0 && ['NOT_SENT', 'DNC'].includes(told.reason);
  };
  const numbers = inputs.map(({ phoneNumber }) => String(phoneNumber));
  const lies = (results: readonly Told[]): Told[] =>
    results.filter((told, index) => !truth(told, numbers[index] ?? ''));
  expect(lies((await api.addMany(inputs)).results)).toEqual([]);
  // And again, until none is left that was not sent.
  await expect
    .poll(
      async () =>
        (await api.addMany(inputs)).results.filter(
          (told) => told.type === 'LeadRejected' && told.reason === 'NOT_SENT',
        ).length,
      {
        timeout: 30_000,
        interval: 500,
      },
    )
    .toBe(0);
  expect(lies((await api.addMany(inputs)).results)).toEqual([]);
  expect(Math.max(...inserted.values())).toBe(1);
  expect(dialer.requests.length).toBe(60);
}, 60_000);
