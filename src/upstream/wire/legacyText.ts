import { isUtf8 } from 'node:buffer';
import { giveWay } from '../promises/turn.ts';

const WINDOWS_1252 = new TextDecoder('windows-1252');

/** The rest of a cell or line, from its first character that is not ASCII. */
const BEYOND_ASCII = /[\x80-\xff][^"\n]*/g;

/**
 * The text of bytes that may not all be UTF-8. Old rows are usually in windows-1252, newer rows in UTF-8, and one
 * answer may hold both. So each cell or line is read in its own encoding.
 */
export function legacyText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  return bytes.toString('latin1').replaceAll(BEYOND_ASCII, (text) => {
    // Without these bytes the text cannot be UTF-8, and Latin-1 and windows-1252 are the same.
    if (!/[\x80-\xbf]/.test(text)) return text;
    const raw = Buffer.from(text, 'latin1');
    return isUtf8(raw) ? raw.toString() : WINDOWS_1252.decode(raw);
  });
}

/** The number of bytes decoded in one go. */
const SLICE_BYTES = 64 * 1024;

/** As `legacyText`, in slices: an answer of many megabytes takes long. */
export async function legacyTextOf(bytes: Buffer): Promise<string> {
  const texts: string[] = [];
  for (let from = 0; from < bytes.length;) {
    await giveWay();
    let to = Math.min(from + SLICE_BYTES, bytes.length);
    // Do not cut a character in two.
    while ((bytes[to] ?? 0) > 0x7f) to += 1;
    texts.push(legacyText(bytes.subarray(from, to)));
    from = to;
  }
  return texts.join('');
}
