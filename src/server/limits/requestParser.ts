import type { IncomingMessage } from 'node:http';
import { getOperationAST, Kind, type DocumentNode } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { handled } from '../../upstream/promises/handled.ts';
import { ownTurn } from '../../upstream/promises/turn.ts';
import { decoderFor, TooLong, type Decode } from './contentEncoding.ts';
import { excessOfJson } from './jsonLimits.ts';
import { badRequest, tooComplex } from '../httpErrors.ts';
import type { OpenRequest } from '../openRequests.ts';
import { headersOf } from '../operations/requestHeaders.ts';
import type { ServerContext } from '../serverContext.ts';

const MEGABYTE = 1_000_000;

/** 1,000 leads with every field filled take about 3 MB. */
const MOST_BYTES_OF_LEADS = 4 * MEGABYTE;
const MOST_BYTES = MEGABYTE;
/** The most bytes of a body that is too large and still read to its end, so that the client gets the error. */
const MOST_BYTES_DISCARDED = 16 * MEGABYTE;

/**
 * Reads requests of two kinds: GET with the operation in the URL, and POST of one operation as JSON.
 *
 * Other content types would allow cross-site request forgery: a browser sends a form or plain text to another site with
 * the user's credentials, and makes no CORS preflight request first. Only addLeads and validateLeads may be larger than
 * 1 MB.
 */
export class RequestParser {
  readonly plugin: Plugin<Partial<ServerContext>, ServerContext> = {
    onRequestParse: ({ request, serverContext: { open }, setRequestParser }) => {
      if (request.method === 'GET') {
        setRequestParser(async () => {
          await ownTurn(open.signal);
          return paramsOfUrl(request.url);
        });
      } else if (request.method === 'POST') {
        setRequestParser(() => this.posted(open));
      }
    },
    // The operation is known only now. To parse 4 MB of JSON before takes 50 ms.
    onParse: () => {
      return ({ result, context: { open, params } }) => {
        if (!open || this.isSmall(open)) return;
        if (result?.kind === Kind.DOCUMENT && takesLeads(result, params?.operationName)) return;
        throw tooLarge(MOST_BYTES, 'only addLeads and validateLeads may be larger');
      };
    },
  };

  /**
   * The operation in a POST. Its body is read once, for all callers.
   *
   * @throws GraphQLError if it is no JSON object, is too long, or did not arrive completely
   */
  posted(open: OpenRequest): Promise<GraphQLParams> {
    return (open.posted ??= handled(this.#read(open)));
  }

  /** True if every operation may be sent in a body of this length. */
  isSmall({ bodyBytes = 0 }: OpenRequest): boolean {
    return bodyBytes <= MOST_BYTES;
  }

  async #read(open: OpenRequest): Promise<GraphQLParams> {
    const headers = headersOf(open.request);
    if (!isJson(headers.get('content-type'))) {
      throw badRequest(415, 'A POST must be JSON: send it with the header "content-type: application/json".');
    }
    const decode = decoderFor(headers.get('content-encoding'));
    const sent = await bytesOf(open.request);
    const bytes = decode ? await decoded(sent, decode) : sent;
    open.bodyBytes = bytes.length;
    // Many requests can arrive at once, even on one connection. Each is parsed, planned and started in its own turn
    // of the event loop, so that other requests run in between.
    const turn = ownTurn(open.signal);
    if (turn) await turn;
    return paramsOfBody(bytes);
  }
}

/** True for JSON in UTF-8. Another charset is refused, because the body is always decoded as UTF-8. */
const isJson = (contentType: string | null): boolean =>
  /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i.test(contentType?.trim() ?? '');

const tooLarge = (limit: number, advice: string) =>
  badRequest(413, `The request is larger than ${limit / MEGABYTE} MB: ${advice}.`);

/** @throws GraphQLError with HTTP status 413 if the decoded body is too long */
async function decoded(body: Buffer, decode: Decode): Promise<Buffer> {
  try {
    return await decode(body, MOST_BYTES_OF_LEADS);
  } catch (error) {
    if (error instanceof TooLong) throw tooLarge(MOST_BYTES_OF_LEADS, FEWER);
    throw error;
  }
}

const FEWER = 'send fewer values at once';

function bytesOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(tooLarge(MOST_BYTES_OF_LEADS, FEWER));
    if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES_OF_LEADS) {
      refuse();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // A chunked body does not announce its length. If the server stops reading, the connection breaks and the client
      // never sees the error. So the rest is read and discarded, up to this limit.
      if (size > MOST_BYTES_DISCARDED) {
        refuse();
        request.destroy();
      }
      if (size <= MOST_BYTES_OF_LEADS) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > MOST_BYTES_OF_LEADS) refuse();
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    // The client left, or sent invalid HTTP. Neither is a defect of this server.
    const fail = (): void => {
      // An error takes longer to make than all the rest. Each request closes in the end.
      if (request.complete) return;
      reject(badRequest(400, 'The body did not arrive completely. Send it again.'));
    };
    request.on('error', fail);
    request.on('close', fail);
    if (request.destroyed) fail();
  });
}

function paramsOfBody(bytes: Buffer): GraphQLParams {
  const body = jsonIn(textIn(bytes), 'The body');
  if (Array.isArray(body))
    throw badRequest(400, 'Send one operation per request: batches are not supported.');
  return objectIn(body, 'The body');
}

function paramsOfUrl(url: string): GraphQLParams {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
  const given = (name: string): Record<string, string> => {
    const values = search.getAll(name);
    if (values.length > 1) throw badRequest(400, `The URL has the parameter ${name} twice. Send it once.`);
    const [value] = values;
    return value ? { [name]: value } : {};
  };
  const object = (name: 'variables' | 'extensions') => {
    const text = given(name)[name];
    return text === undefined ? {} : { [name]: jsonParameter(name, text) };
  };
  return {
    ...given('query'),
    ...given('operationName'),
    ...given('documentId'),
    ...object('variables'),
    ...object('extensions'),
  };
}

function jsonParameter(name: string, text: string): Record<string, unknown> | null {
  const value = jsonIn(text, `The parameter ${name}`, 1);
  return value === null ? null : objectIn(value, `The parameter ${name}`);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function textIn(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw badRequest(400, 'The body is not UTF-8. Encode it as UTF-8.');
  }
}

/** @param depth the number of lists and objects around the text */
function jsonIn(text: string, what: string, depth = 0): unknown {
  const excess = excessOfJson(text, depth);
  if (excess !== undefined) throw tooComplex(excess);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(400, `${what} is not valid JSON.`);
  }
}

/** @throws GraphQLError if the value is not an object */
function objectIn(value: unknown, what: string): Record<string, unknown> {
  if (!isObject(value)) throw badRequest(400, `${what} must be a JSON object.`);
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Root fields that take up to 1,000 leads. */
const OF_LEADS: ReadonlySet<string> = new Set(['addLeads', 'validateLeads']);

/** True if the operation that runs has such a root field. */
const takesLeads = (document: DocumentNode, name: string | undefined): boolean =>
  getOperationAST(document, name)?.selectionSet.selections.some(
    (selection) => selection.kind === Kind.FIELD && OF_LEADS.has(selection.name.value),
  ) ?? false;
