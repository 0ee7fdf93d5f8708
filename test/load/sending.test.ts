import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort } from '../support/freePort.ts';
import { errorAnswer, rejection, startLeadsServer, type LeadsServer } from '../support/leadsServer.ts';
import { csvFile, leadsCsv, resultsPath, run } from './running.ts';

const keysOf = (requests: readonly (readonly { readonly idempotencyKey: string }[])[]): string[][] =>
  requests.map((leads) => leads.map(({ idempotencyKey }) => idempotencyKey));

const rowsOf = (lines: readonly { readonly row: number; readonly outcome: string }[]) =>
  Object.fromEntries(lines.map(({ row, outcome }) => [row, outcome]));

test('450 rows go in batches of 200, each under a key of its own, made of the file', async () => {
  const server = await startLeadsServer();
  const { code, lines } = await run(csvFile(leadsCsv(450)), [], server.url, { apiKey: 'k-1' });
  expect(code).toBe(0);
  expect(server.requests.map((leads) => leads.length)).toEqual([200, 200, 50]);
  expect(new Set(server.requests.flat().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(450);
  expect(server.headers[0]).toMatchObject({ authorization: 'Bearer k-1' });
  expect(lines.map(({ row, lead_id, key }) => [row, lead_id, key])).toEqual(
    server.requests.flat().map(({ idempotencyKey }, index) => [index + 1, String(index + 1), idempotencyKey]),
  );
  // The same content under another name is the same file; another content is another one.
  const again = await startLeadsServer();
  await run(csvFile(leadsCsv(450), 'copy.csv'), [], again.url);
  expect(keysOf(again.requests)).toEqual(keysOf(server.requests));
  const other = await startLeadsServer();
  await run(csvFile(leadsCsv(451)), [], other.url);
  expect(other.requests[0]?.[0]?.idempotencyKey).not.toBe(server.requests[0]?.[0]?.idempotencyKey);
});

test('each outcome is a line of the results, which only their owner may read', async () => {
  const server = await startLeadsServer({
    judge: ({ phoneNumber }) => {
      switch (phoneNumber) {
        case '7275550001':
          return {
            __typename: 'DuplicateLead',
            message: 'It is there.',
            match: 'PHONE',
            scope: 'SYSTEM',
            existingLeadId: '77',
          };
        case '7275550002':
          return rejection('DNC', 'On the\nlist, "DNC".', { fields: ['phoneNumber'] });
        case '7275550003':
          return { __typename: 'LeadOutcomeUnknown', message: 'Nobody knows.', phoneNumber };
        default:
          return {
            __typename: 'AddLeadSuccess',
            leadId: '5',
            phoneNumber,
            listId: '999',
            notices: ['A notice'],
            altered: [{ field: 'firstName' }],
          };
      }
    },
  });
  const file = csvFile('phone,source\n7275550001,t\n7275550002,t\n7275550003,t\n7275550004,t\n');
  const { code, lines, output } = await run(file, [], server.url);
  expect(code).toBe(2);
  expect(lines).toMatchObject([
    { row: 1, outcome: 'DUPLICATE', lead_id: '77', message: 'It is there.' },
    { row: 2, outcome: 'REJECTED', lead_id: '', fields: 'phoneNumber', message: 'DNC: On the list, "DNC".' },
    { row: 3, outcome: 'UNKNOWN', lead_id: '', message: 'Nobody knows.' },
    { row: 4, outcome: 'ADDED', lead_id: '5', fields: 'firstName' },
  ]);
  expect(output).toContain('4 of 4 rows (100 %), 1 added, 1 duplicate, 1 rejected, 1 unknown');
  // No program of a spreadsheet's gets a formula, and nobody else gets the file.
  expect(statSync(resultsPath(file)).mode & 0o777).toBe(0o600);
});

test.each([
  ['a duplicate', { __typename: 'DuplicateLead', message: '', match: 'PHONE', scope: 'LIST' }, 1],
  ['a rejected row', rejection('OTHER', ''), 1],
  ['an unknown one', { __typename: 'LeadOutcomeUnknown', message: '', phoneNumber: '1' }, 2],
])('%s decides the exit code', async (_, result, code) => {
  const server = await startLeadsServer({
    judge: ({ phoneNumber }) => (phoneNumber.endsWith('3') ? result : undefined),
  });
  expect((await run(csvFile(leadsCsv(9)), [], server.url)).code).toBe(code);
});

const UNAVAILABLE = [
  ['RATE_LIMITED', errorAnswer('RATE_LIMITED', 'Slowly.', { retryAfterSeconds: 0.05 })],
  ['DIALER_UNAVAILABLE', errorAnswer('DIALER_UNAVAILABLE', 'Down.', { retryAfterSeconds: 0.05 })],
  [
    'a server that closes',
    errorAnswer('SERVICE_UNAVAILABLE', 'Closing.', { retryable: true, retryAfterSeconds: 0 }, 503),
  ],
  ['HTTP 429 of a proxy', { status: 429, headers: { 'retry-after': '0' }, body: '<h1>Too many</h1>' }],
  ['HTTP 503 of a proxy', { status: 503, headers: { 'retry-after': '0' }, body: 'no' }],
  ['HTTP 502 of a proxy', { status: 502, headers: { 'retry-after': '0' }, body: '' }],
  ['a connection that is lost', 'hang up'],
] as const;

test.each(UNAVAILABLE)('%s is waited for, and the same keys are sent again', async (_, instead) => {
  const sent: string[] = [];
  const server = await startLeadsServer({
    intercept: (leads, request) => {
      if (request === 2 || request === 3) sent.push(leads.map(({ idempotencyKey }) => idempotencyKey).join());
      return request === 2 ? instead : undefined;
    },
  });
  const { code, lines, output } = await run(csvFile(leadsCsv(250)), [], server.url);
  expect(code).toBe(0);
  expect(lines).toHaveLength(250);
  expect(sent[1]).toBe(sent[0]);
  expect(output).toMatch(/Waiting [\d.]+ s: /);
});

test('of a batch, the leads that were not sent are sent again after the longest wait', async () => {
  const server = await startLeadsServer({
    judge: ({ phoneNumber }, attempt) => {
      const last = Number(phoneNumber.slice(-1));
      if (last < 3 && attempt === 1)
        return rejection('NOT_SENT', 'Nothing was sent.', { retryAfterSeconds: last % 2 });
      return last === 2 ? rejection('DNC', 'No.') : undefined;
    },
  });
  const { code, lines, output } = await run(csvFile(leadsCsv(10)), [], server.url);
  expect(code).toBe(1);
  expect(server.requests.map((leads) => leads.length)).toEqual([10, 3]);
  expect(keysOf(server.requests)[1]).toEqual(keysOf(server.requests)[0]?.slice(0, 3));
  expect(output).toContain('Waiting 1 s: Nothing was sent.');
  expect(rowsOf(lines)).toEqual({
    ...Object.fromEntries([1, 2, 4, 5, 6, 7, 8, 9, 10].map((row) => [row, 'ADDED'])),
    3: 'REJECTED',
  });
  expect(lines).toHaveLength(10);
});

test.each([
  ['BAD_USER_INPUT', 'REJECTED', 1],
  ['INTERNAL_SERVER_ERROR', 'UNKNOWN', 2],
])(
  'a request refused as a whole (%s) is halved until its lead is alone',
  async (errorCode, outcome, code) => {
    const server = await startLeadsServer({
      intercept: (leads) =>
        leads.some(({ phoneNumber }) => phoneNumber.endsWith('0033'))
          ? errorAnswer(errorCode, 'Cannot be read.')
          : undefined,
    });
    const result = await run(csvFile(leadsCsv(200)), [], server.url);
    expect(result.code).toBe(code);
    expect(result.lines).toHaveLength(200);
    expect(result.lines.filter((line) => line.outcome !== 'ADDED')).toMatchObject([
      { row: 34, outcome, message: `${errorCode}: Cannot be read.` },
    ]);
    expect(server.added.size).toBe(199);
    expect(server.headers.length).toBeLessThan(20);
  },
);

test.each([
  ['a request that is too large', { status: 413, body: 'Too large' }],
  ['an answer for fewer leads', { status: 200, body: { data: { addLeads: { results: [] } } } }],
  ['an answer without data', { status: 200, body: { data: { addLeads: null } } }],
])('%s is halved, too', async (_, instead) => {
  const server = await startLeadsServer({ intercept: (leads) => (leads.length > 60 ? instead : undefined) });
  const { code, lines } = await run(csvFile(leadsCsv(200)), [], server.url);
  expect([code, lines.length]).toEqual([0, 200]);
  expect(server.requests.map((leads) => leads.length)).toEqual([50, 50, 50, 50]);
});

test.each([
  ['no valid key', errorAnswer('UNAUTHENTICATED', 'Who?', {}, 401), 'UNAUTHENTICATED'],
  ['a key without leads:write', errorAnswer('FORBIDDEN', 'No.'), 'FORBIDDEN'],
  [
    'a schema of another version',
    errorAnswer('GRAPHQL_VALIDATION_FAILED', 'No such field.', {}, 400),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a dialer that refuses the account',
    errorAnswer('DIALER_UNAUTHORIZED', 'Account.'),
    'DIALER_UNAUTHORIZED',
  ],
  ['something that is no API', { status: 404, body: '<html>' }, 'HTTP 404'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, 'HTTP 302'],
] as const)('%s stops the program, what was added before stays told', async (_, instead, words) => {
  const server = await startLeadsServer({
    intercept: (_leads, request) => (request === 2 ? instead : undefined),
  });
  const { code, output, lines } = await run(csvFile(leadsCsv(250)), [], server.url, { apiKey: 'secret-key' });
  expect(code).toBe(3);
  expect(output).toContain(words);
  expect(output).not.toContain('secret-key');
  expect(lines).toHaveLength(200);
});

test('an API that gives no verdict is not waited for forever', async () => {
  const server = await startLeadsServer({
    judge: () => rejection('NOT_SENT', 'Locked.', { retryAfterSeconds: 900 }),
  });
  const { code, output, lines } = await run(csvFile(leadsCsv(3)), ['--patience', '60'], server.url);
  expect(code).toBe(3);
  expect(output).toContain('Locked.');
  expect(lines).toEqual([]);
});

test('an API that goes away in the middle is waited for as long as patience lasts; the next run goes on', async () => {
  const servers: LeadsServer[] = [];
  const server = await startLeadsServer({
    intercept: (_leads, request) => {
      if (request < 2) return undefined;
      void servers[0]?.close();
      return 'hang up';
    },
  });
  servers.push(server);
  const file = csvFile(leadsCsv(250));
  const { code, output, lines } = await run(file, ['--patience', '2'], server.url);
  expect(code).toBe(3);
  expect(output).toContain('ECONNREFUSED');
  expect(output).toContain('--patience');
  expect(lines).toHaveLength(200);
  const again = await startLeadsServer();
  expect(await run(file, [], again.url)).toMatchObject({ code: 0, lines: { length: 250 } });
  expect(again.requests.flat()).toHaveLength(50);
});

test('a server that is not there is no reason to wait', async () => {
  const { code, output } = await run(
    csvFile(leadsCsv(3)),
    [],
    `http://127.0.0.1:${await freePort()}/graphql`,
  );
  expect(code).toBe(3);
  expect(output).toContain('ECONNREFUSED');
  expect(output).toContain('API_URL');
});

test.each([
  [['--what'], 'Usage:'],
  [['more.csv'], 'Give one file'],
  [['--map', 'phone'], '--map phone'],
  [['--patience', 'soon'], '--patience soon'],
])('arguments %j are refused in words', async (args, words) => {
  expect(await run(csvFile(leadsCsv(1)), args, 'http://127.0.0.1:1/')).toMatchObject({
    code: 3,
    output: expect.stringContaining(words),
  });
});

test('an address that is none, and a key that cannot be sent, are refused; the key is not shown', async () => {
  expect((await run(csvFile(leadsCsv(1)), [], 'localhost:4000')).output).toContain('API_URL');
  const { code, output } = await run(csvFile(leadsCsv(1)), [], 'http://127.0.0.1:1/', { apiKey: 'a\nb' });
  expect(code).toBe(3);
  expect(output).toContain('API_KEY');
  expect(output).not.toContain('a\nb');
});

test('--dry-run gives the verdicts and adds nothing; it is made anew each time', async () => {
  const server = await startLeadsServer({
    judge: ({ phoneNumber }) =>
      phoneNumber.endsWith('4') ? rejection('INVALID_INPUT', 'No.', { fields: ['phoneNumber'] }) : undefined,
  });
  const file = csvFile(`${leadsCsv(6)}7,\n`);
  const { code, lines, output } = await run(file, ['--dry-run'], server.url);
  expect(code).toBe(1);
  expect(rowsOf(lines)).toEqual({
    1: 'VALID',
    2: 'VALID',
    3: 'VALID',
    4: 'VALID',
    5: 'REJECTED',
    6: 'VALID',
    7: 'REJECTED',
  });
  expect(output).toContain('5 valid');
  expect(server.added.size).toBe(0);
  expect((await run(file, ['--dry-run'], server.url)).lines).toHaveLength(7);
  // It does not stand in the way of the load itself.
  expect(rowsOf((await run(file, [], server.url)).lines)).toMatchObject({
    1: 'ADDED',
    5: 'REJECTED',
    7: 'REJECTED',
  });
  expect(server.added.size).toBe(5);
});

test('progress is one line on a terminal, with rates, and plain lines elsewhere', async () => {
  const slow = await startLeadsServer({
    intercept: (_leads, request) =>
      request < 5 ? errorAnswer('RATE_LIMITED', 'Slowly.', { retryAfterSeconds: 0.12 }) : undefined,
  });
  const terminal = await run(csvFile(leadsCsv(401)), [], slow.url, { isTTY: true });
  expect(terminal.output).not.toContain('\n401 of');
  const shown = terminal.output.split('\r\u001B[K').slice(1);
  expect(shown.length).toBeGreaterThan(4);
  for (const line of shown) expect(line.split('\n')[0]?.length).toBeLessThan(100);
  expect(shown.at(-1)).toMatch(/^401 of 401 rows \(100 %\), 401 added, \d+ rows\/s\n/);
  const quick = await startLeadsServer();
  const plain = await run(csvFile(leadsCsv(401)), [], quick.url);
  expect(plain.output).toMatch(
    /^401 of 401 rows \(100 %\), 401 added, \d+ rows\/s\nsee .*leads\.results\.csv\n$/,
  );
});
