import { z } from 'zod';
import { post, type Variables } from './api.ts';

const calls = z.record(z.string(), z.int());
const plan = z.object({ calls, total: z.int(), per: z.literal('minute').optional() });

const costed = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()).default({}) }))
    .default([]),
  extensions: z
    .object({
      dialer: z.object({
        plan,
        calls: calls.optional(),
        cached: calls.optional(),
        milliseconds: z.int().optional(),
      }),
    })
    .optional(),
});

/** Runs an operation with `x-dialer-cost`. */
export async function withCost(
  { url }: { readonly url: string },
  header: string,
  query: string,
  variables?: Variables,
  headers: Readonly<Record<string, string>> = {},
): Promise<z.output<typeof costed>> {
  const response = await post(
    url,
    { query, variables },
    { headers: { ...headers, 'x-dialer-cost': header } },
  );
  return costed.parse(await response.json());
}

/** The planned calls of an operation, by action. @throws Error if it has no plan */
export async function planned(
  api: { readonly url: string },
  query: string,
  variables?: Variables,
  headers?: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> {
  const answer = await withCost(api, 'plan', query, variables, headers);
  if (!answer.extensions) throw new Error(`There is no plan: ${JSON.stringify(answer)}`);
  return answer.extensions.dialer.plan.calls;
}
