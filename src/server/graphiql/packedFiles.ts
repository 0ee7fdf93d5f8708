import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { versionOf, type StaticFile } from '../pages/staticFile.ts';

/** GraphiQL's own files: its script, its styles, and the workers of its editors. */
export const FILES = [
  'graphiql.js',
  'graphiql.css',
  'editor.worker.js',
  'graphql.worker.js',
  'json.worker.js',
] as const;

export type FileName = (typeof FILES)[number];

/** A file as the process hands it over. */
export interface PackedFile {
  readonly name: FileName;
  readonly br: Uint8Array;
  readonly gzip: Uint8Array;
}

const packedFiles: z.ZodType<PackedFile[]> = z.array(
  z.object({ name: z.enum(FILES), br: z.instanceof(Uint8Array), gzip: z.instanceof(Uint8Array) }),
);

const unpacked = promisify(gunzip);

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * GraphiQL's files by name. Their version is known at once. Their bodies come a few seconds later: another process
 * compresses them, because this takes a second of CPU and 180 MB.
 *
 * @param headersOf the headers of a file
 */
export async function readPackedFiles(
  headersOf: (name: FileName) => Readonly<Record<string, string>>,
): Promise<ReadonlyMap<FileName, StaticFile>> {
  const source = fileURLToPath(import.meta.resolve('@graphql-yoga/render-graphiql/graphiql'));
  const version = versionOf(await readFile(source));
  let packing: ReturnType<typeof pack> | undefined;
  const packed = (): ReturnType<typeof pack> => {
    if (packing) return packing;
    packing = pack();
    // Whoever asks for a file is told. The next request tries again.
    packing.catch(() => {
      packing = undefined;
    });
    return packing;
  };
  // The page's browser will ask for them in a moment.
  void packed();
  return new Map(
    FILES.map((name) => [
      name,
      {
        headers: headersOf(name),
        version,
        body: async (encoding) => {
          const file = (await packed()).get(name);
          if (!file) throw new Error(`GraphiQL has no ${name}.`);
          // As it is: rare, because each browser takes gzip.
          return encoding ? file[encoding] : unpacked(file.gzip);
        },
      },
    ]),
  );
}

type Packed = Readonly<Record<'br' | 'gzip', Buffer>>;

/** @throws Error if the process ends without a result */
async function pack(): Promise<ReadonlyMap<FileName, Packed>> {
  // The compiled program is a .js file.
  const program = new URL(`./packFiles${extname(import.meta.url)}`, import.meta.url);
  const child = fork(fileURLToPath(program), {
    env: {},
    execArgv: [],
    serialization: 'advanced',
  });
  // A server that has closed does not wait for it.
  child.unref();
  child.channel?.unref();
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('GraphiQL could not be read.')));
  const [message]: unknown[] = await Promise.race([once(child, 'message'), ended]);
  child.disconnect();
  return new Map(
    packedFiles
      .parse(message)
      .map(({ name, br, gzip }) => [name, { br: bufferOf(br), gzip: bufferOf(gzip) }]),
  );
}
