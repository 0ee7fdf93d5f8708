import type { z } from 'zod';
import type { LookedUp } from './errors.ts';
import type { Reader } from './wire/reading/reader.ts';

/** The form fields or query parameters of one call. A list is sent as PHP expects it: `name[]=a&name[]=b`. */
export type WireFields = Readonly<Record<string, string | readonly string[]>>;

export type TransportName = 'goAPI' | 'lmapi' | 'voxo';

/**
 * One upstream action: all that this server knows of it, declared once.
 *
 * The client, the loaders' types, the simulator's answers, `schema/endpoints.md` and the table-driven tests read these
 * records. A member of the answer that `response` does not declare does not exist in this server: that is how
 * passwords and HTML stay outside.
 *
 * @typeParam Name the upstream's own name of the action, verbatim
 * @typeParam Input what the caller gives, in this project's words
 * @typeParam Model what the caller gets, normalised
 */
export interface Endpoint<Name extends string = string, Input = never, Model = unknown> {
  readonly name: Name;
  readonly transport: TransportName;
  /** Below the upstream's base URL: `/goAPIv2/goUsers/goAPI.php`. */
  readonly path: string;
  /** One sentence for `schema/endpoints.md`. */
  readonly summary: string;
  /** The model's name in `schema/endpoints.md`. */
  readonly model: string;
  /** A read may be repeated; a write may not. */
  readonly effect: 'read' | 'write';
  /** How long an answer may be remembered, in seconds; 0 = not at all. */
  readonly cacheSeconds: number;
  /** For how many seconds more it is still given while a new one is asked for; left out: for none. */
  readonly staleSeconds?: number;
  /** The last day an answer is about, in the upstream's zone: what lies in the past is remembered for long. */
  readonly lastDay?: (input: Input) => string | undefined;
  /** What one call looks up by its key: that the upstream has none is an answer. Left out for lists and reports. */
  readonly lookup?: LookedUp;
  /** The most bytes of a decoded answer this server reads. */
  readonly maxBytes: number;
  /** Our input → the wire's fields. */
  readonly params: z.ZodType<WireFields, Input>;
  /** The wire's answer → our model. */
  readonly response: Reader<Model>;
  /**
   * The fields of a cheap question by which a circuit breaker finds out whether this action is well again: a single day,
   * a portfolio that cannot exist. Left out if every question is cheap, or there is but one: it is its own probe.
   *
   * @param input of the call that waits for it
   * @param today in the upstream's zone: `2026-11-27`
   */
  readonly probe?: (input: Input, today: string) => WireFields;
  /**
   * True if an answer is about what was asked: where the dialer does not understand a question it may answer
   * another. Left out if an answer does not say what it is about.
   */
  readonly isAbout?: (input: Input, model: NonNullable<NoInfer<Model>>) => boolean;
  /** The model of an empty list, or of a look-up of what is not there. Left out if such a refusal is an error. */
  readonly nothing?: () => NoInfer<Model>;
}

/** An endpoint's declaration without what depends on its types. */
export type EndpointFacts = Omit<
  Endpoint,
  'params' | 'response' | 'nothing' | 'lastDay' | 'isAbout' | 'probe'
>;

export type ModelOf<E> = E extends Endpoint<string, infer _Input, infer Model> ? Model : never;

/** Small answers take the upstream a moment, large ones seconds. */
export const sizeOf = ({ maxBytes }: Pick<Endpoint, 'maxBytes'>): 'small' | 'large' =>
  maxBytes > megabytes(16) ? 'large' : 'small';

export const megabytes = (count: number): number => count * 1024 * 1024;
