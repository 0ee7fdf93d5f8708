import { getOperationAST, Kind, type DocumentNode } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { ownTurn } from '../../upstream/promises/turn.ts';
import { decoderFor, TooLong } from './contentEncoding.ts';
import { excessOfJson } from './jsonLimits.ts';
import { badRequest, tooComplex } from '../httpErrors.ts';
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
export function useRequestParser(): Plugin<object, ServerContext> {
  const sizes = new WeakMap<Request, number>();
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      const { signal } = serverContext;
      if (request.method === 'GET') {
        setRequestParser(async () => {
          await ownTurn(signal);
          return paramsOfUrl(request.url);
        });
      }
      if (request.method !== 'POST') return;
      if (!isJson(request.headers.get('content-type'))) {
        throw badRequest(
          415,
          'A POST must be JSON: send it with the header "content-type: application/json".',
        );
      }
      const decode = decoderFor(request.headers.get('content-encoding'));
      setRequestParser(async () => {
        const bytes = await decoded(await bytesOf(request), decode);
        sizes.set(request, bytes.length);
        // Many requests can arrive at once, even on one connection. Each is parsed, planned and started in its own turn
        // of the event loop, so that other requests run in between.
        await ownTurn(signal);
        return paramsOfBody(bytes);
      });
    },
    // The operation is known only now. To parse 4 MB of JSON before takes 50 ms.
    onParse: () => {
      return ({ result, context: { request, params } }) => {
        const size = request && sizes.get(request);
        if (size === undefined || size <= MOST_BYTES) return;
        if (result?.kind === Kind.DOCUMENT && takesLeads(result, params?.operationName)) return;
        throw tooLarge(MOST_BYTES, 'only addLeads and validateLeads may be larger');
      };
    },
  };
}

/** True for JSON in UTF-8. Another charset is refused, because the body is always decoded as UTF-8. */
const isJson = (contentType: string | null): boolean =>
  /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i.test(contentType?.trim() ?? '');

const tooLarge = (limit: number, advice: string) =>
  badRequest(413, `The request is larger than ${limit / MEGABYTE} MB: ${advice}.`);

/** @throws GraphQLError with HTTP status 413 if the decoded body is too long */
async function decoded(body: Buffer, decode: ReturnType<typeof decoderFor>): Promise<Buffer> {
  try {
    return await decode(body, MOST_BYTES_OF_LEADS);
  } catch (error) {
    if (error instanceof TooLong) throw tooLarge(MOST_BYTES_OF_LEADS, FEWER);
    throw error;
  }
}

const FEWER = 'send fewer values at once';

async function bytesOf(request: Request): Promise<Buffer> {
  const told = Number(request.headers.get('content-length') ?? 0);
  if (told > MOST_BYTES_OF_LEADS) throw tooLarge(MOST_BYTES_OF_LEADS, FEWER);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      // A chunked body does not announce its length. If the server stops reading, the connection breaks and the client
      // never sees the error. So the rest is read and discarded, up to this limit.
      if (size > MOST_BYTES_DISCARDED) break;
      if (size <= MOST_BYTES_OF_LEADS) chunks.push(chunk);
    }
  } catch {
    // The client left, or sent invalid HTTP. Neither is a defect of this server.
    throw badRequest(400, 'The body did not arrive completely. Send it again.');
  }
  if (size > MOST_BYTES_OF_LEADS) throw tooLarge(MOST_BYTES_OF_LEADS, FEWER);
  return Buffer.concat(chunks);
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

function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
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
