/** Generates the types of all operations with graphql-codegen's client preset, as a frontend would. */
import { generate } from '@graphql-codegen/cli';

/** The sources of operations: their own files, and `graphql(…)` in tests. */
const DOCUMENTS = ['schema/operations/*.graphql', 'test/**/*.ts', '!**/node_modules/**'];
const FOLDER = 'test/support/gql/';

/** The generated files, by path. @param schema the schema as SDL @throws Error if an operation is not valid */
export async function typedClients(schema: string): Promise<Readonly<Record<string, string>>> {
  // `generate` returns any.
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
