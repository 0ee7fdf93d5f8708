import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { RateLimited } from '../../access/errors.ts';
import { executeOperation } from '../../graph/execution/executeQuery.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Grant } from '../auth/grant.ts';
import type { CostedContext } from '../limits/dialerCost.ts';
import { badRequest, unauthenticated } from '../httpErrors.ts';
import type { OpenRequest } from '../openRequests.ts';
import { executeWith, type CostedArgs, type ExecuteOptions } from '../operations/execute.ts';
import type { ServerContext } from '../serverContext.ts';
import { formatIn, type ExportFormat } from './acceptedFormat.ts';
import { ExportAnswer } from './exportAnswer.ts';
import { exportedOperation, type ExportedOperation } from './exportedOperation.ts';
import { failure, noList } from './exportErrors.ts';

/** An audit line: how many rows of a list a viewer was given. */
export interface ExportLine {
  readonly action: 'export';
  readonly caller: string;
  /** The path of the list in the operation, by its own keys. */
  readonly list: string;
  readonly format: ExportFormat;
  readonly rows: number;
  /** False if the export failed or was refused, or its client left. */
  readonly complete: boolean;
}

export interface ExportsOptions {
  /** How operations are executed. */
  readonly executing: Omit<ExecuteOptions, 'resolve'>;
  readonly grantOf: (request: Request) => Grant;
  readonly audit: (line: ExportLine) => void;
}

/** The most exports at once; a viewer may have half of them. Each holds a window of call records. */
const MOST_EXPORTS = 10;

const RETRY_AFTER_SECONDS = 30;

/** How Yoga answers an export that has no rows: as JSON, with a status that tells of errors. */
const ANSWERED_AS = 'application/graphql-response+json';

/** An export whose list is known. */
interface Begun {
  readonly exported: ExportedOperation;
  readonly format: ExportFormat;
  readonly context: ExportContext;
}

type ExportContext = CostedContext & ServerContext & { readonly request: Request };

/**
 * Exports: the rows of an operation's one list, as CSV or as lines of JSON, made while the client reads them.
 *
 * Yoga reads, checks and starts an export as any other operation. It is executed by `executeWith`, and only the list's rows
 * take another way. If there are no rows, because the operation is refused or fails, its answer is Yoga's.
 */
export class Exports {
  readonly #options: ExportsOptions;
  readonly #running = new Map<string, number>();

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  readonly plugin: Plugin<ExportContext, ServerContext> = {
    onExecute: ({ args, context, setExecuteFn }) => {
      const { export: wanted } = context.open;
      if (wanted) setExecuteFn(() => this.#start({ ...args, contextValue: context }, wanted.format, context));
    },
  };

  /** Marks a request as an export, if its client prefers rows. */
  static note(open: OpenRequest): void {
    const { method, headers } = open.request;
    const format = formatIn(headers.accept);
    if (!format) return;
    // Any other method is refused, and should not be told that its type cannot be sent.
    if (method === 'GET' || method === 'POST') open.export = { format };
    headers.accept = ANSWERED_AS;
  }

  /** @returns a result without errors once there is a list; the rows follow */
  async #start(args: CostedArgs, format: ExportFormat, context: ExportContext): Promise<ExecutionResult> {
    const { executing } = this.#options;
    try {
      const exported = exportedOperation(args, context);
      // A variable is wrong: execution says which.
      if (!exported) return failure(await executeWith(executing)(args));
      if (format === 'ndjson') checkKeys(exported);
      const answer = this.#answerTo(exported, format, context);
      const result = await this.#begin(args, answer, { exported, format, context });
      // A plan that was asked for is no export.
      if (result.errors) this.#audit(answer, { exported, format, context });
      return result;
    } catch (error) {
      return refused(error);
    }
  }

  /** @returns a result without errors once there is a list; the rows follow */
  async #begin(args: CostedArgs, answer: ExportAnswer, begun: Begun): Promise<ExecutionResult> {
    const { exported, format, context } = begun;
    try {
      const free = this.#reserve(context.viewer.name);
      const execution = handled(runInParts(args, exported, answer, this.#options.executing).finally(free));
      await Promise.race([answer.begun, execution]);
      if (!answer.hasBegun) return withoutRows(await execution, exported, context);
      context.open.export = { format, answer };
      void handled(this.#end(answer, execution, begun));
      return { data: null };
    } catch (error) {
      return refused(error);
    }
  }

  #answerTo(
    exported: ExportedOperation,
    format: ExportFormat,
    { open, request, budget }: ExportContext,
  ): ExportAnswer {
    const grant = this.#options.grantOf(request);
    const answer = new ExportAnswer({
      operation: open.operation,
      exported,
      format,
      fileName: exported.name ?? 'export',
      maskError: this.#options.executing.maskError,
      check: () => {
        if (!grant.holds()) throw unauthenticated();
        budget.renew();
      },
    });
    if (open.response.destroyed) answer.abandon();
    else open.response.once('close', () => answer.abandon());
    return answer;
  }

  /** Sends the end of an export, and audits it. */
  async #end(answer: ExportAnswer, execution: Promise<ExecutionResult>, begun: Begun): Promise<void> {
    try {
      await answer.end(execution);
    } catch (error) {
      this.#options.executing.maskError(error);
      begun.context.open.response.destroy();
    }
    this.#audit(answer, begun);
  }

  #audit({ taken: rows, isComplete: complete }: ExportAnswer, { exported, format, context }: Begun): void {
    const { audit } = this.#options;
    audit({ action: 'export', caller: context.viewer.name, list: exported.list, format, rows, complete });
  }

  /** @returns a function that ends the export's slot. @throws RateLimited if all slots are taken */
  #reserve(viewer: string): () => void {
    const ofViewer = this.#running.get(viewer) ?? 0;
    const all = this.#running.values().reduce((sum, count) => sum + count, 0);
    if (all >= MOST_EXPORTS || ofViewer >= MOST_EXPORTS / 2)
      throw new RateLimited(
        `You have ${ofViewer} exports under way, and there are ${all} in all, so no further one can start. Try again in ${RETRY_AFTER_SECONDS} seconds.`,
        RETRY_AFTER_SECONDS,
      );
    this.#running.set(viewer, ofViewer + 1);
    return () => {
      const left = (this.#running.get(viewer) ?? 1) - 1;
      if (left > 0) this.#running.set(viewer, left);
      else this.#running.delete(viewer);
    };
  }
}

/** The answer to an operation that was not executed. @throws any error that is no GraphQLError */
function refused(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return failure({ errors: [error] });
  throw error;
}

/** Executes an export: its plan, its audit and its errors are those of the whole, and its rows come part by part. */
const runInParts = async (
  args: CostedArgs,
  { document, parts }: ExportedOperation,
  answer: ExportAnswer,
  executing: ExportsOptions['executing'],
): Promise<ExecutionResult> =>
  executeWith({
    ...executing,
    resolve: async (own) => {
      let result: ExecutionResult = { data: null };
      for (const part of parts) {
        const { contextValue } = own;
        // The fields of one part share values; these are not kept for the next part.
        result = await executeOperation(
          { ...own, document: part, contextValue: { ...contextValue } },
          answer,
        );
        if (result.errors) break;
        contextValue.loaders.calls.forget();
      }
      return result;
    },
  })({ ...args, document });

/** The answer to an operation that has run and has no rows: its errors, its plan, or that there is no list. */
function withoutRows(
  result: ExecutionResult,
  { list }: ExportedOperation,
  { costHeader }: ExportContext,
): ExecutionResult {
  if (result.errors) return failure(result);
  return costHeader === 'plan' ? result : failure({ ...result, errors: [noList(list)] });
}

/** The members of the last line. */
const RESERVED: ReadonlySet<string> = new Set(['errors', 'extensions']);

/** @throws GraphQLError if a row could be taken for the last line */
function checkKeys({ columns }: ExportedOperation): void {
  const taken = columns.find(({ path: [key = ''] }) => RESERVED.has(key));
  if (taken)
    throw badRequest(
      400,
      `\`${taken.name}\` has the name of a member of the last line. Give it another alias, or ask for text/csv.`,
    );
}
