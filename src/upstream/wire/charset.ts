/** A body's text, and whether all of its bytes were UTF-8. */
interface Decoded {
  readonly text: string;
  readonly isUtf8: boolean;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const WINDOWS_1252 = new TextDecoder('windows-1252');

/** A character beyond ASCII in UTF-8, one latin1 character a byte; or, where there is none, a single byte. */
const CHARACTER =
  /[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}|[\x80-\xFF]/g;

/**
 * A body as text. Bytes that are no UTF-8 are read as windows-1252: a dialer's database holds both, and one such byte must
 * neither cost a day's answer nor garble the rest of it.
 */
export function decodedText(body: Uint8Array): Decoded {
  try {
    return { text: UTF8.decode(body), isUtf8: true };
  } catch {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const text = bytes.toString('latin1').replaceAll(CHARACTER, (character) => {
      const decoder = character.length > 1 ? UTF8 : WINDOWS_1252;
      return decoder.decode(Buffer.from(character, 'latin1'));
    });
    return { text, isUtf8: false };
  }
}
