/**
/**
 * Generates the published files from the code: `schema/schema.graphql`, `schema/subgraph.graphql` for gateways,
 * `schema/endpoints.md`, `schema/access.md`, `docs/metrics.md` and `schema/trusted-documents.json`. Also generates `test/support/gql` and
 * `examples/wallboard/gql`, the types of the operations that tests and the wallboard send, and builds
 * `examples/wallboard/dist` and `graphiql/dist`.
 *
 * `node codegen.ts` writes the files. `node codegen.ts --check` writes nothing, and fails if one is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { build } from 'vite';
import { typedClients } from './test/support/typedClients.ts';
import { declarationOf } from './src/plan/cost.ts';
import { schemaSdl, subgraphSdl } from './src/graph/federation/federation.ts';
import { policyOf } from './src/access/fieldPolicy.ts';
import { metricOf } from './src/graph/metric.ts';
import { schema } from './src/graph/schema.ts';
import { workedOperations } from './src/server/graphiql/operations.ts';
import { hashOf } from './src/server/limits/trustedDocuments.ts';
import { ENDPOINTS } from './src/upstream/endpoints.ts';
import { OPERATIONS } from './tools/load/operations.ts';

const check = process.argv.includes('--check');
const sdl = schemaSdl(schema);

publish({
  'schema/schema.graphql': sdl,
  'schema/subgraph.graphql': subgraphSdl(schema),
  'schema/endpoints.md': endpointsPage(schema),
  'schema/access.md': accessPage(schema),
  'docs/metrics.md': metricsPage(schema),
});
// An operation that has become invalid stops it.
publish(await typedClients(sdl));
publish({
  'schema/trusted-documents.json': manifestOf([
    ...workedOperations().map(({ document }) => document),
    ...Object.values(OPERATIONS),
    ...(await wallboardOperations()),
  ]),
  ...(await builtPage('examples/wallboard')),
  ...(await builtPage('graphiql')),
});

function publish(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (!check) write(path, text);
    else if (read(path) !== text) {
      console.error(`${path} is out of date: run "npm run codegen" and commit the result.`);
      process.exitCode = 1;
    }
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A missing file is out of date, too.
    return undefined;
  }
}

/** The wallboard's operations as it sends them. Their module may just have been written. */
async function wallboardOperations(): Promise<string[]> {
  const generated = await import('./examples/wallboard/gql/graphql.ts');
  return Object.values(generated)
    .filter((value) => value instanceof generated.TypedDocumentString)
    .map(String);
}

/**
 * A page as it is served, built anew: the text of each file of its `dist` by its path from the project's folder.
 *
 * @param folder the page's folder, which has a `vite.config.ts`: `examples/wallboard`
 */
async function builtPage(folder: string): Promise<Readonly<Record<string, string>>> {
  const result = await build({
    configFile: fileURLToPath(new URL(`${folder}/vite.config.ts`, import.meta.url)),
    logLevel: 'error',
    build: { write: false },
  });
  // Several outputs, or a watcher, come of other configurations.
  if (Array.isArray(result) || !('output' in result)) throw new Error('The build has no single output.');
  return Object.fromEntries(
    result.output.map((file) => {
      const content = file.type === 'chunk' ? file.code : file.source;
      return [`${folder}/dist/${file.fileName}`, content.toString()];
    }),
  );
}

/** A manifest for TRUSTED_DOCUMENTS: documents by their hash. */
function manifestOf(documents: readonly string[]): string {
  const byHash = Object.fromEntries(documents.map((document) => [hashOf(document), document]));
  return `${JSON.stringify(byHash, null, 2)}\n`;
}

/** A page about each upstream action: its model, its cache lifetime, and the fields that call it. */
function endpointsPage(graph: GraphQLSchema): string {
  const fields = fieldsByAction(graph);
  const rows = Object.values(ENDPOINTS).map((endpoint) => [
    `\`${endpoint.name}\``,
    `\`${endpoint.path}\``,
    endpoint.summary,
    endpoint.model,
    endpoint.effect,
    endpoint.lookup === undefined ? '–' : `one ${endpoint.lookup}`,
    endpoint.cacheSeconds === 0 ? '–' : `${endpoint.cacheSeconds} s`,
    fields.get(endpoint.name)?.join(', ') ?? '–',
  ]);
  const heading = ['action', 'path', 'returns', 'model', 'effect', 'looks up', 'cached for', 'called by'];
  return [
    '# Upstream actions',
    '',
    'Every action of the dialer and of VOXO that this server can call, generated from `src/upstream/endpoints.ts` and',
    'from the costs that fields declare. "–" in the last column: no field calls it yet.',
    '',
    ...table(heading, rows),
    '',
  ].join('\n');
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** A page about each field: the scopes it needs, and its value for viewers without pii:read. */
function accessPage(graph: GraphQLSchema): string {
  const fields = Object.values(graph.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field }))
      : [],
  );
  const rows = fields
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, field }) => {
      const { scopes, everyPortfolio, personal: isPersonal } = policyOf(field);
      return [
        `\`${name}\``,
        scopes.length > 0 ? `${scopes.join(' or ')}${isPersonal ? ' and pii:read' : ''}` : '–',
        everyPortfolio ? 'no' : 'yes',
        shownOf(field.extensions),
      ];
    });
  const heading = ['field', 'needs', 'for viewers limited to portfolios', 'without pii:read'];
  return [
    '# Access rules',
    '',
    'The access rule of every field, generated from the field definitions in `src/graph`: see docs/security.md.',
    '"–" under "needs": no scope of its own. The viewer needs the scopes of the fields above it.',
    '',
    ...table(heading, rows),
    '',
  ].join('\n');
}

/** The metric dictionary: each figure that this server computes. */
function metricsPage(graph: GraphQLSchema): string {
  const metrics = Object.values(graph.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) => {
          const metric = metricOf(field);
          return metric
            ? [{ ...metric, field: `${type.name}.${field.name}`, definition: field.description }]
            : [];
        })
      : [],
  );
  const sections = metrics
    .toSorted((a, b) => (`${a.name} ${a.field}` < `${b.name} ${b.field}` ? -1 : 1))
    .flatMap(({ name, field, definition, unit, numerator, denominator, source, leftOut }) => [
      `## ${name}: \`${field}\``,
      '',
      ...(definition ? [definition, ''] : []),
      `- Unit: ${unit}`,
      ...(numerator === undefined ? [] : [`- Numerator: ${numerator}`]),
      ...(denominator === undefined ? [] : [`- Denominator: ${denominator}`]),
      `- Source: ${source}`,
      `- Left out: ${leftOut}`,
      '',
    ]);
  return [
    '# Metrics',
    '',
    'The figures that this server computes, printed from the declarations of the fields in `src/graph`. Other figures are',
    "the dialer's own: their descriptions in the schema name the action and the member.",
    '',
    'The calls of a list are those that match its arguments and that the viewer may see. A cell that cannot be read is null,',
    'and is listed in `extensions.dialer.gaps`. A call with such a cell counts as one without that value.',
    '',
    '`test/graph/metrics` computes each figure again in plain code, from the rows of the wire: of 10,000 agents, 5,000 campaigns,',
    'and 200,000 calls and carrier records (a VOXO answer of at most 256 MB has room for about 350,000). It fails if a figure is',
    'left out. `test/graph/call/metricsOfAMillion.full.test.ts` does the same for the figures of a million calls.',
    '',
    'Figures of reports are combined if rows are combined: with `perAgent`, and if a viewer may see only a part of the rows.',
    'Sums and numbers are added up; averages of calls (`averageTalkSeconds`, `averageAvailableBetweenCallsSeconds`) are weighted by',
    '`totalCalls`; `summary` and the averages of `timeUsage` are computed anew over the rows that are left. A figure that one',
    'of the rows lacks is null, because the other rows alone would give a wrong one.',
    '',
    ...sections,
  ].join('\n');
}

function shownOf({ personal, notPersonal }: Readonly<Record<string, unknown>>): string {
  if (personal === 'phone') return 'the last four digits';
  if (typeof personal === 'string') return `masked (${personal})`;
  return typeof notPersonal === 'string' ? `shown: ${notPersonal}` : '';
}

function fieldsByAction(graph: GraphQLSchema): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const type of Object.values(graph.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      // A field may declare several costs of one action.
      for (const action of new Set(declarationOf(field)?.costs.map((one) => one.action))) {
        fields.set(action, [...(fields.get(action) ?? []), `${type.name}.${field.name}`]);
      }
    }
  }
  return fields;
}
