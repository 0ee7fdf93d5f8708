/** The documents are held against the program: what they list is what there is, and what they show can be run. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAbstractType, Kind, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { schema } from '../../src/graph/schema.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].concat(
  globSync('docs/*.md', { cwd: ROOT }).toSorted(),
);

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The files that declare variables. */
const configText = (): string => globSync('src/config*.ts', { cwd: ROOT }).map(textOf).join('\n');

/** The first cells of a document's table rows that hold variables or codes: `PORT`, `HOST`. */
const namesInTables = (file: string): string[] =>
  [...textOf(file).matchAll(/^\| (`[A-Z][^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name = '']) => name),
  );

interface Block {
  readonly file: string;
  readonly language: string;
  readonly text: string;
}

const blocksOf = (file: string): Block[] =>
  [...textOf(file).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    file,
    language,
    text,
  }));

const BLOCKS = DOCUMENTS.flatMap(blocksOf);

/** What stands in a block of JSON right behind another block, if one does. */
function jsonBehind(block: Block): unknown {
  const next = BLOCKS[BLOCKS.indexOf(block) + 1];
  return next?.file === block.file && next.language === 'json' ? JSON.parse(next.text) : undefined;
}

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const anchorsIn = (file: string): string[] =>
  [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('README.md', () => {
  test('takes five minutes to read', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(150);
  });

  test('has pictures that load fast', () => {
    const images = globSync('docs/images/*', { cwd: ROOT });
    expect(images).not.toEqual([]);
    expect(images.filter((file) => statSync(join(ROOT, file)).size >= 300_000)).toEqual([]);
  });
});

test.each(DOCUMENTS)('%s links to what is there', (file) => {
  const links = [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const missing = links
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const there = path === '' ? file : join(dirname(file), path);
      return !existsSync(join(ROOT, there)) || (anchor !== undefined && !anchorsIn(there).includes(anchor));
    });
  expect(missing).toEqual([]);
});

describe('docs/configuration.md', () => {
  const FILE = 'docs/configuration.md';

  test('lists every variable once, and no other', () => {
    const declared = [...configText().matchAll(/^ {2,4}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);
    expect(declared.length).toBeGreaterThan(30);
    expect(namesInTables(FILE).toSorted()).toEqual(declared.toSorted());
    const inReadme = namesInTables('README.md').filter((name) => !declared.includes(name));
    expect(inReadme).toEqual([]);
  });

  test('says their defaults: to set one is to leave it out', () => {
    const defaults = [...textOf(FILE).matchAll(/^\| `([A-Z_]+)` \|.*\| `([^`]+)` \|$/gm)];
    expect(defaults.length).toBeGreaterThan(10);
    for (const [, name = '', value = ''] of defaults) {
      expect([name, configFrom({ [name]: value })]).toEqual([name, configFrom({})]);
    }
  });
});

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

/** The first result of a subscription, which is then ended. */
async function firstEvent({ body }: Response): Promise<unknown> {
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    const [, result] = /^event: next\ndata: (.*)\n\n/m.exec(text) ?? [];
    if (result !== undefined) return JSON.parse(result);
  }
  throw new Error(`There is no event: ${text}`);
}

describe('with a server', () => {
  let simulator: Simulator;
  let server: RunningServer;

  beforeAll(async () => {
    simulator = await startSimulator();
    const config = configFrom({
      PORT: '0',
      LOG_LEVEL: 'silent',
      LEAD_JOURNAL: ':memory:',
      VOXO_URL: simulator.url,
      VOXO_TOKEN: simulator.voxoToken,
      VOXO_TENANT_ID: '1',
    });
    const { url, user, pass } = simulator;
    server = await startServer(config, { baseUrl: new URL(url), user, pass });
  });

  afterAll(async () => {
    await server.close();
    await simulator.close();
  });

  const post = (body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  const operations = BLOCKS.filter(
    ({ language, text }) =>
      language === 'graphql' &&
      parse(text).definitions.every(({ kind }) => kind === Kind.OPERATION_DEFINITION),
  );

  test('there are examples to run', () => {
    expect(operations.map(({ file }) => file)).toContain('README.md');
    expect(operations.length).toBeGreaterThanOrEqual(4);
  });

  test.each(operations)('a query of $file runs as it stands', async (block) => {
    const query = { query: block.text, variables: jsonBehind(block) };
    const { data, errors } = answer.parse(await (await post(JSON.stringify(query))).json());
    expect(errors).toBeUndefined();
    expect(Object.values(data ?? {}).filter((value) => value === null)).toEqual([]);
  });

  const allCurls = BLOCKS.filter(({ language, text }) => language === 'sh' && text.startsWith('curl '));
  const exports = allCurls.filter(({ text }) => text.includes('accept: text/csv'));
  const curls = allCurls.filter((block) => !exports.includes(block));

  test.each(exports)('an export of $file has the columns that it shows', async (block) => {
    const [, body = ''] = /-d '([^']*)'/.exec(block.text) ?? [];
    const [names] = (await (await post(body, { accept: 'text/csv' })).text()).split('\r\n');
    const shown = BLOCKS[BLOCKS.indexOf(block) + 1];
    expect(shown).toMatchObject({ file: block.file, language: 'csv' });
    expect(shown?.text.split('\n')[0]).toBe(names);
  });

  test.each(curls)('a curl of $file is answered as it says: $text', async (block) => {
    const headers = Object.fromEntries(
      [...block.text.matchAll(/-H '([\w-]+): ([^']*)'/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const [, body = ''] = /-d '([^']*)'/.exec(block.text) ?? [];
    const answered = await post(body, headers);
    const isStream = answered.headers.get('content-type') === 'text/event-stream';
    const response: unknown = isStream ? await firstEvent(answered) : await answered.json();
    // Without an answer beside it, any will do that has no errors.
    expect(answer.parse(response).errors).toBeUndefined();
    expect(response).toEqual(jsonBehind(block) ?? response);
  });

  test('docs/operations.md shows what /ready says', async () => {
    const shown = BLOCKS.find(({ text }) => text.includes('failingActions'))?.text ?? '';
    expect(await (await fetch(`${server.url}/ready`)).json()).toEqual(JSON.parse(shown));
  });

  test('docs/operations.md lists every code of an error that a client can meet, and no other', async () => {
    const sources = globSync('src/**/*.ts', { cwd: ROOT, exclude: ['src/simulator/**'] });
    const own = sources.flatMap((file) =>
      [...textOf(file).matchAll(/\bcode: '([A-Z_]{8,})'/g)].map(([, code = '']) => code),
    );
    const kinds = [...textOf('src/upstream/errors.ts').matchAll(/readonly kind = '(\w+)'/g)].map(
      ([, kind]) => kind,
    );
    const upstream = kinds.flatMap((kind) =>
      kind === 'RATE_LIMITED' ? [kind] : [`DIALER_${kind}`, `VOXO_${kind}`],
    );
    // Those of the libraries, by what calls them forth.
    const faulty = [
      '{"query": "{"}',
      '{"query": "{ nothing }"}',
      '{"query": "query A { __typename } query B { __typename }"}',
      '{}',
      '{"query": "{ __typename }", "more": 1}',
      '{"query": "{ __typename }", "variables": "text"}',
    ];
    const answers = await Promise.all([
      ...faulty.map((body) => post(body)),
      fetch(`${server.url}/graphql`, { method: 'PUT' }),
    ]);
    const met = await Promise.all(
      answers.map(async (response) =>
        (answer.parse(await response.json()).errors ?? []).map(({ extensions }) => extensions.code),
      ),
    );
    const all = new Set([...own, ...upstream, ...met.flat()]);
    const [, table = ''] = textOf('docs/operations.md').split('| code | meaning | what to do |');
    const listed = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code);
    expect(listed.toSorted()).toEqual([...all].toSorted());
  });
});

test('docs/clients.md gives Apollo Client every interface and union of the schema', () => {
  const shown = [...textOf('docs/clients.md').matchAll(/^ {6}(\w+): \[(.*)\],$/gm)].map(
    ([, name = '', types = '']) => [name, types.replaceAll("'", '').split(', ')] as const,
  );
  const declared = Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .filter(({ name }) => !name.startsWith('_'))
    .map(({ name }) => name);
  expect(shown.map(([name]) => name).toSorted()).toEqual(declared.toSorted());
  for (const [name, types] of shown) {
    const type = schema.getType(name);
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [];
    expect([name, types.toSorted()]).toEqual([name, possible.toSorted()]);
  }
});
