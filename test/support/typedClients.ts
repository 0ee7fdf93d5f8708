/** The types of every operation that is written down, as a frontend gets them: by graphql-codegen's client preset. */
import { generate } from '@graphql-codegen/cli';

/** A client: where its operations stand, and the folder of the types that are generated for it. */
interface Client {
  readonly documents: readonly string[];
  readonly folder: string;
}

const CLIENTS: readonly Client[] = [
  // Files of their own, and `graphql(…)` in tests.
  {
    documents: ['schema/operations/*.graphql', 'test/**/*.ts', '!**/node_modules/**'],
    folder: 'test/support/gql/',
  },
  { documents: ['examples/wallboard/*.graphql'], folder: 'examples/wallboard/gql/' },
];

/** The generated files by their path. @param schema the graph, as SDL. @throws Error for an operation that is not valid */
export async function typedClients(schema: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const client of CLIENTS) Object.assign(files, await typedClient(schema, client));
  return files;
}

async function typedClient(
  schema: string,
  { documents, folder }: Client,
): Promise<Readonly<Record<string, string>>> {
  // What it gives is declared as any.
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
            // Documents are text, so that nothing of graphql-js comes along at run time.
            documentMode: 'string',
            useTypeImports: true,
            immutableTypes: true,
            // A scalar nobody has thought about stops the generator.
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
