import { parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { describe, expect, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';
import { DIALER_PASS, refusal, SECRETS, success } from '../support/otherDialer.ts';
import {
  everythingQuery,
  isObjectType,
  OWN_TYPES,
  ownFieldsOf,
  schema,
  isReadable,
} from '../support/schemaFields.ts';
import type { Script } from '../support/scriptedServer.ts';

const EVERYTHING = everythingQuery();

/** Without a limit in its way: everything costs more than one operation should. */
const startOpenApi = (): Promise<Api> => startApi({ MAX_CALLS_PER_OPERATION: '1000' });

/** What an answer and the log show that neither may; "<" stands for all HTML. */
const spilt = (api: Api, text: string): string[] =>
  [text, ...api.log].flatMap((seen) =>
    [...SECRETS, '<', String.raw`\u003c`].filter((secret) => seen.includes(secret)),
  );

describe('an operation that selects every field there is', () => {
  test('does select every field there is', () => {
    const selected = new Set<string>();
    const types = new TypeInfo(schema);
    const Field = (): void =>
      void selected.add(`${types.getParentType()?.name}.${types.getFieldDef()?.name}`);
    visit(parse(EVERYTHING), visitWithTypeInfo(types, { Field }));
    const fields = OWN_TYPES.filter((type) => isObjectType(type))
      .filter(({ name }) => isReadable(name))
      .flatMap((type) => ownFieldsOf(type).map((field) => `${type.name}.${field.name}`));
    expect(fields.length).toBeGreaterThan(200);
    expect(fields.filter((field) => !selected.has(field))).toEqual([]);
  });

  test('spills no password and no HTML', async () => {
    const api = await startOpenApi();
    const { data, text } = await api.query(EVERYTHING);
    // It did reach the account whose passwords come along.
    expect(data).toMatchObject({ agent: { account: { email: 'maria@example.com' } } });
    expect(spilt(api, text)).toEqual([]);
  });

  test('puts nothing into the URL of any request to the dialer', async () => {
    const api = await startOpenApi();
    await api.query(EVERYTHING);
    expect(api.dialer.requests.length).toBeGreaterThan(14);
    for (const { method, path, query, headers } of api.dialer.requests) {
      expect(method).toBe('POST');
      expect(path).not.toMatch(/\?|secret/);
      expect([...query]).toEqual([]);
      expect(JSON.stringify(headers)).not.toContain(DIALER_PASS);
    }
  });

  const SPILLS: readonly (readonly [name: string, script: Script])[] = [
    ['a refusal that prints the password', refusal(`login failed: graph-api/${DIALER_PASS}`)],
    [
      'a refusal that prints SQL',
      { code: '50000', result: `Error: SELECT * FROM vicidial_users <b>x</b> ${DIALER_PASS}` },
    ],
    ['text that prints the password', `ERROR: ${DIALER_PASS} <br /> SELECT * FROM x`],
    ['a refused login that prints the password', refusal(`Invalid Username/Password ${DIALER_PASS}`)],
    ['half an answer', `{"result":"success","data":{"pass":"${DIALER_PASS}`],
    [
      'a misfit of every kind',
      success({
        user_info: { user: { pass: DIALER_PASS } },
        rows: [{ x: DIALER_PASS }],
        status: [DIALER_PASS],
      }),
    ],
    ['an error page', { status: 500, body: `<html>${DIALER_PASS}</html>` }],
    ['an error page of its own status', { status: 418, body: `<html>${DIALER_PASS}</html>` }],
    [
      'a status line that prints the password',
      { status: 302, headers: { location: `https://x.invalid/?goPass=${DIALER_PASS}` }, body: '' },
    ],
    [
      'PHP warnings around an answer',
      `<br />\n<b>Warning</b>:  mysqli_query(${DIALER_PASS}) SELECT * FROM x in <b>/goAPI.php</b> on line <b>66</b><br />\n{"result":"success","data":[]}`,
    ],
  ];

  test.each(SPILLS)('spills nothing where every action answers %s', async (_, script) => {
    const api = await startOpenApi();
    for (const action of await actionsAsked()) api.dialer.answer(action, script);
    const { text } = await api.query(EVERYTHING);
    expect(spilt(api, text)).toEqual([]);
  });

  test.each(SPILLS)('spills nothing where all but the lists answer %s', async (_, script) => {
    const api = await startOpenApi();
    for (const action of await actionsAsked()) {
      if (!/All/.test(action)) api.dialer.answer(action, script);
    }
    const { text } = await api.query(EVERYTHING);
    expect(spilt(api, text)).toEqual([]);
  });

  test('spills nothing where the connection breaks, or HTTP itself is broken', async () => {
    const api = await startOpenApi();
    for (const action of await actionsAsked()) {
      api.dialer.raw(action, (socket) =>
        socket.end(`HTTP/1.1 200 OK\r\n${DIALER_PASS}<b>\r\n\r\n${DIALER_PASS}`),
      );
    }
    const { text, errors } = await api.query(EVERYTHING);
    expect(errors.length).toBeGreaterThan(0);
    expect(spilt(api, text)).toEqual([]);
  });
});

let asked: Promise<string[]> | undefined;

/** Every action that the whole graph asks of the dialer. */
const actionsAsked = (): Promise<string[]> =>
  (asked ??= startOpenApi().then(async (api) => {
    await api.query(EVERYTHING);
    return Object.keys(api.dialer.counts());
  }));
