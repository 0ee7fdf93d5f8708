/** Metrics: figures that this server computes. docs/metrics.md is printed from their declarations. */
import type { GraphQLField } from 'graphql';

/** How a figure is computed. Its definition is the description of its field. */
export interface Metric {
  /** The usual name of the figure: `Service level`. */
  readonly name: string;
  /** `seconds`, `calls`, or `share, 0 to 1`. */
  readonly unit: string;
  /** For a share or an average: what is counted or summed. */
  readonly numerator?: string;
  /** For a share or an average: what it is divided by. */
  readonly denominator?: string;
  /** The dialer's or VOXO's actions, and the members that are read. */
  readonly source: string;
  /** Rows and cells that do not count in the figure. */
  readonly leftOut: string;
}

/** The unit of a share. */
export const SHARE = 'share, 0 to 1';

/**
 * Declares that a field is a metric.
 *
 * @param others other declarations of the same field, such as its cost
 */
export const metric = (declared: Metric, others?: { readonly extensions: object }) => ({
  extensions: { ...others?.extensions, metric: declared },
});

/** The metric that a field is; undefined if it is none. */
export function metricOf({
  extensions,
}: Pick<GraphQLField<unknown, unknown>, 'extensions'>): Metric | undefined {
  const { metric: declared } = extensions;
  return isMetric(declared) ? declared : undefined;
}

const isMetric = (value: unknown): value is Metric =>
  typeof value === 'object' && value !== null && 'name' in value && 'leftOut' in value;
