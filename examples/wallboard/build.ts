import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The page as it is served, built anew: the text of each file of `dist` by its path from the project's folder. */
export async function builtWallboard(): Promise<Readonly<Record<string, string>>> {
  const result = await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { write: false },
  });
  // Several outputs, or a watcher, come of other configurations.
  if (Array.isArray(result) || !('output' in result)) throw new Error('The build has no single output.');
  return Object.fromEntries(
    result.output.map((file) => {
      const content = file.type === 'chunk' ? file.code : file.source;
      return [`examples/wallboard/dist/${file.fileName}`, content.toString()];
    }),
  );
}
