/** An answer is not whole JSON. The message of the JSON parser would quote the answer. */
export class NotWhole extends Error {
  override readonly name = 'NotWhole';
}

/** Too much of an answer is outside its arrays of rows, and all of that is kept. */
export class RestTooLong extends Error {
  override readonly name = 'RestTooLong';
}

/** The most bytes outside rows: as many as this server reads of answers without columns. */
export const MOST_REST_BYTES = 256 * 1024 * 1024;
