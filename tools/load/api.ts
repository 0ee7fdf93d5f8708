import { z } from 'zod';
import { OPERATIONS } from './operations.ts';
import { CannotRun, type Verdict } from './outcome.ts';
import type { LeadInput } from './columns.ts';

/** The verdict on a lead, without its row; or NOT_SENT, if the lead must be sent again. */
export type Answer = Omit<Verdict, 'row'> | { readonly outcome: 'NOT_SENT'; readonly wait: Wait };

/** Reason for a pause, and its length if the API names one. */
export interface Wait {
  readonly why: string;
  readonly seconds: number | undefined;
}

/** The API is busy or cannot be reached. The same request may be sent again. */
export class ApiUnavailable extends Error {
  readonly wait: Wait;

  constructor(wait: Wait) {
    super(wait.why);
    this.wait = wait;
  }
}

/** The API refuses a whole request, because of one of its leads or of their number. */
export class RequestRefused extends Error {
  /** The outcome of the request's lead if it has only one. */
  readonly outcome: 'REJECTED' | 'UNKNOWN';

  constructor(outcome: 'REJECTED' | 'UNKNOWN', message: string) {
    super(message);
    this.outcome = outcome;
  }
}

const rejected = z.object({
  reason: z.string(),
  message: z.string(),
  fields: z.array(z.string()),
  retryAfterSeconds: z.number().nullish(),
});

const added = z.object({
  __typename: z.literal('AddLeadSuccess'),
  leadId: z.string(),
  notices: z.array(z.string()),
  altered: z.array(z.object({ field: z.string() })).default([]),
});

const duplicate = z.object({
  __typename: z.literal('DuplicateLead'),
  message: z.string(),
  existingLeadId: z.string().nullable(),
});

const unknown = z.object({ __typename: z.literal('LeadOutcomeUnknown'), message: z.string() });

const addLeadsAnswer = z.object({
  addLeads: z.object({
    results: z.array(
      z.discriminatedUnion('__typename', [
        added.transform(({ leadId, notices, altered }): Answer => {
          const fields = altered.map(({ field }) => field);
          const told = fields.length > 0 ? [`stored differently: ${fields.join(', ')}`, ...notices] : notices;
          return { outcome: 'ADDED', leadId, fields, message: told.join('; ') };
        }),
        duplicate.transform(({ message, existingLeadId }): Answer => ({
          outcome: 'DUPLICATE',
          leadId: existingLeadId,
          fields: [],
          message,
        })),
        rejected.extend({ __typename: z.literal('LeadRejected') }).transform(rejection),
        unknown.transform(({ message }): Answer => ({
          outcome: 'UNKNOWN',
          leadId: null,
          fields: [],
          message,
        })),
      ]),
    ),
  }),
});

const validateLeadsAnswer = z.object({
  validateLeads: z.array(
    rejected
      .nullable()
      .transform((result): Answer =>
        result ? rejection(result) : { outcome: 'VALID', leadId: null, fields: [], message: '' },
      ),
  ),
});

const envelope = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z
          .object({
            code: z.string().optional(),
            retryable: z.boolean().optional(),
            retryAfterSeconds: z.number().optional(),
          })
          .default({}),
      }),
    )
    .default([]),
});

type GraphqlError = z.output<typeof envelope>['errors'][number];

/** Longer than the server needs for a batch. After it, the same request is sent again. */
const TIMEOUT_MS = 600_000;

/** The API, by its URL and a key. */
export class Api {
  readonly #url: URL;
  readonly #key: string | undefined;
  #hasAnswered = false;

  /** @param url URL of /graphql. @param key API key; undefined = none is sent */
  constructor(url: URL, key: string | undefined) {
    this.#url = url;
    this.#key = key;
  }

  /** @throws ApiUnavailable, RequestRefused, CannotRun */
  async addLeads(inputs: readonly LeadInput[]): Promise<readonly Answer[]> {
    const { addLeads } = read(addLeadsAnswer, await this.#ask(OPERATIONS.addLeads, inputs));
    return forEach(inputs, addLeads.results);
  }

  /** The verdicts of addLeads without sending. @throws ApiUnavailable, RequestRefused, CannotRun */
  async validateLeads(inputs: readonly LeadInput[]): Promise<readonly Answer[]> {
    const { validateLeads } = read(validateLeadsAnswer, await this.#ask(OPERATIONS.validateLeads, inputs));
    return forEach(inputs, validateLeads);
  }

  async #ask(query: string, inputs: readonly LeadInput[]): Promise<unknown> {
    const { status, text, retryAfter } = await this.#post(JSON.stringify({ query, variables: { inputs } }));
    this.#hasAnswered = true;
    const answer = envelope.safeParse(parsed(text));
    if (!answer.success) throw strangeAnswer(status, retryAfter);
    const [error] = answer.data.errors;
    if (error) throw errorOf(error, status, retryAfter);
    return answer.data.data;
  }

  async #post(body: string): Promise<{ status: number; text: string; retryAfter: number | undefined }> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` }),
        },
        body,
        // A redirect would send the key to another server.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        status: response.status,
        text: await response.text(),
        retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
      };
    } catch (error) {
      const why = `${this.#url.origin} cannot be reached (${codeOf(error)})`;
      // Before the first answer, the URL may be wrong: to wait would not help.
      if (!this.#hasAnswered) throw new CannotRun(`${why}: is API_URL right?`);
      throw new ApiUnavailable({ why, seconds: undefined });
    }
  }
}

function rejection({ reason, message, fields, retryAfterSeconds }: z.output<typeof rejected>): Answer {
  if (reason === 'NOT_SENT') {
    return { outcome: 'NOT_SENT', wait: { why: message, seconds: retryAfterSeconds ?? undefined } };
  }
  return { outcome: 'REJECTED', leadId: null, fields, message: `${reason}: ${message}` };
}

const WAITED_FOR = /(?:^RATE_LIMITED|_UNAVAILABLE|_TIMEOUT)$/;
const OF_THE_CALLER = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'DIALER_UNAUTHORIZED',
]);
const OF_A_LEAD = new Set(['BAD_USER_INPUT', 'OPERATION_TOO_COMPLEX']);

function errorOf(
  { message, extensions }: GraphqlError,
  status: number,
  retryAfter: number | undefined,
): Error {
  const { code = `HTTP ${status}`, retryable, retryAfterSeconds } = extensions;
  const why = `${code}: ${message}`;
  if (retryable || WAITED_FOR.test(code)) {
    return new ApiUnavailable({ why, seconds: retryAfterSeconds ?? retryAfter });
  }
  if (OF_THE_CALLER.has(code)) return new CannotRun(`The API refuses this program: ${why}`);
  return new RequestRefused(OF_A_LEAD.has(code) ? 'REJECTED' : 'UNKNOWN', why);
}

const WAITED_FOR_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The error for an answer that is not GraphQL's, such as a proxy's. */
function strangeAnswer(status: number, seconds: number | undefined): Error {
  if (WAITED_FOR_STATUS.has(status)) return new ApiUnavailable({ why: `HTTP ${status}`, seconds });
  if (status === 413) return new RequestRefused('REJECTED', 'HTTP 413: the request is too large');
  return new CannotRun(`API_URL answers with HTTP ${status}, and not as a GraphQL API does: is it right?`);
}

/** The answers, one for each lead. @throws RequestRefused if there are more or fewer */
function forEach(inputs: readonly unknown[], results: readonly Answer[]): readonly Answer[] {
  if (results.length === inputs.length) return results;
  throw new RequestRefused('UNKNOWN', `The API answered for ${results.length} leads of ${inputs.length}.`);
}

function read<Model>(schema: z.ZodType<Model>, data: unknown): Model {
  const model = schema.safeParse(data);
  if (model.success) return model.data;
  throw new RequestRefused('UNKNOWN', 'The API’s answer cannot be read.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It is not JSON. The caller decides by the status.
    return undefined;
  }
}

/** ECONNREFUSED, or the error's name. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
