/**
 * Prints what is published of the graph: `schema/schema.graphql`, `schema/endpoints.md` and, for those who let only
 * known operations run, `schema/trusted-documents.json`.
 *
 * `node codegen.ts` writes them; `node codegen.ts --check` writes nothing, and fails where they are out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isInterfaceType, isObjectType, printSchema, type GraphQLSchema } from 'graphql';
import { declarationOf } from './src/graph/cost.ts';
import { schema } from './src/graph/schema.ts';
import { workedOperations } from './src/server/graphiql.ts';
import { hashOf } from './src/server/trustedDocuments.ts';
import { ENDPOINTS } from './src/upstream/endpoints.ts';

const PUBLISHED: Readonly<Record<string, string>> = {
  'schema/schema.graphql': `${printSchema(schema)}\n`,
  'schema/endpoints.md': endpointsPage(schema),
  'schema/trusted-documents.json': manifestOf(workedOperations().map(({ document }) => document)),
};

const check = process.argv.includes('--check');
for (const [path, text] of Object.entries(PUBLISHED)) {
  if (!check) writeFileSync(path, text);
  else if (read(path) !== text) {
    console.error(`${path} is out of date: run "npm run codegen" and commit what it prints.`);
    process.exitCode = 1;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that is not there is as out of date as one that differs.
    return undefined;
  }
}

/** Documents by their hash, as TRUSTED_DOCUMENTS takes them. */
function manifestOf(documents: readonly string[]): string {
  const byHash = Object.fromEntries(documents.map((document) => [hashOf(document), document]));
  return `${JSON.stringify(byHash, null, 2)}\n`;
}

/** Each upstream action, what is made of it, and the fields that ask for it. */
function endpointsPage(graph: GraphQLSchema): string {
  const fields = fieldsByAction(graph);
  const rows = Object.values(ENDPOINTS).map((endpoint) => [
    `\`${endpoint.name}\``,
    `\`${endpoint.path}\``,
    endpoint.summary,
    endpoint.model,
    endpoint.effect,
    endpoint.batchKey === null ? 'one for everything' : `by \`${endpoint.batchKey}\``,
    endpoint.cacheSeconds === 0 ? '–' : `${endpoint.cacheSeconds} s`,
    fields.get(endpoint.name)?.join(', ') ?? '–',
  ]);
  const heading = ['action', 'path', 'what it gives', 'model', 'effect', 'one call', 'lifetime', 'asked by'];
  const table = [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [
    '# Upstream actions',
    '',
    'Every action of the dialer (and of VOXO) that this server knows, printed from `src/upstream/endpoints.ts` and',
    'from the fields that declare which of them they ask. "–" in the last column: no field asks for it yet.',
    '',
    ...table,
    '',
  ].join('\n');
}

function fieldsByAction(graph: GraphQLSchema): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const type of Object.values(graph.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const { action } of declarationOf(field)?.costs ?? []) {
        fields.set(action, [...(fields.get(action) ?? []), `${type.name}.${field.name}`]);
      }
    }
  }
  return fields;
}
