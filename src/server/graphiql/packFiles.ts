/** A process that reads GraphiQL and compresses it. It ends then, and takes along the 180 MB that this needs. */
import {
  css,
  editorWorkerService,
  graphqlWorker,
  js,
  jsonWorker,
} from '@graphql-yoga/render-graphiql/graphiql';
import { THOROUGH } from '../compression/compression.ts';
import { FILES, type FileName, type PackedFile } from './packedFiles.ts';

const TEXTS: Readonly<Record<FileName, string>> = {
  'graphiql.js': js,
  'graphiql.css': css,
  'editor.worker.js': editorWorkerService,
  'graphql.worker.js': graphqlWorker,
  'json.worker.js': jsonWorker,
};

const packed = async (name: FileName): Promise<PackedFile> => {
  const content = Buffer.from(TEXTS[name]);
  const [br, gzip] = await Promise.all([THOROUGH.br(content), THOROUGH.gzip(content)]);
  return { name, br, gzip };
};

// A listener keeps this process until the server has the files, or has ended. Then nobody wants them any more.
process.once('disconnect', () => process.exit());
process.send?.(await Promise.all(FILES.map(packed)));
