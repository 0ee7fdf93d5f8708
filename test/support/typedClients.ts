/** The types of every operation that is written down, as a frontend gets them: by graphql-codegen's client preset. */
import { generate } from '@graphql-codegen/cli';

/** Where the operations stand: files of their own, and `graphql(…)` in tests. */
const DOCUMENTS = ['schema/operations/*.graphql', 'test/**/*.ts', '!**/node_modules/**'];
const FOLDER = 'test/support/gql/';

/** The generated files by their path. @param schema the graph, as SDL. @throws Error for an operation that is not valid */
export async function typedClients(schema: string): Promise<Readonly<Record<string, string>>> {
  // What it gives is declared as any.
  const files: readonly { readonly filename: string; readonly content: string }[] = await generate(
    {
      schema,
      documents: DOCUMENTS,
      silent: true,
      importExtension: '.ts',
      generates: {
        [FOLDER]: {
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
