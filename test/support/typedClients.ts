/** Generates the types of all operations with graphql-codegen's client preset, as a frontend would. */
import { generate } from '@graphql-codegen/cli';

/** A client: its operations, and the folder of the types that are generated for it. */
interface Client {
  readonly documents: readonly string[];
  readonly folder: string;
}

const CLIENTS: readonly Client[] = [
  // Their own files, and `graphql(…)` in tests.
  {
    documents: ['schema/operations/*.graphql', 'test/**/*.ts', '!**/node_modules/**'],
    folder: 'test/support/gql/',
  },
  { documents: ['examples/wallboard/*.graphql'], folder: 'examples/wallboard/gql/' },
];

/** The generated files, by path. @param schema the schema as SDL @throws Error if an operation is not valid */
export async function typedClients(schema: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const client of CLIENTS) Object.assign(files, await typedClient(schema, client));
  return files;
}

async function typedClient(
  schema: string,
  { documents, folder }: Client,
): Promise<Readonly<Record<string, string>>> {
  // `generate` returns any.
  const files: readonly { readonly filename: string; readonly content: string }[] = await generate(
    {
      schema,
      documents: [...documents],
      silent: true,
      importExtension: '.ts',
      generates: {
        [folder]: {
          preset: 'client',
          presetConfig: { fragmentMasking: false },
          config: {
            // Documents are texts, so that graphql-js is not needed at run time.
            documentMode: 'string',
            useTypeImports: true,
            immutableTypes: true,
            // The generator throws for a scalar that is not listed below.
            strictScalars: true,
            scalars: {
              Date: 'string',
              DateTime: 'string',
              ID: { input: 'string | number', output: 'string' },
            },
          },
        },
      },
    },
    false,
  );
  return Object.fromEntries(files.map(({ filename, content }) => [filename, content]));
}
