/** A dialer's database can hold UTF-8 and Latin-1 side by side: neither costs the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const TEXT_BEFORE = Buffer.from('{"result":"success","data":[{"portfolio":"A","portfolio_name":"');
const TEXT_AFTER = Buffer.from('"},{"portfolio":"B","portfolio_name":"Łódź"}]}');

const TOLD = {
  facts: { action: 'getAllPortfolios' },
  message: 'an answer is not UTF-8: the bytes that are not were read as windows-1252',
};

test.each<[string, Buffer, string, readonly object[]]>([
  ['Latin-1', Buffer.from('Jos\xe9', 'latin1'), 'José', [TOLD]],
  ['what windows-1252 has beyond Latin-1', Buffer.from('5 \x80 \x93x\x94', 'latin1'), '5 € “x”', [TOLD]],
  [
    'Latin-1 behind UTF-8',
    Buffer.concat([Buffer.from('né 漢 😀 '), Buffer.from([0xf1])]),
    'né 漢 😀 ñ',
    [TOLD],
  ],
  ['a character of UTF-8 cut in two', Buffer.from('😀').subarray(0, 2), 'ðŸ', [TOLD]],
  ['a character longer than it need be', Buffer.from([0xc0, 0xaf]), 'À¯', [TOLD]],
  ['UTF-8 alone', Buffer.from('José'), 'José', []],
])('%s in a text is read', async (_, bytes, name, told) => {
  server.answer('getAllPortfolios', { body: Buffer.concat([TEXT_BEFORE, bytes, TEXT_AFTER]) });
  const { client, logged } = upstreamOf(server.url);
  const { model, gaps } = await client.call(ENDPOINTS.getAllPortfolios, {});
  expect(model.rows).toEqual([
    { code: 'A', name },
    { code: 'B', name: 'Łódź' },
  ]);
  expect(gaps).toEqual([]);
  expect(logged).toEqual(told);
});
