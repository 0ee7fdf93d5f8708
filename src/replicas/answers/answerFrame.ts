import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { PassedAnswer, SharedCall } from '../../upstream/client/shared/sharedAnswers.ts';
import type { Opened, Sealing } from '../sealing.ts';
import { framesOf, tableFrame, tablesOf } from './columnFrame.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Shorter contents are compressed in this thread: handing them to another one takes longer. */
const SHORT_BYTES = 16 * 1024;

/** A content of more bytes is not passed on. */
export const MOST_CONTENT_BYTES = 64 * 1024 * 1024;

/** The format of the content. An answer in another one comes from another version of this server. */
const VERSION = 1;

const version = z.object({ version: z.number() });
const header = z.object({
  version: z.literal(VERSION),
  answeredAt: z.int(),
  /** The length of the body in bytes; null if the answer is `nothing`. */
  body: z.int().nonnegative().nullable(),
  tables: z.array(tableFrame),
  /** The columns of its tables; null if it has none. */
  format: z.string().nullable(),
});

/** An answer that was read, or why it cannot be used. */
export type Unpacked =
  | { readonly passed: PassedAnswer }
  | { readonly passed: undefined; readonly reason: Extract<Opened, { reason: string }>['reason'] };

const LENGTH_BYTES = 4;

/** An answer, compressed and sealed; undefined if it is too large to be passed on. */
export async function packed(
  sealing: Sealing,
  name: string,
  { format }: Pick<SharedCall, 'format'>,
  { body, tables, answeredAt }: PassedAnswer,
): Promise<Buffer | undefined> {
  const { frames, parts } = framesOf(tables ?? new Map());
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const head = Buffer.from(
    JSON.stringify({
      version: VERSION,
      answeredAt: answeredAt.getTime(),
      body: bytes?.length ?? null,
      tables: frames,
      format: tables ? format : null,
    } satisfies z.input<typeof header>),
  );
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  const all = [length, head, ...(bytes ? [bytes] : []), ...parts];
  if (all.reduce((sum, part) => sum + part.length, 0) > MOST_CONTENT_BYTES) return undefined;
  const content = Buffer.concat(all);
  const small =
    content.length <= SHORT_BYTES ? zstdCompressSync(content, FAST) : await compress(content, FAST);
  return sealing.seal(name, small);
}

/** Reads what `packed` made under the same name. Never rejects. */
export async function unpacked(
  sealing: Sealing,
  name: string,
  { format }: Pick<SharedCall, 'format'>,
  sealed: Buffer,
): Promise<Unpacked> {
  const opened = sealing.open(name, sealed);
  if (opened.content === undefined) return { passed: undefined, reason: opened.reason };
  try {
    const most = { maxOutputLength: MOST_CONTENT_BYTES };
    const content =
      opened.content.length <= SHORT_BYTES / 4
        ? zstdDecompressSync(opened.content, most)
        : await decompress(opened.content, most);
    const at = LENGTH_BYTES + content.readUInt32LE(0);
    const head: unknown = JSON.parse(content.toString('utf8', LENGTH_BYTES, at));
    if (version.parse(head).version !== VERSION) return { passed: undefined, reason: 'foreign' };
    const { answeredAt, body, tables, ...facts } = header.parse(head);
    if (facts.format !== null && facts.format !== format) return { passed: undefined, reason: 'foreign' };
    const end = at + (body ?? 0);
    if (end > content.length) return { passed: undefined, reason: 'damaged' };
    return {
      passed: {
        body: body === null ? undefined : content.toString('utf8', at, end),
        ...(facts.format === null ? {} : { tables: tablesOf(tables, content.subarray(end)) }),
        answeredAt: new Date(answeredAt),
      },
    };
  } catch {
    // It was sealed by a server with the same key, so it is whole: its form is that of another version.
    return { passed: undefined, reason: 'foreign' };
  }
}
