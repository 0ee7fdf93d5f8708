/** Something answers, but what it says is not HTTP 200 as it should be: broken HTTP, other statuses, encodings. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { megabytes } from '../../src/upstream/endpoint.ts';
import { ENDPOINTS } from '../../src/upstream/endpoints.ts';
import { SECRET_TEXT, type Fault } from './matrixCell.ts';
import { byHand, flood, HEAD, headFor, halfOf, replies } from './replies.ts';
import type { FaultTarget } from './harness.ts';
import { SUBJECTS, transportOf, type Subject } from './subjects.ts';
import { fails, never, survives, type Expectation } from './expectations.ts';

// ------------------------------------------------------------------------------------------------------ broken HTTP

const BROKEN: readonly Fault[] = [
  {
    name: 'no HTTP at all',
    apply: byHand((socket) =>
      socket.end(`ERROR: Login incorrect, please try again: |${SECRET_TEXT}|BAD|\r\n\r\n`),
    ),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'a broken header',
    apply: byHand((socket, body) => socket.end(`${HEAD}${SECRET_TEXT}\r\n\r\n${body.toString()}`)),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'headers without end',
    apply: byHand((socket) => {
      const line = `x-canary: ${SECRET_TEXT.repeat(20)}\r\n`;
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, () => line);
    }),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'a bad chunk size',
    apply: byHand((socket, body) =>
      socket.end(
        `${HEAD}transfer-encoding: chunked\r\n\r\n${SECRET_TEXT}\r\n${body.toString()}\r\n0\r\n\r\n`,
      ),
    ),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'conflicting lengths',
    apply: byHand((socket, body) =>
      socket.end(`${HEAD}content-length: ${body.length}\r\ncontent-length: 3\r\n\r\n${body.toString()}`),
    ),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'a length beside chunks',
    apply: byHand((socket, body) =>
      socket.end(
        `${HEAD}content-length: ${body.length}\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body.toString()}\r\n0\r\n\r\n`,
      ),
    ),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'a length of half the answer',
    apply: byHand((socket, body) => {
      socket.write(headFor(halfOf(body)));
      socket.write(body);
    }),
    expected: fails('BAD_RESPONSE'),
    settleMs: 20,
  },
  {
    name: 'HTTP/1.0',
    apply: byHand((socket, body) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${body.toString()}`)),
    expected: survives(),
  },
  {
    name: 'early hints first',
    apply: byHand((socket, body) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n');
      socket.end(Buffer.concat([Buffer.from(headFor(body, 'connection: close\r\n')), body]));
    }),
    expected: survives(),
  },
];

// --------------------------------------------------------------------------------------------------------- statuses

const PAGE = `<html><head><title>${SECRET_TEXT}</title></head><body><h1>Bad Gateway</h1></body></html>`;

const status = (name: string, code: number, expected: Expectation, more: Partial<Fault> = {}): Fault => ({
  name: `HTTP ${name}`,
  apply: replies(() => ({ status: code, body: PAGE })),
  expected,
  ...more,
});

const STATUSES: readonly Fault[] = [
  {
    name: 'HTTP 500, empty',
    apply: replies(() => ({ status: 500, body: '' })),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'HTTP 500 with the right answer',
    apply: replies((body) => ({ status: 500, body })),
    expected: fails('UNAVAILABLE'),
  },
  status('502 page', 502, fails('UNAVAILABLE')),
  {
    name: 'HTTP 503, retry after an hour',
    apply: replies(() => ({ status: 503, headers: { 'retry-after': '3600' }, body: PAGE })),
    expected: fails('UNAVAILABLE', { lmapi: 'NOT_SENT' }),
    isLeftAlone: true,
  },
  {
    name: 'HTTP 429, retry after an hour',
    apply: replies(() => ({ status: 429, headers: { 'retry-after': '3600' }, body: PAGE })),
    expected: fails('RATE_LIMITED'),
    isLeftAlone: true,
  },
  status('429', 429, fails('RATE_LIMITED')),
  status('400', 400, fails('BAD_RESPONSE', { voxo: 'REFUSED' })),
  status('401 of a proxy', 401, fails('UNAVAILABLE', { voxo: never('its 401 is a refused token') })),
  status(
    '401 of VOXO',
    401,
    fails('UNAUTHORIZED', {
      goAPI: never('a page is no refusal of its own'),
      lmapi: never('a page is no refusal of its own'),
    }),
    { refusesLogin: true },
  ),
  status('403', 403, fails('UNAVAILABLE', { voxo: 'UNAUTHORIZED' })),
  status('404', 404, fails('BAD_RESPONSE', { voxo: 'REFUSED' })),
  {
    name: 'HTTP 204',
    apply: replies(() => ({ status: 204, body: '' })),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'HTTP 206 with the right answer',
    apply: replies((body) => ({ status: 206, body })),
    expected: fails('BAD_RESPONSE'),
  },
];

const redirects = (code: number, place: string, location: (target: FaultTarget) => string): Fault => ({
  name: `HTTP ${code} to ${place}`,
  apply: replies((_, target) => ({ status: code, headers: { location: location(target) }, body: PAGE })),
  expected: fails('BAD_RESPONSE'),
});

const REDIRECTS: readonly Fault[] = [
  ...[302, 307, 308].map((code) =>
    redirects(
      code,
      'another host',
      ({ elsewhere }) =>
        `${elsewhere.origin}/goAPIv2/goUsers/goAPI.php?goPass=${encodeURIComponent(SECRET_TEXT)}`,
    ),
  ),
  redirects(301, 'the same host', () => '/moved/goAPI.php'),
];

// -------------------------------------------------------------------------------------------------------- encodings

const encoded = (
  name: string,
  encoding: string,
  pack: (body: string) => string | Buffer,
  expected: Expectation,
): Fault => ({
  name,
  apply: replies((body) => ({ headers: { 'content-encoding': encoding }, body: pack(body) })),
  expected,
});

const ENCODINGS: readonly Fault[] = [
  encoded('gzip', 'gzip', (body) => gzipSync(body), survives()),
  encoded('gzip in capitals', 'GZIP', (body) => gzipSync(body), survives()),
  encoded('brotli', 'br', (body) => brotliCompressSync(body), survives()),
  encoded('gzip that is none', 'gzip', (body) => body, fails('BAD_RESPONSE')),
  encoded('brotli that is none', 'br', (body) => SECRET_TEXT + body, fails('BAD_RESPONSE')),
  encoded('deflate that is none', 'deflate', (body) => SECRET_TEXT + body, fails('BAD_RESPONSE')),
  encoded('gzip that stops short', 'gzip', (body) => gzipSync(body).subarray(0, -12), fails('BAD_RESPONSE')),
  encoded('an unknown encoding', 'x-rot13', (body) => body, fails('BAD_RESPONSE')),
];

// ------------------------------------------------------------------------------------------------------------- sizes

const LARGEST = megabytes(256);
const maxBytesOf = ({ action }: Subject): number => ENDPOINTS[action].maxBytes;

/** A gigabyte of rows in chunks, each written as the other side has read the one before. */
const gigabyte = byHand((socket) => {
  const row = Buffer.from(`${JSON.stringify({ user: 'ann', portfolio: 'NRD', call_date: SECRET_TEXT })},`);
  const rows = Buffer.concat(Array.from({ length: Math.ceil(megabytes(1) / row.length) }, () => row));
  let left = Math.ceil(megabytes(1024) / rows.length);
  socket.write(`${HEAD}connection: close\r\n\r\n{"result":"success","data":{"rows":[`);
  flood(socket, () => ((left -= 1) < 0 ? undefined : rows));
});

const BLANKS = Buffer.alloc(megabytes(1), ' ');

/** A little gzip that becomes more than a gigabyte: one member for each 64 MB. */
const bomb = (): Buffer => {
  const member = gzipSync(Buffer.alloc(megabytes(64), ' '), { level: constants.Z_BEST_SPEED });
  return Buffer.concat(Array.from({ length: 17 }, () => member));
};
let packed: Buffer | undefined;

/** The actions with the largest limit, by transport. The limit is the client's, so that one of each shows that it holds. */
const largestBy = Map.groupBy(
  SUBJECTS.filter((subject) => maxBytesOf(subject) === LARGEST),
  transportOf,
);
const failsAtItsLimit: Expectation = (subject) =>
  maxBytesOf(subject) < LARGEST || largestBy.get(transportOf(subject))?.[0] === subject
    ? fails('BAD_RESPONSE')(subject)
    : never('another report has the same limit, of the same transport');

const LARGE: readonly Fault[] = [
  { name: 'a report of 1 GB', apply: gigabyte, expected: failsAtItsLimit },
  {
    name: 'a gzip bomb of 1 GB',
    apply: replies(() => ({ headers: { 'content-encoding': 'gzip' }, body: (packed ??= bomb()) })),
    expected: failsAtItsLimit,
  },
  {
    name: '64 MB of JSON',
    apply: byHand((socket, body) => {
      socket.write(`${HEAD}content-length: ${body.length + megabytes(64)}\r\n\r\n`);
      socket.write(body.subarray(0, 1));
      let left = 64;
      flood(socket, () => {
        left -= 1;
        return left >= 0 ? BLANKS : left === -1 ? body.subarray(1) : undefined;
      });
    }),
    expected: (subject) =>
      maxBytesOf(subject) < LARGEST
        ? fails('BAD_RESPONSE')(subject)
        : never('a report may have that many: see the report of 1 GB'),
  },
];

/** They take time and memory, one after the other. */
const SIZES = LARGE.map((fault) => ({ ...fault, deadlineMs: 30_000, together: 1, mostMegabytes: 700 }));

export const HTTP_FAULTS: readonly Fault[] = [...BROKEN, ...STATUSES, ...REDIRECTS, ...ENCODINGS, ...SIZES];
