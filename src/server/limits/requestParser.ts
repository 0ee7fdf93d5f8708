import { getOperationAST, Kind, type DocumentNode } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { ownTurn } from '../../upstream/promises/turn.ts';
import { decoderFor, TooLong } from './contentEncoding.ts';
import { excessOfJson } from './jsonLimits.ts';
import { badRequest, tooComplex } from '../httpErrors.ts';
import type { ServerContext } from '../serverContext.ts';

const MEGABYTE = 1_000_000;

/** A thousand leads with every field filled come to about 3 MB. */
const MOST_BYTES_OF_LEADS = 4 * MEGABYTE;
const MOST_BYTES = MEGABYTE;
const MOST_BYTES_HEARD_OUT = 16 * MEGABYTE;

/**
 * Reads requests, and no other than these: GET with the operation in the URL, and POST of one operation as JSON.
 *
 * A page elsewhere can have a browser send any other content type without asking first, with whatever lets that browser
 * in; JSON it cannot. Only addLeads and validateLeads may be larger than a megabyte.
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
        // Many requests can arrive at once, on one connection even: each is read, planned and begun in a turn of its own.
        await ownTurn(signal);
        return paramsOfBody(bytes);
      });
    },
    // Which operation it is shows only now. Reading a body of four megabytes as JSON takes 50 ms.
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

/** Charsets other than UTF-8 would be read as UTF-8 all the same. */
const isJson = (contentType: string | null): boolean =>
  /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i.test(contentType?.trim() ?? '');

const tooLarge = (limit: number, advice: string) =>
  badRequest(413, `The request is larger than ${limit / MEGABYTE} MB: ${advice}.`);

/** @throws GraphQLError with HTTP status 413 if it is too long once it is decoded */
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
      // A body sent in chunks does not tell its length before. To stop reading is to cut the connection, so that the
      // client never sees why: up to here it may go on to its end, unheard.
      if (size > MOST_BYTES_HEARD_OUT) break;
      if (size <= MOST_BYTES_OF_LEADS) chunks.push(chunk);
    }
  } catch {
    // The client went away, or sent what is no HTTP: that is no fault of this server's.
    throw badRequest(400, 'The body did not arrive whole.');
  }
  if (size > MOST_BYTES_OF_LEADS) throw tooLarge(MOST_BYTES_OF_LEADS, FEWER);
  return Buffer.concat(chunks);
}

function paramsOfBody(bytes: Buffer): GraphQLParams {
  const body = jsonIn(textIn(bytes), 'The body');
  if (Array.isArray(body)) throw badRequest(400, 'Send one operation a request: a list of them is not read.');
  return objectIn(body, 'The body');
}

function paramsOfUrl(url: string): GraphQLParams {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
  const given = (name: string): Record<string, string> => {
    const values = search.getAll(name);
    if (values.length > 1) throw badRequest(400, `Give the parameter ${name} once.`);
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
    throw badRequest(400, 'The body is not UTF-8.');
  }
}

/** @param depth the lists and objects that the text stands in */
function jsonIn(text: string, what: string, depth = 0): unknown {
  const excess = excessOfJson(text, depth);
  if (excess !== undefined) throw tooComplex(excess);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(400, `${what} is no JSON.`);
  }
}

/** @throws GraphQLError if it is no object */
function objectIn(value: unknown, what: string): Record<string, unknown> {
  if (!isObject(value)) throw badRequest(400, `${what} must be a JSON object.`);
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Root fields that take a thousand leads. */
const OF_LEADS: ReadonlySet<string> = new Set(['addLeads', 'validateLeads']);

/** True if a field that takes leads stands at the top of the operation that would run. */
const takesLeads = (document: DocumentNode, name: string | undefined): boolean =>
  getOperationAST(document, name)?.selectionSet.selections.some(
    (selection) => selection.kind === Kind.FIELD && OF_LEADS.has(selection.name.value),
  ) ?? false;
