import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { packagePath } from '../files/packagePath.ts';
import { staticFile, type StaticFile } from './staticFile.ts';

const PATH = '/wallboard';

const PAGE = 'index.html';

/** What `npm run build:pages` makes. */
const FOLDER = packagePath('examples/wallboard/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** What the page may do: load its own script and styles, and ask this server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

let files: ReadonlyMap<string, StaticFile> | undefined;

/**
 * The wallboard's page and its files by path, which are read once a process. The page holds no figures: it asks the API for them,
 * with the rights of its viewer.
 */
export function readWallboard(): ReadonlyMap<string, StaticFile> {
  if (files) return files;
  const names = readdirSync(FOLDER);
  if (!names.includes(PAGE)) throw new Error('The wallboard is not built: run "npm run build:pages".');
  files = new Map(names.map((name) => [name === PAGE ? PATH : `${PATH}/${name}`, fileOf(name)]));
  return files;
}

const fileOf = (name: string): StaticFile =>
  staticFile(readFileSync(join(FOLDER, name)), {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    // A browser may keep the files, but asks each time whether they are still the same.
    'cache-control': 'no-cache',
  });
