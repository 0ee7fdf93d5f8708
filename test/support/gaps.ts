import { z } from 'zod';

const gap = z.strictObject({
  action: z.string(),
  member: z.string(),
  cells: z.int(),
  rows: z.int(),
  missing: z.literal(true).optional(),
});

const told = z.object({
  extensions: z.object({ dialer: z.object({ gaps: z.array(gap).min(1).optional() }).optional() }).optional(),
});

export type ToldGap = z.output<typeof gap>;

/** The gaps that an answer reports in `extensions.dialer.gaps`: what of the dialer's answers could not be read. */
export const gapsOf = ({ text }: { readonly text: string }): readonly ToldGap[] =>
  told.parse(JSON.parse(text)).extensions?.dialer?.gaps ?? [];
