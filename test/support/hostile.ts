import { DOCUMENTS_WITH_LONG_VALUES, LARGE, many, type Dice } from './hostileValues.ts';

/** One hostile request: sent by an HTTP client, or written to a socket byte for byte. */
export interface Attack {
  readonly kind: string;
  readonly method: string;
  /** The URL after /graphql. */
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  /** Written to a socket instead of the request, because no HTTP client would send it. */
  readonly raw?: string;
}

/** Seeded random numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function diceFrom(random: () => number): Dice {
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return { between, oneOf: (all) => all[between(0, all.length - 1)] ?? all[0] };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** An operation that causes a dialer call if it runs. */
const COSTLY = '{ agents { totalCount } }';

const nested = (open: string, close: string, depth: number, inside: string): string =>
  `${open.repeat(depth)}${inside}${close.repeat(depth)}`;

const NAMES = ['agents', 'calls', 'nodes', 'campaign', 'agent', 'name', 'a', 'x', '__typename'] as const;

const ODD = [
  '\u0000',

  '\u202e',
  '😈',
  '\u2028',
  'ﬃ',
  'İ',
  '\ud800',
  '\u200d',
  '\u007f',
  '‮abc',
  '％',
  '\\u{0}',
] as const;

/** Documents. The server must refuse each of them. */
const DOCUMENTS: Readonly<Record<string, (dice: Dice) => string>> = {
  deep: ({ between }) => `{ ${nested('agents { nodes { campaign { ', '} } } ', between(5, 120), 'name ')} }`,
  'deep on the graph': ({ between }) =>
    `{ agents { nodes { ${nested('calls { nodes { agent { ', '} } } ', between(4, 60), 'name ')} } } }`,
  'deep in inline fragments': ({ between }) =>
    `{ ${nested('... { agents { nodes { ', '} } } ', between(7, 90), 'name ')} }`,
  'deep in a value': ({ between }) => {
    const depth = between(20, 900);
    return `{ agents(filter: ${nested('{ a: ', '}', depth, '1')}) { totalCount } }`;
  },
  'deep in a list': ({ between }) => {
    const depth = between(2, 900);
    return `{ agentActivityReport(agents: ${nested('[', ']', depth, '"x"')}) { rows { totalCalls } } }`;
  },
  'wide at the top': ({ between }) => `{ ${many(between(101, 400), () => 'dashboard { agentsInCall }')} }`,
  'wide below': ({ between }) => `{ agents { nodes { ${many(between(1501, 1900), () => 'name')} } } }`,
  repeated: ({ between }) => `{ agents { nodes { ${many(between(21, 400), () => 'campaign { name }')} } } }`,
  aliased: ({ between }) => `{ ${many(between(101, 250), (index) => `a${index}: agents { totalCount }`)} }`,
  'fragments in a circle': ({ between }) => {
    const count = between(1, 120);
    return `{ agents { nodes { ...F0 } } } ${many(count, (index) => `fragment F${index} on Agent { name ...F${(index + 1) % count} }`)}`;
  },
  'fragments that double': ({ between }) => {
    const count = between(12, 140);
    return `{ agents { nodes { ...F0 } } } ${many(count, (index) => `fragment F${index} on Agent { ...F${index + 1} ...F${index + 1} }`)} fragment F${count} on Agent { name }`;
  },
  'fragments that all hold each other': ({ between }) => {
    const count = between(3, 30);
    return `{ agents { nodes { ...F0 } } } ${many(count, (index) => `fragment F${index} on Agent { ${many(count, (other) => `...F${other}`)} }`)}`;
  },
  'fragments nobody spreads': ({ between }) =>
    `${COSTLY} ${many(between(1, 200), (index) => `fragment F${index} on Agent { name }`)}`,
  directives: ({ between, oneOf }) =>
    `{ agents ${many(between(51, 400), () => oneOf(['@skip(if: false)', '@include(if: true)', '@x', '@deprecated']))} { totalCount } }`,
  'directives nobody knows': ({ between }) =>
    `{ agents { totalCount ${many(between(1, 50), (index) => `@d${index}`)} } }`,
  'many tokens': ({ between, oneOf }) => `{ agents { ${many(between(2000, 20_000), () => oneOf(NAMES))} } }`,
  'many characters': ({ between }) => `${COSTLY} #${'x'.repeat(between(64_000, 300_000))}`,
  'a long text': ({ between }) => `{ agent(username: "${'x'.repeat(between(64_000, 300_000))}") { name } }`,
  ...DOCUMENTS_WITH_LONG_VALUES,
  'many operations': ({ between }) => many(between(2, 150), (index) => `query Q${index} ${COSTLY}`),
  'operations of one name': ({ between }) => many(between(2, 50), () => `query Q ${COSTLY}`),
  introspection: ({ oneOf }) =>
    oneOf([
      '{ __schema { types { name fields { name type { name } } } } }',
      '{ __type(name: "Agent") { fields { name } } }',
      `{ agents { totalCount } __schema { queryType { name } } }`,
      '{ ...F } fragment F on Query { __schema { directives { name } } }',
      '{ a: __type(name: "Query") { kind } }',
    ]),
  'fields nobody knows': ({ between, oneOf }) =>
    `{ agents { nodes { name ${many(between(1, 400), (index) => `${oneOf(['pass', 'nam', 'secret', '_', 'x'])}${index}`)} } } }`,
  'arguments nobody knows': ({ between }) =>
    `{ agents(${many(between(1, 200), (index) => `x${index}: 1`)}) { totalCount } }`,
  'values of the wrong type': ({ oneOf }) =>
    oneOf([
      '{ agents(first: "1") { totalCount } }',
      '{ agents(first: 99999999999999999999) { totalCount } }',
      '{ agents(status: "ACTIVE") { totalCount } }',
      '{ agents(status: [[ACTIVE]]) { totalCount } }',
      '{ agent(username: null) { name } }',
      '{ agent(username: {}) { name } }',
      '{ calls(period: { from: "tomorrow", to: "2026-01-01" }) { totalCount } }',
      '{ calls(period: { from: 1e400, to: 2 }) { totalCount } }',
      '{ node(id: 1.5) { id } }',
    ]),
  'variables nobody declared': ({ between }) => `{ agents(first: $v${between(0, 9)}) { totalCount } }`,
  'many variables': ({ between }) =>
    `query (${many(between(1, 300), (index) => `$v${index}: Int`)}) ${COSTLY}`,
  'odd characters': ({ oneOf, between }) =>
    `{ agents${many(between(1, 20), () => oneOf(ODD)).replaceAll(' ', '')} { totalCount } }`,
  'odd characters at the end': ({ oneOf }) =>
    `${COSTLY}${oneOf(['\u0000', '😈', '\u202e', '\u00a0', '％', '\u2028'])}`,
  'braces that do not match': ({ between, oneOf }) =>
    `{ ${many(between(1, 500), () => oneOf([...NAMES, '{', '(', '[', '"', '$', '@', '...', '|']))} {`,
  'a text without an end': ({ between }) => `{ agent(username: ${'"'.repeat(between(1, 5) * 2 + 1)} x`,
  'a subscription': () => 'subscription { everything { all } }',
  'a mutation nobody knows': () => 'mutation { deleteEverything { ok } }',
  'a lead that is none': ({ oneOf }) =>
    `mutation { addLead(input: ${oneOf(['{}', '[]', '7', '{ phoneNumber: 1 }', '{ __proto__: 1 }', 'null'])}) { __typename } }`,
  nothing: ({ oneOf }) => oneOf(['', ' ', '#', '{}', '{ }', 'query', 'null', '{ agents { } }']),
};

/** Variables of `agent(username: $x)`. The server must refuse each of them. */
const VARIABLES: Readonly<Record<string, (dice: Dice) => string>> = {
  'variables nested deep': ({ between }) => `{"x":${nested('[', ']', between(11, 20_000), '')}}`,
  'variables nested deep in objects': ({ between }) =>
    `{"x":${nested('{"a":', '}', between(12, 5000), '1')}}`,
  'a variable of the wrong type': ({ oneOf }) =>
    `{"x":${oneOf(['7', 'true', '{}', '[]', '["a"]', 'null', '1e999', '{"toString":1}'])}}`,
  'a list of lists': ({ between }) => `{"x":[${'[],'.repeat(between(4000, 200_000))}[]]}`,
  'a long list': ({ between }) => `{"x":[${'"a",'.repeat(between(1000, 60_000))}"a"]}`,
  'too many bytes': ({ between }) => `{"x":["${'x'.repeat(between(1_000_000, 1_200_000))}"]}`,
  'a variable that is missing': () => '{"y":"x"}',
  'a prototype for variables': ({ oneOf }) =>
    oneOf([
      '{"__proto__":{"x":"a"}}',
      '{"constructor":{"prototype":{"x":"a"}}}',
      '{"__proto__":null}',
      '{"toString":"x"}',
    ]),
  'variables that are no object': ({ oneOf }) => oneOf(['[]', '"x"', '7', 'true', '[{"x":"a"}]']),
};

/** Whole bodies. The server must refuse each of them. */
const BODIES: Readonly<Record<string, (dice: Dice) => string | Buffer>> = {
  'JSON cut off': ({ between }) => {
    const text = JSON.stringify({ query: COSTLY, variables: { a: [1, 2, { b: 'x' }] } });
    return text.slice(0, between(1, text.length - 1));
  },
  'JSON and more': ({ oneOf }) =>
    `${JSON.stringify({ query: COSTLY })}${oneOf([',', '}', '{}', 'x', '\u0000', '//'])}`,
  'nearly JSON': ({ oneOf }) =>
    oneOf([
      `{'query': '${COSTLY}'}`,
      `{query: "${COSTLY}"}`,
      `{"query": "${COSTLY}",}`,
      `{"query": NaN}`,
      '{"query": "\n"}',
      '{"a":\u0000}',
      '\u00a0{}',
    ]),
  'a deep list': ({ between }) => nested('[', ']', between(1, 100_000), ''),
  'a deep object': ({ between }) => nested('{"a":', '}', between(1, 50_000), '1'),
  'a deep list without an end': ({ between }) => '['.repeat(between(1, 200_000)),
  'a list of operations': ({ between }) =>
    JSON.stringify(Array.from({ length: between(0, 500) }, () => ({ query: COSTLY }))),
  'a body that is no object': ({ oneOf }) =>
    oneOf(['null', 'true', '0', '""', '"{ agents { totalCount } }"', '-1e309', '']),
  'a prototype': ({ oneOf }) =>
    `{"query":"${COSTLY}",${oneOf(['"__proto__":{"admin":true}', '"constructor":{"prototype":{"admin":true}}', '"prototype":{}', '"toString":"x"', '"hasOwnProperty":1'])}}`,
  'a query of the wrong type': ({ oneOf }) =>
    `{"query":${oneOf(['7', 'true', '{}', `["${COSTLY}"]`, 'null', '{"toString":"x"}'])}}`,
  'an operation name of the wrong type': ({ oneOf }) =>
    `{"query":"query A ${COSTLY}","operationName":${oneOf(['7', '{}', '["A"]', 'true', '"B"', '"__proto__"'])}}`,
  'extensions of the wrong type': ({ oneOf }) =>
    `{"query":"${COSTLY}","extensions":${oneOf(['7', '[]', '"x"', 'true'])}}`,
  'bytes that are no UTF-8': ({ between }) =>
    Buffer.concat([
      Buffer.from(`{"query":"{ agents { totalCount } } #`),
      Buffer.from([between(0x80, 0xbf), 0xff, between(0xc0, 0xc1)]),
      Buffer.from('"}'),
    ]),
  'a surrogate by halves': () =>
    Buffer.concat([Buffer.from(`{"query":"${COSTLY} #`), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
  'another encoding': ({ oneOf }) =>
    Buffer.from(JSON.stringify({ query: COSTLY }), oneOf(['utf16le', 'base64', 'hex'])),
  'any bytes': ({ between }) =>
    Buffer.concat([
      Buffer.from([0xff]),
      Buffer.from(Array.from({ length: between(0, 5000) }, () => between(0, 255))),
    ]),
  'a document by id': () => '{"documentId":"x"}',
  'a persisted query': () => '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
};

const TYPES = [
  'text/plain',
  'text/plain; application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'application/graphql+json',
  'application/json; charset=utf-16',
  'application/json, application/json',
  'application/xml',
  'application/jsonx',
  'x',
  '',
] as const;

const METHODS = ['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'MKCOL', 'SEARCH', 'LOCK'] as const;

/** Bytes that no HTTP client would send. @param credential a valid one, which most of them include */
function rawAttack({ between, oneOf }: Dice, credential: string): string {
  const body = JSON.stringify({ query: COSTLY });
  const end = `host: x\r\nauthorization: ${credential}\r\nconnection: close\r\n`;
  const type = 'content-type: application/json\r\n';
  return oneOf([
    `TRACE /graphql HTTP/1.1\r\n${end}\r\n`,
    `CONNECT /graphql HTTP/1.1\r\n${end}\r\n`,
    `EVIL /graphql HTTP/1.1\r\n${end}\r\n`,
    `GET /graphql\r\n\r\n`,
    `GET http://evil.example/graphql?query=%7Bx%7D HTTP/1.1\r\n${end}\r\n`,
    `GET //evil.example/graphql?query=%7Bx%7D HTTP/1.1\r\n${end}\r\n`,
    `GET /graphql?query=%7Bx%7D HTTP/9.9\r\n${end}\r\n`,
    `GET /graphql?query=%7Bx%7D HTTP/1.1\r\nhost: ${oneOf(['[', 'a b', '%00', '::::', ':', 'x:99999999', '<script>', 'é'])}\r\nauthorization: ${credential}\r\nconnection: close\r\n\r\n`,
    `GET /graphql?query=%7Bx%7D HTTP/1.1\r\nauthorization: ${credential}\r\nconnection: close\r\n\r\n`,
    `GET /graphql?query=${'%7B'.repeat(between(1, 5000))} HTTP/1.1\r\n${end}\r\n`,
    `GET /graphql\u0000 HTTP/1.1\r\n${end}\r\n`,
    `GET /graphql HTTP/1.1\r\n${end}x: ${'y'.repeat(between(20_000, 60_000))}\r\n\r\n`,
    `GET /graphql HTTP/1.1\r\n${end}x\r\n\r\n`,
    `GET /graphql HTTP/1.1\r\n${end}x: a\u0000b\r\n\r\n`,
    `POST /graphql HTTP/1.1\r\n${end}${type}content-length: -5\r\n\r\n${body}`,
    `POST /graphql HTTP/1.1\r\n${end}${type}content-length: 5, 6\r\n\r\n${body}`,
    `POST /graphql HTTP/1.1\r\n${end}${type}content-length: ${body.length - 3}\r\n\r\n${body}`,
    `POST /graphql HTTP/1.1\r\n${end}${type}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST /graphql HTTP/1.1\r\n${end}${type}transfer-encoding: chunked\r\n\r\nZZ\r\n${body}\r\n0\r\n\r\n`,
    `POST /graphql HTTP/1.1\r\n${end}${type}transfer-encoding: gzip\r\n\r\n${body}`,
    `POST /graphql HTTP/1.1\r\n${end}${type}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n-1\r\n\r\n`,
    `${'\u0000'.repeat(between(1, 500))}\r\n\r\n`,
    `\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n`,
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
  ]);
}

/** The hostile requests of a seed. The server must refuse each of them. */
export function* hostileRequests(seed: number, count: number, credential: string): Generator<Attack> {
  const dice = diceFrom(seeded(seed));
  const { between, oneOf } = dice;
  const headers = { ...JSON_TYPE, authorization: credential };
  const post = (
    kind: string,
    body: string | Buffer,
    more: Readonly<Record<string, string>> = {},
  ): Attack => ({
    kind,
    method: 'POST',
    search: '',
    headers: { ...headers, ...more },
    body,
  });
  const accept = (): Readonly<Record<string, string>> =>
    oneOf<Readonly<Record<string, string>>>([
      {},
      { accept: 'application/graphql-response+json' },
      { accept: 'application/json' },
    ]);
  const drawn = <Value>(from: Readonly<Record<string, (of: Dice) => Value>>): [string, Value] => {
    const names = Object.keys(from);
    const name = names[between(0, names.length - 1)] ?? '';
    const draw = from[name];
    if (!draw) throw new Error(`There is no ${name}.`);
    return [name, draw(dice)];
  };
  const wrongType = (): Attack =>
    post('a wrong content type', JSON.stringify({ query: COSTLY }), { 'content-type': oneOf(TYPES) });
  const wrongMethod = (): Attack => ({
    ...post('a wrong method', JSON.stringify({ query: COSTLY })),
    method: oneOf(METHODS),
  });
  const byUrl = (): Attack => {
    const search = oneOf([
      `query=${encodeURIComponent('mutation { addLeads(inputs: []) { results { __typename } } }')}`,
      `query=${encodeURIComponent(COSTLY)}&query=${encodeURIComponent(COSTLY)}`,
      `query=${encodeURIComponent(COSTLY)}&variables=${oneOf(['{', '[]', '7', '%00', '%ff', '"x"'])}`,
      `query=${encodeURIComponent(COSTLY)}&extensions=${oneOf(['{', '[]', '7', '%00', '%ff', '"x"'])}`,
      `query=${oneOf(['%', '%00', '%ff%fe', '%7B', '%7B%7D', '%E0%A4%A', '+', ''])}`,
      `query=${encodeURIComponent(nested('{ a ', '}', between(13, 500), ''))}`,
      `documentId=x`,
      `__proto__=x&query[]=x`,
    ]);
    return {
      kind: 'a bad URL',
      method: 'GET',
      search: `?${search}`,
      headers: { authorization: credential },
      body: undefined,
    };
  };
  const wrongCredential = (): Attack =>
    post('a wrong credential', JSON.stringify({ query: COSTLY }), {
      authorization: oneOf([
        '',
        'Bearer',
        'Bearer x',
        'Basic eDp4',
        `${credential}x`,
        'Bearer a.b.c',
        'Bearer eyJhbGciOiJub25lIn0.e30.',
        `Bearer ${'x'.repeat(8000)}`,
      ]),
    });
  const encoded = (): Attack =>
    post('an encoding nobody asked for', Buffer.from([0x1f, 0x8b, 0x08, 0x00, between(0, 255), 0xff]), {
      'content-encoding': oneOf(['gzip', 'br', 'deflate', 'x']),
    });
  const others = [wrongType, wrongMethod, byUrl, wrongCredential, encoded] as const;

  for (let sent = 0; sent < count; sent += 1) {
    const dealt = between(1, 100);
    if (dealt <= 50) {
      const [kind, query] = drawn(DOCUMENTS);
      yield post(kind, JSON.stringify({ query }), accept());
    } else if (dealt <= 62) {
      const [kind, variables] = drawn(VARIABLES);
      yield post(
        kind,
        `{"query":"query ($x: String!) { agent(username: $x) { name } }","variables":${variables}}`,
        accept(),
      );
    } else if (dealt <= 66) {
      const [kind, body] = drawn(LARGE);
      yield post(kind, JSON.stringify(body), accept());
    } else if (dealt <= 78) {
      const [kind, body] = drawn(BODIES);
      yield post(kind, body, accept());
    } else if (dealt <= 95) yield oneOf(others)();
    else yield { ...post('raw bytes', ''), raw: rawAttack(dice, credential) };
  }
}
