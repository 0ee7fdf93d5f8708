/** A client of exports that shows what fetch does not: trailers, and an answer that broke off. */
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { parse } from 'csv-parse/sync';

export interface Exported {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly body: Buffer;
  readonly text: string;
  /** False if the connection broke before the end. */
  readonly isWhole: boolean;
}

export interface Wanted {
  readonly accept: string;
  readonly query: string;
  readonly variables?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Sends one operation. Any answer is an answer, also one that breaks off after its headers. */
export function exportFrom(
  url: string,
  { accept, query, variables, headers, method = 'POST' }: Wanted,
): Promise<Exported> {
  const isGet = method !== 'POST';
  const search = isGet
    ? `?${new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) })}`
    : '';
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql${search}`, {
      method,
      agent: new Agent(),
      headers: { accept, ...(isGet ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      const end = (isWhole: boolean): void => {
        const body = Buffer.concat(parts);
        const { statusCode: status = 0, headers: answered, trailers } = response;
        resolve({ status, headers: answered, trailers, body, text: body.toString('utf8'), isWhole });
      };
      response.on('data', (part: Buffer) => void parts.push(part));
      response.once('end', () => end(response.complete));
      response.once('error', () => end(false));
    });
    sent.end(isGet ? '' : JSON.stringify({ query, variables }));
  });
}

/** The rows of a CSV, as a library reads them: the names, then the cells. */
export const cellsOf = (text: string): string[][] => parse(text, { recordDelimiter: '\r\n' });

/** The lines of an NDJSON answer. */
export const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The rows of an NDJSON answer, without the line of what else there is to tell. */
export const rowsOf = (text: string): unknown[] =>
  linesOf(text).filter((line) => !Object.hasOwn(Object(line), 'extensions'));
