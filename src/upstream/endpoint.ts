import type { z } from 'zod';
import type { LookedUp } from './errors.ts';
import type { Reader } from './wire/reading/reader.ts';

/** The form fields or query parameters of one call. A list is sent as PHP expects it: `name[]=a&name[]=b`. */
export type WireFields = Readonly<Record<string, string | readonly string[]>>;

export type TransportName = (typeof TRANSPORTS)[number];

/** All transports. */
export const TRANSPORTS = ['goAPI', 'lmapi', 'voxo'] as const;

/**
 * The record of one upstream action: everything this server knows about it, declared once.
 *
 * The client, the loaders' types, the simulator's answers, `schema/endpoints.md` and the table-driven tests read
 * these records. This server drops every member of an answer that `response` does not declare. This keeps passwords
 * and HTML out.
 *
 * @typeParam Name the upstream's own name of the action, verbatim
 * @typeParam Input the caller's input, in this project's words
 * @typeParam Model the normalised answer
 */
export interface Endpoint<Name extends string = string, Input = never, Model = unknown> {
  readonly name: Name;
  readonly transport: TransportName;
  /** The path below the upstream's base URL: `/goAPIv2/goUsers/goAPI.php`. */
  readonly path: string;
  /** One sentence for `schema/endpoints.md`. */
  readonly summary: string;
  /** The model's name in `schema/endpoints.md`. */
  readonly model: string;
  /** A read may be retried; a write may not. */
  readonly effect: 'read' | 'write';
  /** How long an answer is fresh in the cache, in seconds; 0 = never cached. */
  readonly cacheSeconds: number;
  /** For how many more seconds it may be served stale while a new answer is fetched; 0 if left out. */
  readonly staleSeconds?: number;
  /** The last day that an answer covers, in the upstream's zone. An answer about past days is cached for longer. */
  readonly lastDay?: (input: Input) => string | undefined;
  /**
   * The kind of record that a call looks up by its key. If the upstream refuses because it has no such record, that
   * is an answer. Left out for lists and reports.
   */
  readonly lookup?: LookedUp;
  /** The longest answer that this server reads, in bytes after decompression. */
  readonly maxBytes: number;
  /** Makes the wire's fields of the input. */
  readonly params: z.ZodType<WireFields, Input>;
  /** Makes the model of the wire's answer. */
  readonly response: Reader<Model>;
  /**
   * The fields of a cheap call by which a circuit breaker finds out whether this action works again: a single day, or
   * a portfolio that cannot exist. Left out if every call is cheap or all calls are equal: then the call itself is
   * the probe.
   *
   * @param input of the call that waits for it
   * @param today in the upstream's zone: `2026-11-27`
   */
  readonly probe?: (input: Input, today: string) => WireFields;
  /**
   * True if an answer belongs to the input: if the dialer does not understand a call, it may answer another one. Left
   * out if an answer does not show what it is about.
   */
  readonly isAbout?: (input: Input, model: NonNullable<NoInfer<Model>>) => boolean;
  /** The model of an empty list, or of a record that does not exist. Left out if such a refusal is an error. */
  readonly nothing?: () => NoInfer<Model>;
}

/** An endpoint's declaration without the parts that depend on its type parameters. */
export type EndpointFacts = Omit<
  Endpoint,
  'params' | 'response' | 'nothing' | 'lastDay' | 'isAbout' | 'probe'
>;

export type ModelOf<E> = E extends Endpoint<string, infer _Input, infer Model> ? Model : never;

/** The size of an action's answers: small ones take the upstream a moment, large ones take seconds. */
export const sizeOf = ({ maxBytes }: Pick<Endpoint, 'maxBytes'>): 'small' | 'large' =>
  maxBytes > megabytes(16) ? 'large' : 'small';

export const megabytes = (count: number): number => count * 1024 * 1024;
