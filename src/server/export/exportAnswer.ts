import type { ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { ListStream } from '../../graph/execution/listStream.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { AnswerSender, Head } from '../answerSender.ts';
import { ERROR_LIMITS } from '../limits/errorLimits.ts';
import { asSent } from '../live/serverSentEvents.ts';
import type { ExportStream } from '../openRequests.ts';
import type { Operation } from '../operations/operation.ts';
import { MEDIA_TYPES, type ExportFormat } from './acceptedFormat.ts';
import { ClientGone, encodingFor, ExportBody } from './exportBody.ts';
import type { ExportedOperation } from './exportedOperation.ts';
import { csvFormat, ndjsonFormat, type RowFormat } from './formats.ts';

/** The trailers of an export. */
const TRAILERS = {
  rows: 'x-export-rows',
  fieldErrors: 'x-field-errors',
  unreadableCount: 'x-unreadable-count',
  gaps: 'x-dialer-gaps',
  cost: 'x-dialer-cost',
} as const;

/** The most errors of rows that are listed. All are counted. */
const MOST_ERRORS = ERROR_LIMITS.ofRequest;

export interface ExportAnswerOptions {
  readonly operation: Operation;
  readonly exported: ExportedOperation;
  readonly format: ExportFormat;
  /** The name of the file in a browser, without its extension. */
  readonly fileName: string;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Called before rows are sent. @throws GraphQLError if no further rows may be sent */
  readonly check: () => void;
}

/** The answer to an export: rows are taken from the execution as the client reads them. */
export class ExportAnswer implements ListStream, ExportStream {
  /** Resolves when the list is known, so that the answer has rows. */
  readonly begun: Promise<void>;
  /** True if the connection was broken because the export failed. */
  isBroken = false;
  /** True if all rows were made, and handed to the connection. */
  isComplete = false;
  /** The rows that were sent. */
  taken = 0;
  hasBegun = false;
  readonly #options: ExportAnswerOptions;
  readonly #format: RowFormat;
  #head: string;
  readonly #body: Promise<ExportBody>;
  #begin: () => void = () => undefined;
  #open: (body: ExportBody) => void = () => undefined;
  #giveUp: (reason: ClientGone) => void = () => undefined;
  #owner: unknown;
  #unreadable = 0;
  #errors: GraphQLError[] = [];
  #errorCount = 0;

  constructor(options: ExportAnswerOptions) {
    this.#options = options;
    this.#format = options.format === 'csv' ? csvFormat(options.exported.columns) : ndjsonFormat;
    this.#head = this.#format.head;
    this.begun = new Promise((resolve) => (this.#begin = resolve));
    this.#body = handled(
      new Promise((resolve, reject) => {
        this.#open = resolve;
        this.#giveUp = reject;
      }),
    );
  }

  /** To be called when the client has left: no further rows are made. */
  abandon(): void {
    this.#giveUp(new ClientGone());
  }

  begin(owner: unknown): void {
    if (this.hasBegun && this.#owner === owner) return;
    this.#owner = owner;
    this.#unreadable += unreadableIn(owner);
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.#begin();
  }

  async take(rows: readonly unknown[], errors: readonly GraphQLError[]): Promise<void> {
    const { maskError, operation, check } = this.#options;
    const masked = errors.map(maskError);
    operation.noteErrors(masked);
    this.#errorCount += masked.length;
    if (this.#errors.length < MOST_ERRORS) this.#errors.push(...masked.slice(0, MOST_ERRORS));
    const body = await this.#body;
    check();
    await body.write(this.#withHead(this.#format.textOf(rows)));
    this.taken += rows.length;
    operation.noteExported(rows.length, 0);
  }

  /**
   * Sends the answer's headers; its rows follow. The status is 200.
   *
   * @param head the headers of a successful answer to this request
   */
  send(head: Head, response: ServerResponse, sender: AnswerSender): void {
    const { format, fileName, operation } = this.#options;
    for (const [name, value] of head) {
      if (name !== 'content-length' && name !== 'content-type') response.setHeader(name, value);
    }
    const encoding = encodingFor(response.req.headers['accept-encoding']);
    response.setHeader('content-type', MEDIA_TYPES[format]);
    response.setHeader('content-disposition', `attachment; filename="${fileName}.${format}"`);
    // nginx must pass rows on at once, and not collect them.
    response.setHeader('x-accel-buffering', 'no');
    response.appendHeader('vary', 'accept, accept-encoding');
    if (encoding) response.setHeader('content-encoding', encoding);
    if (response.req.httpVersion !== '1.0') response.setHeader('trailer', Object.values(TRAILERS).join(', '));
    const body = new ExportBody(response, sender.openStream(response), encoding, (bytes) =>
      operation.noteExported(0, bytes),
    );
    response.flushHeaders();
    this.#open(body);
  }

  /** Ends the answer, when the execution has ended or failed. */
  async end(execution: Promise<ExecutionResult>): Promise<void> {
    const { operation, maskError } = this.#options;
    const result = await execution.catch((error: unknown) => ({ errors: [maskError(error)] }));
    operation.answered();
    try {
      const body = await this.#body;
      if (body.isGone) return;
      if (result.errors) await this.#fail(body, result.errors, result);
      else await this.#complete(body, result);
    } catch (error) {
      if (!(error instanceof ClientGone)) throw error;
    }
  }

  async #fail(
    body: ExportBody,
    errors: readonly GraphQLError[],
    { extensions = {} }: ExecutionResult,
  ): Promise<void> {
    const { operation, format } = this.#options;
    operation.noteErrors(errors);
    if (format === 'csv') {
      this.isBroken = true;
      body.break();
      return;
    }
    await body.write(this.#lineOf({ errors: [...this.#errors, ...errors] }));
    await body.end(this.#trailersOf(extensions));
  }

  async #complete(body: ExportBody, { extensions = {} }: ExecutionResult): Promise<void> {
    const { format } = this.#options;
    const unreadable = this.#unreadable > 0 ? { unreadableCount: this.#unreadable } : {};
    const told = { ...extensions, ...unreadable, ...this.#errorsLeftOut() };
    const hasMore = Object.keys(told).length > 0 || this.#errors.length > 0;
    if (format === 'ndjson' && hasMore) {
      const errors = this.#errors.length > 0 ? { errors: this.#errors } : {};
      await body.write(this.#lineOf({ ...errors, extensions: told }));
    }
    const head = this.#withHead('');
    if (head !== '') await body.write(head);
    await body.end(this.#trailersOf(extensions));
    this.isComplete = true;
  }

  /** The first text of an answer has the names of the columns before it. */
  #withHead(text: string): string {
    const head = this.#head;
    this.#head = '';
    return head + text;
  }

  /** The number of errors of rows, if not all of them are listed. */
  #errorsLeftOut(): { readonly fieldErrorCount?: number } {
    return this.#errorCount > this.#errors.length ? { fieldErrorCount: this.#errorCount } : {};
  }

  /** The last line: the parts of an ordinary answer beside its data. */
  #lineOf(result: ExecutionResult): string {
    return `${JSON.stringify(asSent(result, this.#options.operation.identity.requestId))}\n`;
  }

  #trailersOf({ dialer }: NonNullable<ExecutionResult['extensions']>): Record<string, string> {
    const { gaps = [], ...cost }: { readonly gaps?: unknown } = Object(dialer);
    return {
      [TRAILERS.rows]: String(this.taken),
      [TRAILERS.fieldErrors]: String(this.#errorCount),
      [TRAILERS.unreadableCount]: String(this.#unreadable),
      [TRAILERS.gaps]: inHeader(gaps),
      ...(Object.keys(cost).length > 0 ? { [TRAILERS.cost]: inHeader(cost) } : {}),
    };
  }
}

/** The rows of a list whose identity could not be read, if the list has such a count. */
const unreadableIn = (owner: unknown): number =>
  typeof owner === 'object' &&
  owner !== null &&
  'unreadableCount' in owner &&
  typeof owner.unreadableCount === 'number'
    ? owner.unreadableCount
    : 0;

/** The most characters of a header's JSON: clients limit the length of all headers together. */
const MOST_CHARACTERS = 6000;

/** JSON as a header can hold it: ASCII only. Of a long list its length. */
function inHeader(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length > MOST_CHARACTERS) return JSON.stringify({ count: Object.keys(Object(value)).length });
  return text.replaceAll(
    /[^\x20-\x7E]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
