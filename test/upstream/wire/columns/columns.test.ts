/** The columnar reader and the reader of whole answers, on the same odd answers: the same rows, gaps and errors. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agent_cdr } from '../../../../src/upstream/dialer/agentCalls.ts';
import { inbound_cdr, outbound_cdr } from '../../../../src/upstream/dialer/calls.ts';
import { goApi } from '../../../../src/upstream/dialer/goApi.ts';
import { legacyText } from '../../../../src/upstream/wire/legacyText.ts';
import { startOfJson } from '../../../../src/upstream/wire/php.ts';
import { NotWhole } from '../../../../src/upstream/wire/columns/scanErrors.ts';
import { putTables } from '../../../../src/upstream/wire/columns/storedTables.ts';
import { TableReading } from '../../../../src/upstream/wire/columns/tableReading.ts';
import type { Part } from '../../../../src/upstream/wire/reading/reader.ts';
import { runs } from '../../../support/samples.ts';

const ENDPOINTS = [outbound_cdr, inbound_cdr, agent_cdr];
const asked = { upstream: 'DIALER', action: 'outbound_cdr' } as const;
const transport = goApi({ baseUrl: new URL('http://dialer.test'), user: 'u', pass: 'p' });

type Endpoint = (typeof ENDPOINTS)[number];

/** What an answer is read as: its model and gaps, or its error. */
async function outcome(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return JSON.parse(JSON.stringify(await read()));
  } catch (error) {
    if (error instanceof NotWhole) return "The dialer's answer to outbound_cdr is not whole JSON.";
    return error instanceof Error ? error.message : error;
  }
}

const wholly = ({ response }: Endpoint, body: Buffer): Promise<unknown> =>
  outcome(async () => {
    const { value, warnings } = transport.open(asked, { status: 200, body: legacyText(body) });
    return { warnings, reading: await response(value) };
  });

const inColumns = ({ response }: Endpoint, body: Buffer, sizes: readonly number[]): Promise<unknown> =>
  outcome(async () => {
    const before = startOfJson(body.toString('latin1'));
    if (before === undefined) {
      const { value, warnings } = transport.open(asked, { status: 200, body: legacyText(body) });
      return { warnings, reading: await response(value) };
    }
    const { tables, rest } = readIn(response.parts, before, body, sizes);
    const { value, warnings } = transport.open(asked, { status: 200, body: legacyText(Buffer.from(rest)) });
    putTables(value, tables);
    return { warnings, reading: await response(value) };
  });

/** Reads a body in chunks of these sizes, in turns. */
function readIn(parts: readonly Part[], before: number, body: Buffer, sizes: readonly number[]) {
  // Parts of a few bytes, so that most limits of rows are guessed, rightly and wrongly.
  // Tables in the rest are taken by half of them.
  const reading = new TableReading(parts, before, sizes[0], (sizes[0] ?? 0) % 2 === 0 ? 0 : undefined);
  for (let from = 0, turn = 0; from < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? body.length;
    reading.write(body.subarray(from, from + size));
    from += size;
  }
  return reading.end();
}

/** What an answer is read as in columns, and as a whole. */
async function readBoth(endpoint: Endpoint, body: Buffer | string, sizes: readonly number[] = [7, 1, 64]) {
  const bytes = Buffer.from(body);
  return { columns: await inColumns(endpoint, bytes, sizes), whole: await wholly(endpoint, bytes) };
}

/** Half of a surrogate pair, too. fast-check's own unit `binary` writes down a million characters first. */
const anyCharacter = fc.nat(0x10_ffff).map((code) => String.fromCodePoint(code));

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: anyCharacter, maxLength: 6 }),
  fc.constantFrom(
    'José',
    '"quoted"',
    'a\\b',
    '<b>x</b>',
    '&amp;',
    '\u0000',
    '\ud83d\ude00',
    '\ud83d',
    ']},{[',
    '日本',
    ' ',
  ),
);
const scalar = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('34', 34, '00:00:47', 0, '0', -3, 1.5, 1e300, '1,234', 86_401, 4e9, -0),
  },
  { weight: 4, arbitrary: word },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, '', undefined) },
  { weight: 1, arbitrary: fc.constantFrom([], {}, [1, ['x']], { a: { b: ']' } }) },
);
const time = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .date({ min: new Date('1960-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 19).replace('T', ' ')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '2026-02-30 01:00:00',
      '0000-00-00 00:00:00',
      '2026-05-12',
      '2026-05-12T14:03',
      '0001-01-01 00:00:00',
      '9999-12-31 23:59:59',
      7,
      null,
      '',
      {},
      undefined,
    ),
  },
);

const rowOf = ({ response }: Endpoint) =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(response.parts[0]?.cells ?? {}).map(([name, { column }]) => [
          name,
          column === 'times' ? time : scalar,
        ]),
      ),
      { requiredKeys: [] },
    )
    .map((row) => row);

const odd = fc.oneof(fc.constantFrom(null, 1, 'text', [], [1], true), fc.dictionary(fc.string(), scalar));

/** Rows as the dialer and its ancestors send them, and as they never should. */
const tableOf = (endpoint: Endpoint) => {
  const rows = fc.array(fc.oneof({ weight: 12, arbitrary: rowOf(endpoint) }, { weight: 1, arbitrary: odd }), {
    maxLength: 8,
  });
  return fc.oneof(
    { weight: 8, arbitrary: rows },
    { weight: 1, arbitrary: rows.map((list) => Object.fromEntries(list.entries())) },
    {
      weight: 1,
      arbitrary: fc.record({
        call_date: fc.array(time, { maxLength: 3 }),
        agent: fc.array(word, { maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: odd },
  );
};

const answerOf = (endpoint: Endpoint) => {
  const table = tableOf(endpoint);
  const side = fc.oneof(
    fc.array(
      fc.record(
        { campaign_name: fc.oneof(word, fc.constant(null)), total_calls: scalar },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
    odd,
  );
  const paging = fc.record(
    { total: scalar, has_more: scalar, meta: fc.record({ total_rows: scalar }) },
    { requiredKeys: [] },
  );
  const data = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record(
        { headers: odd, rows: table, summary_rows: side, pagination: paging, total: scalar },
        { requiredKeys: ['rows'] },
      ),
    },
    { weight: 1, arbitrary: table },
    { weight: 1, arbitrary: odd },
  );
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ result: fc.constant('success'), data }) },
    {
      weight: 2,
      arbitrary: fc.record(
        { rows: table, summary_rows: side, result: fc.constant('success'), data },
        { requiredKeys: ['result', 'rows'] },
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({ result: word, message: word, rows: table }, { requiredKeys: ['rows'] }),
    },
    { weight: 1, arbitrary: table },
  );
};

const chunks = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
const space = fc.constantFrom(undefined, 1, '\t');
const frame = fc.constantFrom(
  ['', ''],
  ['\uFEFF', '\n'],
  ['<br />\n<b>Warning</b>:  Undefined array key "[x]" in <b>/a{b}.php</b> on line <b>66</b><br />\n', ''],
  ['', '<br />\n<b>Notice</b>:  x in y on line <b>1</b><br />\n'],
  ['', 'Warning: {"a"} on line 3]'],
  ['', ' garbage'],
  ['', '}'],
  ['text ', ''],
);

describe.each(ENDPOINTS.map((endpoint) => [endpoint.name, endpoint] as const))('%s', (_, endpoint) => {
  test('a random answer in columns has the rows, gaps and errors of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        answerOf(endpoint),
        space,
        frame,
        chunks,
        async (answer, indent, [head, tail], sizes) => {
          const { columns, whole } = await readBoth(
            endpoint,
            `${head}${JSON.stringify(answer, null, indent)}${tail}`,
            sizes,
          );
          expect(columns).toEqual(whole);
        },
      ),
      { numRuns: runs(400) },
    );
  });

  test('an answer that breaks off, or has a byte too many or another one, is read as the whole is', async () => {
    const change = fc.constantFrom('', ',', ']', '}', '{', '[', '"', '\\', 'x', '1', ':');
    await fc.assert(
      fc.asyncProperty(
        answerOf(endpoint),
        fc.nat(),
        change,
        fc.boolean(),
        chunks,
        async (answer, at, byte, isCut, sizes) => {
          const text = JSON.stringify(answer);
          const place = at % (text.length + 1);
          const rest = isCut ? '' : text.slice(place + (byte === '' ? 1 : 0));
          const { columns, whole } = await readBoth(endpoint, `${text.slice(0, place)}${byte}${rest}`, sizes);
          expect(columns).toEqual(whole);
        },
      ),
      { numRuns: runs(400) },
    );
  });
});

const row = { call_date: '2026-05-12 14:03:00', agent: 'a' };
const successOf = (data: string): string => `{"result":"success","data":${data}}`;

test.each([
  ['a member twice, an array last', successOf(`{"rows":[${JSON.stringify(row)}],"rows":[]}`)],
  ['a member twice, null last', successOf(`{"rows":[${JSON.stringify(row)}],"rows":null}`)],
  ['data twice', `{"data":{"rows":[${JSON.stringify(row)}]},"result":"success","data":{"rows":[1]}}`],
  ['an escaped name', successOf(`{"r\\u006fws":[${JSON.stringify(row)}]}`)],
  ['rows in an array', successOf(`[{"rows":[${JSON.stringify(row)}]}]`)],
  ['a name with a dot', `{"result":"success","data.rows":[${JSON.stringify(row)}],"data":{}}`],
  [
    'a row with __proto__',
    successOf(`{"rows":[{"__proto__":{"agent":"x"},"call_date":"2026-05-12 14:03:00"}]}`),
  ],
  [
    'half of a surrogate pair at the end of a row, the other half in the next',
    successOf(
      `{"rows":[{"call_date":"2026-05-12 14:03:00","agent":"\\ud83d"},{"call_date":"2026-05-12 14:03:00","agent":"\\ude00"}]}`,
    ),
  ],
])('%s', async (_, body) => {
  const { columns, whole } = await readBoth(outbound_cdr, body);
  expect(columns).toEqual(whole);
});

test('texts in two encodings are each read in their own', async () => {
  const body = Buffer.concat([
    Buffer.from('{"result":"success","data":{"rows":[{"call_date":"2026-05-12 14:03:00","agent":"'),
    Buffer.from('José “x”', 'utf8'),
    Buffer.from('"},{"call_date":"2026-05-12 14:04:00","agent":"'),
    Buffer.from([0x4a, 0x6f, 0x73, 0xe9, 0x93]),
    Buffer.from('"}]}}'),
  ]);
  const { columns, whole } = await readBoth(outbound_cdr, body);
  expect(columns).toEqual(whole);
});

test('many rows: texts that repeat, that differ in each row, and in any order', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => ({
    call_date: `2026-05-12 ${String((index * 7) % 24).padStart(2, '0')}:00:00`,
    src: '8005550100',
    dst: String(5_550_000_000 + index),
    agent: `Agent ${index % 300}é`,
    campaign: index % 3 === 0 ? null : `CAMPAIGN-${index % 12}`,
    queue_time: index % 5 === 0 ? '' : String(index % 60),
    vendor_lead_code: index % 4 === 0 ? null : `€${index}`,
    lead_id: index % 2 === 0 ? '0' : index,
    list_id: `${index < 3000 ? 1 : index}`,
    entry_date: index % 9 === 0 ? 'never' : '1969-12-31 00:00:00',
  }));
  const body = JSON.stringify({ result: 'success', data: { rows, headers: [], total: 6000 } });
  const { columns, whole } = await readBoth(outbound_cdr, body, [1000]);
  expect(columns).toEqual(whole);
});
