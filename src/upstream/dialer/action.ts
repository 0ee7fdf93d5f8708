import { z } from 'zod';
import { megabytes, type Endpoint, type WireFields } from '../endpoint.ts';

/** The modules of goAPIv2: one folder, one goAPI.php each. */
type Folder = 'goReports' | 'goDashboard' | 'goUsers' | 'goCalltimes' | 'goCampaigns' | 'goAgent';

type ActionRecord<Name extends string, Input, Model> = Pick<
  Endpoint<Name, Input, Model>,
  | 'name'
  | 'summary'
  | 'model'
  | 'cacheSeconds'
  | 'params'
  | 'response'
  | 'nothing'
  | 'lastDay'
  | 'isAbout'
  | 'probe'
> &
  Partial<Pick<Endpoint, 'lookup' | 'maxBytes' | 'staleSeconds'>> & { readonly folder: Folder };

/** A record of a goAPIv2 action. All of them read; all answers but the reports' are small. */
export const goAction = <const Name extends string, Input, Model>({
  folder,
  maxBytes = megabytes(16),
  ...record
}: ActionRecord<Name, Input, Model>): Endpoint<Name, Input, Model> => ({
  ...record,
  transport: 'goAPI',
  path: `/goAPIv2/${folder}/goAPI.php`,
  effect: 'read',
  maxBytes,
});

/** The params of an action that takes none. */
export const noParams: z.ZodType<WireFields, Record<never, never>> = z.object({}).transform(() => ({}));

/** How long an answer may be remembered, by what it is about. */
export const LIFETIMES = {
  /** Lists that change a few times a day: an old one is given while a new one is on its way. */
  reference: { cacheSeconds: 60, staleSeconds: 300 },
  live: { cacheSeconds: 2 },
  today: { cacheSeconds: 15 },
  /** Personal data, and looked up to act on it. */
  lead: { cacheSeconds: 0 },
} as const;
