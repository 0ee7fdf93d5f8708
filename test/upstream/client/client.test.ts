import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import {
  UpstreamBadResponse,
  UpstreamError,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../../../src/upstream/errors.ts';
import { Table } from '../../../src/upstream/wire/reading/table.ts';
import {
  startScriptedServer,
  type Content,
  type Reply,
  type ScriptedServer,
} from '../../support/scriptedServer.ts';
import { ASK } from '../asking.ts';
import { bodyOf } from '../transcripts.ts';
import { ACCOUNT, upstreamOf } from '../upstreamOf.ts';

let server: ScriptedServer;
const opened: UpstreamClient[] = [];
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(async () => {
  await server.close();
  await Promise.all(opened.splice(0).map((client) => client.close()));
});

function upstream(options: Parameters<typeof upstreamOf>[1] = {}, url = server.url) {
  const made = upstreamOf(url, options);
  opened.push(made.client);
  return made;
}

/** A question that differs from all others by its id, and an answer to it. */
const leadOf = (client: UpstreamClient, leadId: string, caller?: Caller) =>
  client.call(ENDPOINTS.goGetCustomerInfo, { leadId }, caller);
const leadAnswer = (fields: URLSearchParams): string =>
  JSON.stringify({ result: 'success', lead_info: { lead_id: fields.get('lead_id') }, is_customer: 0 });

const COUNT = '{"result":"success","data":23}';
const PORTFOLIOS = bodyOf('getAllPortfolios');

/** Awaits a failure; a success fails the test. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  let model: unknown;
  try {
    model = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`It succeeded, with ${inspect(model)}.`);
}

async function upstreamFailureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(UpstreamError);
  if (error instanceof UpstreamError) return error;
  throw new Error('unreachable');
}

const agentsInCall = (client: UpstreamClient) => ASK.goGetTotalAgentsCall(client);

const UNAVAILABLE = { name: 'UpstreamUnavailable', code: 'DIALER_UNAVAILABLE', retryable: true } as const;
const TIMEOUT = { name: 'UpstreamTimeout', code: 'DIALER_TIMEOUT', retryable: true } as const;
const BAD_RESPONSE = { name: 'UpstreamBadResponse', code: 'DIALER_BAD_RESPONSE', retryable: false } as const;
const REFUSED = { name: 'UpstreamRefused', code: 'DIALER_REFUSED', retryable: false } as const;
const UNAUTHORIZED = {
  name: 'UpstreamUnauthorized',
  code: 'DIALER_UNAUTHORIZED',
  retryable: false,
} as const;

describe('connections', () => {
  test('refused: certainly not sent', async () => {
    const gone = await startScriptedServer();
    await gone.close();
    const { client } = upstream({}, gone.url);
    const error = await upstreamFailureOf(agentsInCall(client));
    expect(error).toBeInstanceOf(UpstreamUnavailable);
    expect(error).toMatchObject({ ...UNAVAILABLE, sent: false });
  });

  test('a host that does not exist: certainly not sent', async () => {
    const { client } = upstream({}, new URL('http://no-such-host.invalid'));
    expect(await upstreamFailureOf(agentsInCall(client))).toMatchObject({ ...UNAVAILABLE, sent: false });
  });

  const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=UTF-8\r\n';

  test.each<[string, (socket: Socket) => void]>([
    ['reset before the headers', (socket) => socket.resetAndDestroy()],
    ['closed before the headers', (socket) => socket.end()],
    [
      'reset in the middle of the headers',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le', () => socket.resetAndDestroy()),
    ],
    [
      'reset after half of the body',
      (socket) =>
        socket.write(`${HEAD}content-length: ${PORTFOLIOS.length}\r\n\r\n${PORTFOLIOS.slice(0, 60)}`, () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        ),
    ],
    [
      'closed before the announced length',
      (socket) => socket.end(`${HEAD}content-length: ${COUNT.length + 1}\r\n\r\n${COUNT}`),
    ],
    [
      'announced in two lengths',
      (socket) => socket.end(`${HEAD}content-length: 3\r\ncontent-length: 4\r\n\r\nMyPass`),
    ],
    [
      'closed before the last chunk',
      (socket) =>
        socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n${COUNT.length.toString(16)}\r\n${COUNT}\r\n`),
    ],
  ])('%s: sent, and no answer', async (_, script) => {
    server.raw('goGetTotalAgentsCall', script);
    const { client, logged } = upstream();
    const error = await upstreamFailureOf(agentsInCall(client));
    expect(error).toBeInstanceOf(UpstreamUnavailable);
    expect(error).toMatchObject({ ...UNAVAILABLE, sent: true });
    // A read is tried twice more.
    expect(server.requests).toHaveLength(3);
    expect(logged).toEqual([]);
  });

  test('a body without a length is read until the connection ends', async () => {
    server.raw('goGetTotalAgentsCall', (socket) => socket.end(`${HEAD}connection: close\r\n\r\n${COUNT}`));
    expect(await agentsInCall(upstream().client)).toBe(23);
  });

  test.each([
    ['no HTTP at all', 'ERROR: Login incorrect, please try again: |MyUser|MyPass|BAD|\r\n\r\n'],
    ['a broken header', 'HTTP/1.1 200 OK\r\nMyUser MyPass\r\n\r\n'],
    ['a broken chunk', `${HEAD}transfer-encoding: chunked\r\n\r\nMyPass\r\n`],
  ])('%s: malformed, and not quoted anywhere', async (_, bytes) => {
    server.raw('goGetTotalAgentsCall', (socket) => socket.end(bytes));
    const error = await upstreamFailureOf(agentsInCall(upstream().client));
    expect(error).toMatchObject(BAD_RESPONSE);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/MyUser|MyPass/);
  });

  test('a connection is used again, also after a refusal and after an error page', async () => {
    const { client } = upstream({ concurrency: 1 });
    const replies: Content[] = [
      leadAnswer(new URLSearchParams({ lead_id: '0' })),
      { status: 503, body: '<html>Busy</html>' },
      { body: '{"result":"error"}' },
    ];
    server.answer('goGetCustomerInfo', () => replies.shift() ?? '{"result":"error"}');
    await leadOf(client, '0');
    for (const leadId of ['1', '2']) await leadOf(client, leadId).catch(() => undefined);
    // The busy one was tried again.
    expect(server.requests).toHaveLength(4);
    // One promise a connection.
    expect(new Set(server.requests.map(({ disconnected }) => disconnected)).size).toBe(1);
  });
});

describe('the deadline', () => {
  test('holds before the headers', async () => {
    server.raw('goGetTotalAgentsCall', () => undefined);
    const { client } = upstream({ timeoutMs: 500 });
    const error = await upstreamFailureOf(agentsInCall(client));
    expect(error).toBeInstanceOf(UpstreamTimeout);
    expect(error).toMatchObject(TIMEOUT);
    await server.requests[0]?.disconnected;
  });

  test('holds in total, however steadily the body drips', async () => {
    server.raw('goGetTotalAgentsCall', (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${COUNT.length}\r\n\r\n`);
      let sent = 0;
      const drip = setInterval(() => {
        // 29 drops of 100 ms: no gap is long, the whole is.
        if (socket.destroyed || sent >= COUNT.length) clearInterval(drip);
        else socket.write(COUNT.charAt(sent));
        sent += 1;
      }, 100);
    });
    const { client } = upstream({ timeoutMs: 400 });
    expect(await upstreamFailureOf(agentsInCall(client))).toMatchObject(TIMEOUT);
    await server.requests[0]?.disconnected;
  });

  test('holds for a compressed body that stops', async () => {
    const packed = gzipSync(PORTFOLIOS);
    server.raw('getAllPortfolios', (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
      socket.write(packed.subarray(0, 40));
    });
    const { client } = upstream({ timeoutMs: 500 });
    expect(await upstreamFailureOf(ASK.getAllPortfolios(client))).toMatchObject(TIMEOUT);
    await server.requests[0]?.disconnected;
  });

  test('includes the wait for a turn', async () => {
    server.answerAll((fields) => ({ body: leadAnswer(fields), delayMs: 1000 }));
    const { client } = upstream({ timeoutMs: 1500, concurrency: 1 });
    const settled = await Promise.allSettled(['1', '2', '3'].map((id) => leadOf(client, id)));
    expect(settled[0]).toMatchObject({ status: 'fulfilled', value: { model: { leadId: '1' } } });
    // It had 500 ms left, and such a call takes 1,000: it is not sent for nothing.
    expect(settled[1]).toMatchObject({
      status: 'rejected',
      reason: { ...TIMEOUT, sent: false, shortCircuited: true },
    });
    expect(settled[2]).toMatchObject({ status: 'rejected', reason: TIMEOUT });
  });

  test('an error page that never ends is known by its status', async () => {
    server.raw('add_lead', (socket) => {
      socket.write('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 1000\r\n\r\n<html>');
    });
    const { client } = upstream({ timeoutMs: 5000 });
    expect(await upstreamFailureOf(ASK.add_lead(client))).toMatchObject({ ...UNAVAILABLE, sent: true });
  });
});

describe("the caller's signal", () => {
  test('ends the call with its own reason, and the connection with it', async () => {
    server.raw('goGetTotalAgentsCall', () => undefined);
    const { client } = upstream();
    const abort = new AbortController();
    const call = client.call(ENDPOINTS.goGetTotalAgentsCall, {}, new Caller(abort.signal));
    const failure = failureOf(call);
    while (server.requests.length === 0) await sleep(5);
    const reason = new Error('the viewer left');
    abort.abort(reason);
    expect(await failure).toBe(reason);
    await server.requests[0]?.disconnected;
  });

  test('in the middle of a body', async () => {
    server.raw('goGetTotalAgentsCall', (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${COUNT.length}\r\n\r\n{"result"`);
    });
    const { client } = upstream();
    const abort = new AbortController();
    const failure = failureOf(client.call(ENDPOINTS.goGetTotalAgentsCall, {}, new Caller(abort.signal)));
    while (server.requests.length === 0) await sleep(5);
    await sleep(50);
    const reason = new Error('the viewer left');
    abort.abort(reason);
    expect(await failure).toBe(reason);
    await server.requests[0]?.disconnected;
  });

  test('in the middle of an error page', async () => {
    server.raw('goGetTotalAgentsCall', (socket) => {
      socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 1000\r\n\r\n<html>');
    });
    const { client } = upstream();
    const abort = new AbortController();
    const failure = failureOf(client.call(ENDPOINTS.goGetTotalAgentsCall, {}, new Caller(abort.signal)));
    while (server.requests.length === 0) await sleep(5);
    await sleep(50);
    const reason = new Error('the viewer left');
    abort.abort(reason);
    expect(await failure).toBe(reason);
  });

  test('already aborted: nothing is sent', async () => {
    server.answerAll(COUNT);
    const { client } = upstream();
    const reason = new Error('gone before');
    const failure = failureOf(
      client.call(ENDPOINTS.goGetTotalAgentsCall, {}, new Caller(AbortSignal.abort(reason))),
    );
    expect(await failure).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test('aborted while it waits for its turn: nothing is sent for it, and the others go on', async () => {
    server.answerAll((fields) => ({ body: leadAnswer(fields), delayMs: 100 }));
    const { client } = upstream({ concurrency: 1 });
    const abort = new AbortController();
    const first = leadOf(client, '1');
    const second = failureOf(leadOf(client, '2', new Caller(abort.signal)));
    const third = leadOf(client, '3');
    abort.abort(new Error('gone'));
    expect(await second).toMatchObject({ message: 'gone' });
    expect(await Promise.all([first, third])).toMatchObject([
      { model: { leadId: '1' } },
      { model: { leadId: '3' } },
    ]);
    expect(server.requests).toHaveLength(2);
  });

  test('that never fires changes nothing', async () => {
    server.answerAll(COUNT);
    const { client } = upstream();
    const { signal } = new AbortController();
    expect(await client.call(ENDPOINTS.goGetTotalAgentsCall, {}, new Caller(signal))).toMatchObject({
      model: 23,
    });
  });
});

const manyPortfolios = (count: number) =>
  JSON.stringify({
    result: 'success',
    data: Array.from({ length: count }, (_, index) => ({ portfolio: `P${index}`, portfolio_name: 'Name' })),
  });

describe('bodies', () => {
  const record = { ...ENDPOINTS.getAllPortfolios, maxBytes: 2000 };

  test('larger than the record allows', async () => {
    const fits = manyPortfolios(40);
    const exceeds = manyPortfolios(60);
    expect(fits.length).toBeLessThan(2000);
    expect(exceeds.length).toBeGreaterThan(2000);
    const { client } = upstream();
    server.answer('getAllPortfolios', fits);
    expect((await client.call(record, {})).model.rows).toHaveLength(40);
    server.answer('getAllPortfolios', exceeds);
    expect(await upstreamFailureOf(upstream().client.call(record, {}))).toMatchObject(BAD_RESPONSE);
  });

  test('endless: given up at the limit, not at the deadline', async () => {
    server.raw('getAllPortfolios', (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"result":"success","data":[');
      const more = () => {
        while (!socket.destroyed && socket.write('{"portfolio":"A","portfolio_name":"B"},'.repeat(100)));
      };
      socket.on('drain', more);
      more();
    });
    const { client } = upstream({ timeoutMs: 60_000 });
    expect(await upstreamFailureOf(client.call(record, {}))).toMatchObject(BAD_RESPONSE);
    await server.requests[0]?.disconnected;
  });

  test.each<[string, Reply]>([
    ['gzip', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(PORTFOLIOS) }],
    ['x-gzip', { headers: { 'content-encoding': 'x-gzip' }, body: gzipSync(PORTFOLIOS) }],
    ['br', { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(PORTFOLIOS) }],
    ['deflate', { headers: { 'content-encoding': 'deflate' }, body: deflateSync(PORTFOLIOS) }],
    ['identity', { headers: { 'content-encoding': 'identity' }, body: PORTFOLIOS }],
    ['a byte order mark', { body: `\uFEFF${PORTFOLIOS}` }],
    ['blanks around it', { body: `\n \n${PORTFOLIOS}\n` }],
  ])('%s is read', async (_, reply) => {
    server.answer('getAllPortfolios', reply);
    const { client, logged } = upstream();
    expect((await client.call(ENDPOINTS.getAllPortfolios, {})).model.rows).toHaveLength(4);
    expect(logged).toEqual([]);
  });

  test('a gzip bomb is refused at the limit of what it becomes', async () => {
    const body = gzipSync(manyPortfolios(1_000_000), { level: 9 });
    expect(body.length).toBeLessThan(8_000_000);
    server.answer('getAllPortfolios', { headers: { 'content-encoding': 'gzip' }, body });
    const { client } = upstream();
    const error = await upstreamFailureOf(client.call({ ...record, maxBytes: 1_000_000 }, {}));
    expect(error).toMatchObject({ ...BAD_RESPONSE, message: expect.stringContaining('1000000 bytes') });
  });

  test('endless gzip is given up, and its connection with it', async () => {
    const member = gzipSync(manyPortfolios(10_000));
    server.raw('getAllPortfolios', (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && socket.write(member));
      };
      socket.on('drain', more);
      more();
    });
    const { client } = upstream({ timeoutMs: 60_000 });
    expect(await upstreamFailureOf(client.call(record, {}))).toMatchObject(BAD_RESPONSE);
    await server.requests[0]?.disconnected;
  });

  test.each<[string, Reply]>([
    ['gzip that is none', { headers: { 'content-encoding': 'gzip' }, body: PORTFOLIOS }],
    [
      'gzip cut short',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(PORTFOLIOS).subarray(0, 60) },
    ],
    ['brotli that is none', { headers: { 'content-encoding': 'br' }, body: gzipSync(PORTFOLIOS) }],
    ['an unknown encoding', { headers: { 'content-encoding': 'zstandard' }, body: PORTFOLIOS }],
    ['a character cut in two', { body: Buffer.from(`${PORTFOLIOS}ñ`).subarray(0, -1) }],
    ['nothing', { body: '' }],
    ['blanks', { body: ' \n ' }],
    ['JSON cut short', { body: PORTFOLIOS.slice(0, -1) }],
    ['JSON cut short at the end of a row', { body: PORTFOLIOS.slice(0, PORTFOLIOS.indexOf('}') + 1) }],
    ['two answers in one', { body: PORTFOLIOS + PORTFOLIOS }],
    ['text behind the JSON', { body: `${PORTFOLIOS} and more` }],
    ['text before the JSON', { body: `1${PORTFOLIOS}` }],
    ['XML', { body: '<?xml version="1.0"?><goautodialapi><result>success</result></goautodialapi>' }],
    [
      'a PHP fatal error',
      { body: '<br />\n<b>Fatal error</b>:  Uncaught Error: Call to a member function fetch_assoc()' },
    ],
    [
      'a PHP fatal error behind the JSON',
      {
        body: `${PORTFOLIOS}<br />\n<b>Fatal error</b>:  Uncaught Error in <b>x.php</b> on line <b>3</b><br />`,
      },
    ],
    ['a page that says so', { body: '<html><body>No data available</body></html>' }],
    ['a JSON null', { body: 'null' }],
    ['a JSON true', { body: 'true' }],
    ['an empty list', { body: '[]' }],
    ['an empty object', { body: '{}' }],
    ['rows without an envelope', { body: '[{"portfolio":"ABC","portfolio_name":"Alpha"}]' }],
    ['success in other letters', { body: PORTFOLIOS.replace('success', 'successful') }],
    ['a result that is true', { body: '{"result":true,"data":[]}' }],
    ['a success in a list', { body: `[${PORTFOLIOS}]` }],
    ['a success and nothing else', { body: '{"result":"success"}' }],
    ['a success with text', { body: '{"result":"success","data":"No portfolios for you"}' }],
    ['a success with an empty text', { body: '{"result":"success","data":""}' }],
    ['a success with false', { body: '{"result":"success","data":false}' }],
    ['a success with a number', { body: '{"result":"success","data":0}' }],
    ['a success with an empty object', { body: '{"result":"success","data":{}}' }],
    ['a success with other rows', { body: '{"result":"success","data":[{"profile_id":"A"}]}' }],
    ['a success with rows of text', { body: '{"result":"success","data":["ABC","XYZ"]}' }],
    ['a success with rows of nothing', { body: '{"result":"success","data":[null,null]}' }],
    [
      'columns of unequal length',
      { body: '{"result":"success","portfolio":["A","B"],"portfolio_name":["a"]}' },
    ],
  ])('%s is neither a list nor an empty one', async (_, reply) => {
    server.answer('getAllPortfolios', reply);
    const error = await upstreamFailureOf(ASK.getAllPortfolios(upstream().client));
    expect([BAD_RESPONSE, REFUSED]).toContainEqual({
      name: error.name,
      code: error.code,
      retryable: error.retryable,
    });
    expect(error instanceof UpstreamRefused ? error.absent : undefined).toBeUndefined();
  });

  test.each([
    ['{"result":"success","data":[]}'],
    ['{"result":"success","data":{"rows":[]}}'],
    ['{"result":"success","data":{"rows":null}}'],
    ['{"result":"success","data":null}'],
    ['{"result":"success","portfolio":[],"portfolio_name":[]}'],
    ['No Available Data'],
    ['"No Available Data"'],
    ['{"result":"No Available Data"}'],
    ['{"result":"No Available Data","message":""}'],
    ['{"result":"Error: No records found."}'],
    ['{"result":"error","message":"There are no users in this group."}'],
    ['<br />\n<b>Warning</b>:  Undefined $x in <b>x.php</b> on line <b>3</b><br />\nNo data available'],
  ])('%s is an empty list', async (body) => {
    server.answer('getAllPortfolios', body);
    expect(await ASK.getAllPortfolios(upstream().client)).toStrictEqual(new Table([]));
  });

  test.each([
    ['{"result":"error","message":"No user specified"}'],
    ['{"result":"error","message":"Error: No lead ID given."}'],
    ['{"result":"error","message":"You have no users permission"}'],
    ['{"code":"40002","result":"Error: Missing required parameter needed for update "}'],
    ['{"result":"error","message":"Table \'asterisk.vicidial_users\' doesn\'t exist"}'],
    ['{"result":"error","message":"Table asterisk.leads does not exist"}'],
    ['{"result":"error","message":"Class DataTable does not exist"}'],
    ['{"result":"error","message":"Session User not found"}'],
    ['{"result":"error","message":"Command Not Found"}'],
    ['{"code":"41004","result":"Invalid value in fromDate"}'],
    ['{"result":"error"}'],
    ['{"result":"error","message":{"no":"data"}}'],
    ['result=error;message=This API function only accepts XML or JSON value on responsetype;'],
  ])('%s is a refusal and no empty list', async (body) => {
    server.answerAll(body);
    const { client } = upstream();
    for (const ask of [ASK.getAllPortfolios, ASK.outbound_cdr, ASK.goGetCustomerInfo, ASK.getUserInfo]) {
      const error = await upstreamFailureOf(ask(client));
      expect(error).toBeInstanceOf(UpstreamRefused);
      expect(error).toMatchObject({ ...REFUSED, absent: undefined });
    }
  });

  test('a refusal that means nothing is an error where the record has no empty model', async () => {
    server.answerAll('{"result":"No Available Data"}');
    const { client } = upstream();
    expect(await upstreamFailureOf(agentsInCall(client))).toMatchObject({ ...REFUSED, absent: 'rows' });
    expect(await upstreamFailureOf(ASK.getAgentStatus(client))).toMatchObject(REFUSED);
  });

  test.each([
    ['getUserInfo', '{"result":"success"}'],
    ['getUserInfo', '{"result":"success","data":{}}'],
    ['getUserInfo', '{"result":"success","data":{"user_info":{"full_name":"A"}}}'],
    ['getLiveAgentInfo', '{"result":"success"}'],
    ['getLiveAgentInfo', '{"result":"success","data":{}}'],
    ['getLiveAgentInfo', '{"result":"success","data":{"0":{"vla_status":"INCALL"},"status_text":"x"}}'],
    ['getCampaignInfo', '{"result":"success"}'],
    ['getCampaignInfo', '{"result":"success","data":{"campaign_name":"A"}}'],
    ['goGetCalltimeInfo', '{"result":"success"}'],
    ['goGetCustomerInfo', '{"result":"success"}'],
    ['goGetCustomerInfo', '{"result":"success","lead_info":{"first_name":"Eve"}}'],
    ['goGetTotalAgentsCall', '{"result":"success"}'],
    ['goGetTotalAgentsCall', '{"result":"success","data":{"rows":[]}}'],
    ['goGetTotalAgentsCall', '{"result":"success","data":[7]}'],
    ['getAgentStatus', '{"result":"success"}'],
    ['getAgentStatus', '{"result":"success","data":{}}'],
    ['getAgentStatus', '{"result":"success","data":{"rows":[]}}'],
    ['agentTimeUsage', '{"result":"success","data":{"general":{"pause":1}}}'],
    ['outbound_cdr', '{"result":"success","data":{"summary_rows":[]}}'],
    ['outbound_cdr', '{"result":"success","data":{"rows":[{"agent":"A"}]}}'],
    ['goGetAllUsers', '{"result":"success","data":{"all_preview_campaigns":[],"total_users":0}}'],
  ] as const)('%s does not take %s for an answer', async (action, body) => {
    server.answer(action, body);
    expect(await upstreamFailureOf(ASK[action](upstream().client))).toMatchObject(BAD_RESPONSE);
  });

  test.each([
    ['getUserInfo', '{"result":"success","data":null}'],
    ['getUserInfo', '{"result":"success","data":[]}'],
    ['getUserInfo', '{"result":"success","data":{"user_info":false,"user_stats":[]}}'],
    ['getLiveAgentInfo', '{"result":"success","data":[]}'],
    ['getCampaignInfo', '{"result":"success","data":false}'],
    ['goGetCustomerInfo', '{"result":"success","lead_info":[],"custom_info":[],"is_customer":0}'],
    ['goGetCustomerInfo', '{"result":"success","lead_info":null,"custom_info":null,"is_customer":0}'],
  ] as const)('%s takes %s for nobody', async (action, body) => {
    server.answer(action, body);
    expect(await ASK[action](upstream().client)).toBeNull();
  });

  test.each([
    ['goGetTotalAgentsCall', { data: null }, null, 0],
    ['goGetTotalAgentsCall', { data: '' }, null, 0],
    ['goGetTotalAgentsCall', { data: [] }, null, 1],
    ['goGetTotalAgentsCall', { data: 'many' }, null, 1],
    ['getAgentStatus', { data: { total_live_agents: 1 } }, { live: 1, paused: null }, 5],
    [
      'getAgentStatus',
      { data: { total_live_agents: null, paused_agents: 'x' } },
      { live: null, paused: null },
      5,
    ],
  ] as const)('%s reads %j as far as it goes', async (action, members, model, cells) => {
    server.answer(action, { result: 'success', ...members });
    const { client } = upstream();
    const answer =
      action === 'getAgentStatus'
        ? await client.call(ENDPOINTS.getAgentStatus, {})
        : await client.call(ENDPOINTS.goGetTotalAgentsCall, {});
    expect(answer).toMatchObject({ model });
    expect(answer.gaps.reduce((sum, gap) => sum + gap.cells, 0)).toBe(cells);
  });

  test('no agents at all is an empty use of time', async () => {
    const { client } = upstream();
    for (const data of [null, [], { breakdown: [], general: [] }, { breakdown: null, general: null }]) {
      server.answer('agentTimeUsage', { result: 'success', data });
      expect(await ASK.agentTimeUsage(client)).toStrictEqual({
        agents: new Table([]),
        averages: { pause: null, ready: null, talk: null },
      });
    }
  });

  test('a custom field that is no text does not cost the lead', async () => {
    server.answer('goGetCustomerInfo', {
      result: 'success',
      lead_info: { lead_id: 7 },
      custom_info: { colours: ['red', 'blue'], size: 3, empty: '', deep: { a: 1 } },
      is_customer: 'Y',
    });
    expect(await ASK.goGetCustomerInfo(upstream().client)).toMatchObject({
      leadId: '7',
      isCustomer: true,
      customFields: [
        { name: 'colours', value: null },
        { name: 'size', value: '3' },
        { name: 'empty', value: null },
        { name: 'deep', value: null },
      ],
    });
  });
});

describe('statuses', () => {
  test.each<[string, Reply, object]>([
    ['an empty 500', { status: 500, body: '' }, { ...UNAVAILABLE, sent: true }],
    ['a 502 page', { status: 502, body: '<html>Bad Gateway MyPass</html>' }, { ...UNAVAILABLE, sent: true }],
    [
      'a 502 page in Latin-1',
      { status: 502, body: Buffer.from('<html>Pásela Ñ</html>', 'latin1') },
      { ...UNAVAILABLE, sent: true },
    ],
    [
      'a 500 page that is larger than any answer',
      { status: 500, body: 'x'.repeat(1_000_000) },
      { ...UNAVAILABLE, sent: true },
    ],
    [
      'a 503 in an unknown encoding',
      { status: 503, headers: { 'content-encoding': 'magic' }, body: 'x' },
      { ...UNAVAILABLE, sent: true },
    ],
    ['a 429', { status: 429, body: COUNT }, { code: 'RATE_LIMITED', retryable: true, sent: true }],
    ['a 500 around a success', { status: 500, body: COUNT }, { ...UNAVAILABLE, sent: true }],
    ['a 404 page', { status: 404, body: '<html>No users found</html>' }, BAD_RESPONSE],
    ['a 404 around a success', { status: 404, body: COUNT }, BAD_RESPONSE],
    ['a 204', { status: 204, body: '' }, BAD_RESPONSE],
    ['a 418', { status: 418, body: "Coffee: coffee|Error 418 I'm a teapot" }, BAD_RESPONSE],
    ['a 401 of a proxy', { status: 401, body: '' }, { ...UNAVAILABLE, sent: true }],
    ['a 403 of a proxy', { status: 403, body: '<html>Forbidden</html>' }, { ...UNAVAILABLE, sent: true }],
  ])('%s', async (_, reply, expected) => {
    server.answerAll(reply);
    const { client, logged } = upstream();
    const small = { ...ENDPOINTS.goGetTotalAgentsCall, maxBytes: 5000 };
    const error = await upstreamFailureOf(client.call(small, {}));
    expect(error).toMatchObject(expected);
    expect(inspect(error, { depth: 10 })).not.toContain(ACCOUNT.pass);
    expect(await upstreamFailureOf(ASK.add_lead(client))).toMatchObject(expected);
    expect(logged).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])('a %i to another host is not followed', async (status) => {
    const other = await startScriptedServer();
    other.answerAll(COUNT);
    server.answerAll({
      status,
      headers: { location: new URL('/goAPIv2/goDashboard/goAPI.php', other.url).href },
      body: '',
    });
    const { client } = upstream();
    expect(await upstreamFailureOf(agentsInCall(client))).toMatchObject(BAD_RESPONSE);
    expect(await upstreamFailureOf(ASK.add_lead(client))).toMatchObject(BAD_RESPONSE);
    expect(server.requests).toHaveLength(2);
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

describe('PHP diagnostics', () => {
  const WARNING =
    '<br />\n<b>Warning</b>:  Undefined array key "MyPass" in <b>/srv/goAPI.php</b> on line <b>66</b><br />\n';
  const PLAIN = 'PHP Notice:  Undefined variable $x in /srv/{closure}.php on line 7\n';
  const answer = { result: 'success', lead_info: { lead_id: 7, comments: '' }, is_customer: 1 };
  /** Comments that look like diagnostics and JSON. */
  const COMMENTS = [
    'plain',
    'Notice: he called on line 2',
    'Warning: do not call} on line 66',
    '<br />\n<b>Warning</b>:  quoted in <b>x.php</b> on line <b>1</b><br />',
    '"}{ \\ ]',
    '"}} { ["',
  ];

  test.each([
    ['before', (json: string) => WARNING + WARNING + json, 2],
    ['behind', (json: string) => json + WARNING, 1],
    ['before and behind', (json: string) => `\n${WARNING}${json}\n${WARNING}${PLAIN}`, 3],
    ['in plain text before', (json: string) => PLAIN + json, 1],
    ['nowhere', (json: string) => json, 0],
  ])('%s the JSON: survived, counted, and the JSON is not touched', async (_, around, warnings) => {
    for (const comments of COMMENTS) {
      const { client, logged } = upstream();
      server.answer(
        'goGetCustomerInfo',
        around(
          JSON.stringify({
            ...answer,
            lead_info: { lead_id: 7, title: comments, last_name: 'Notice: the end on line 9' },
          }),
        ),
      );
      const lead = await ASK.goGetCustomerInfo(client);
      expect(lead).toMatchObject({ leadId: '7', lastName: 'Notice: the end on line 9' });
      // A note's own tags go, as all tags do; its words stay.
      const kept = comments.replaceAll(/<[^>]*>/g, '').trim();
      expect(lead).toMatchObject({ title: kept });
      // The lead has few of its members, which is logged as well.
      expect(logged.filter(({ facts }) => !('gaps' in facts))).toEqual(
        warnings === 0
          ? []
          : [
              {
                facts: { action: 'goGetCustomerInfo', warnings },
                message: 'PHP warnings around an answer',
              },
            ],
      );
      expect(JSON.stringify(logged)).not.toContain('MyPass');
    }
  });

  test('a warning in the middle of the JSON breaks it', async () => {
    server.answer('goGetTotalAgentsCall', `{"result":"success",${WARNING}"data":23}`);
    expect(await upstreamFailureOf(agentsInCall(upstream().client))).toMatchObject(BAD_RESPONSE);
  });

  test('a warning and nothing else is no answer', async () => {
    server.answerAll(WARNING);
    const { client } = upstream();
    expect(await upstreamFailureOf(agentsInCall(client))).toMatchObject(BAD_RESPONSE);
    expect(await upstreamFailureOf(ASK.add_lead(client))).toMatchObject(BAD_RESPONSE);
  });
});

describe('concurrency', () => {
  test('3 means that never more than 3 are in flight, and all are answered', async () => {
    const { client } = upstream({ concurrency: 3 });
    // Until the login was accepted, one call would go alone.
    server.answer('goGetCustomerInfo', leadAnswer);
    await leadOf(client, 'first');
    server.clear();
    let running = 0;
    let most = 0;
    server.answer('goGetCustomerInfo', async (fields) => {
      running += 1;
      most = Math.max(most, running);
      // Until as many as may be are there: on a busy machine that takes a while.
      for (let time = 0; time < 100 && server.mostInFlight < 3; time += 1) await sleep(5);
      await sleep(5);
      running -= 1;
      return leadAnswer(fields);
    });
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    const answers = await Promise.all(ids.map((id) => leadOf(client, id)));
    expect(answers.map((answer) => answer.model?.leadId)).toEqual(ids);
    expect(most).toBe(3);
    expect(server.mostInFlight).toBe(3);
    expect(server.counts()).toEqual({ goGetCustomerInfo: 20 });
  });

  test('is one for all transports of a host', async () => {
    server.answerAll((fields, { path }) => ({
      body: path.endsWith('lmapi.php') ? 'ERROR: NO FUNCTION SPECIFIED\n' : leadAnswer(fields),
      delayMs: 100,
    }));
    const { client } = upstream({ concurrency: 2 });
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        index % 2 ? ASK.add_lead(client) : leadOf(client, String(index)),
      ),
    );
    expect(server.requests).toHaveLength(10);
    expect(server.mostInFlight).toBe(2);
  });

  test('answers find their own questions', async () => {
    server.answer('goGetCustomerInfo', (fields) => ({
      body: leadAnswer(fields),
      delayMs: Number(fields.get('lead_id')) % 7,
    }));
    const { client } = upstream({ concurrency: 4 });
    const ids = Array.from({ length: 40 }, (_, index) => String(index + 1));
    const leads = await Promise.all(ids.map((id) => leadOf(client, id)));
    expect(leads.map((found) => found.model?.leadId)).toEqual(ids);
  });
});

describe('requests', () => {
  test('lie below the base URL, whose own path and slash count once', async () => {
    server.answerAll(COUNT);
    for (const base of ['', '/', '/dialer', '/dialer/', '/a/b/']) {
      await agentsInCall(upstream({}, new URL(base, server.url)).client);
    }
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/goAPIv2/goDashboard/goAPI.php',
      '/goAPIv2/goDashboard/goAPI.php',
      '/dialer/goAPIv2/goDashboard/goAPI.php',
      '/dialer/goAPIv2/goDashboard/goAPI.php',
      '/a/b/goAPIv2/goDashboard/goAPI.php',
    ]);
  });

  test('carry any text unharmed', async () => {
    server.answerAll('{"result":"success","data":null}');
    const username = 'O\'Neil & Söhne+=%20 <b>"\n\u{1F40A}';
    await upstream().client.call(ENDPOINTS.getUserInfo, { username });
    expect(server.requests[0]?.fields).toContainEqual(['user', username]);
  });

  test.each(['user', 'pass', 'PASS', 'function', 'DB', 'list_id', 'campaing', 'a b', 'a.b', 'x[]', ''])(
    'a custom field %j of a lead is refused before anything is sent',
    async (name) => {
      server.answerAll('ERROR: NO FUNCTION SPECIFIED\n');
      const { client } = upstream();
      const error = await failureOf(
        client.call(ENDPOINTS.add_lead, {
          phoneNumber: '7275551111',
          source: 'test',
          customFields: [{ name, value: 'x' }],
        }),
      );
      expect(error).toBeInstanceOf(z.ZodError);
      expect(server.requests).toEqual([]);
    },
  );
});

describe('VOXO', () => {
  const VOXO = { headers: { 'content-type': 'application/json' } } as const;

  test.each<[string, Reply, object]>([
    ['a refused token', { status: 401, body: '{"message":"MyToken"}' }, { code: 'VOXO_UNAUTHORIZED' }],
    ['a missing role', { status: 403, body: '{}' }, { code: 'VOXO_UNAUTHORIZED' }],
    [
      'a bad request',
      { status: 400, body: '{"message":"MyToken"}' },
      { code: 'VOXO_REFUSED', absent: undefined },
    ],
    ['an unknown account', { status: 404, body: '[]' }, { code: 'VOXO_REFUSED', absent: undefined }],
    ['too many requests', { status: 429, body: '[]' }, { code: 'RATE_LIMITED', retryable: true }],
    ['a 500', { status: 500, body: '[]' }, { code: 'VOXO_UNAVAILABLE', retryable: true }],
    ['a page', { ...VOXO, body: '<html></html>' }, { code: 'VOXO_BAD_RESPONSE' }],
    ['no data', { ...VOXO, body: '{"error":"no access","data":null}' }, { code: 'VOXO_BAD_RESPONSE' }],
    ['an error', { ...VOXO, body: '{"error":"no access"}' }, { code: 'VOXO_BAD_RESPONSE' }],
    ['a null', { ...VOXO, body: 'null' }, { code: 'VOXO_BAD_RESPONSE' }],
    ['an object of rows', { ...VOXO, body: '{"0":{"id":"a"}}' }, { code: 'VOXO_BAD_RESPONSE' }],
    ['a list cut short', { ...VOXO, body: '[{"id":"a"},' }, { code: 'VOXO_BAD_RESPONSE' }],
  ])('%s', async (_, reply, expected) => {
    server.answer('call-reports', reply);
    const error = await upstreamFailureOf(ASK['call-reports'](upstream().client));
    expect(error).toMatchObject({ ...expected, asked: { upstream: 'VOXO', action: 'call-reports' } });
    expect(inspect(error, { depth: 10 })).not.toContain(ACCOUNT.token);
  });

  test('an empty list is one', async () => {
    server.answer('call-reports', { ...VOXO, body: '[]' });
    expect(await ASK['call-reports'](upstream().client)).toStrictEqual(new Table([]));
  });
});

describe('the client', () => {
  test('says which upstream is not configured', async () => {
    const client = new UpstreamClient({
      transports: {},
      concurrency: 1,
      timeoutMs: 1000,
      log: { warn: () => undefined },
    });
    await expect(ASK['call-reports'](client)).rejects.toThrow('No upstream is configured for voxo.');
  });

  test('close() lets running calls end, and takes no more', async () => {
    server.answerAll({ body: COUNT, delayMs: 100 });
    const { client } = upstreamOf(server.url);
    const running = agentsInCall(client);
    while (server.requests.length === 0) await sleep(5);
    const closed = client.close();
    expect(await running).toBe(23);
    await closed;
    await server.requests[0]?.disconnected;
    await expect(leadOf(client, '1')).rejects.toBeInstanceOf(UpstreamUnavailable);
    expect(server.requests).toHaveLength(1);
  });

  test('a refused login says what to check, and not what was sent', async () => {
    server.answer('goGetTotalAgentsCall', '{"result":"error","message":"Invalid Username/Password"}');
    server.answer('add_lead', 'ERROR: Login incorrect, please try again: |MyUser|MyPass|BAD|\n');
    const dialer = await upstreamFailureOf(agentsInCall(upstream().client));
    const leads = await upstreamFailureOf(ASK.add_lead(upstream().client));
    for (const error of [dialer, leads]) {
      expect(error).toBeInstanceOf(UpstreamUnauthorized);
      expect(error).toMatchObject({ ...UNAUTHORIZED, loginRefused: true });
      expect(inspect(error, { depth: 10 })).not.toMatch(/MyUser|MyPass/);
    }
    expect(dialer.message).toContain('DIALER_USER');
    expect(leads.message).toContain('LEADS_USER');
  });

  test('cells and rows that cannot be read are told and logged, without their values', async () => {
    server.answer('getAllPortfolios', {
      result: 'success',
      data: [
        { portfolio: 'ABC', portfolio_name: 'Alpha' },
        { portfolio: null, portfolio_name: 'Secret Name' },
        { portfolio: 'XYZ', portfolio_name: { secret: 'deep' } },
      ],
    });
    const { client, logged } = upstream();
    const { model, gaps } = await client.call(ENDPOINTS.getAllPortfolios, {});
    expect(model.rows).toEqual([
      { code: 'ABC', name: 'Alpha' },
      { code: 'XYZ', name: null },
    ]);
    expect(model.unreadable).toEqual([{ portfolioCode: null }]);
    const told = [
      { member: 'portfolio', cells: 0, rows: 1 },
      { member: 'portfolio_name', cells: 1, rows: 0 },
    ];
    expect(gaps).toEqual(told);
    expect(logged).toEqual([
      {
        facts: { action: 'getAllPortfolios', gaps: told },
        message: 'cells or rows of an answer could not be read',
      },
    ]);
    expect(new UpstreamBadResponse({ upstream: 'DIALER', action: 'x' }, 'y').name).toBe(
      'UpstreamBadResponse',
    );
  });
});
