import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = new URL('../../', import.meta.url);

/**
 * A page as it is served, built anew: the text of each file of its `dist` by its path from the project's folder.
 *
 * @param folder the page's folder, which has a `vite.config.ts`: `examples/wallboard`
 */
export async function builtPage(folder: string): Promise<Readonly<Record<string, string>>> {
  const result = await build({
    configFile: fileURLToPath(new URL(`${folder}/vite.config.ts`, ROOT)),
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
