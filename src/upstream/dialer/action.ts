import { z } from 'zod';
import { megabytes, type Endpoint, type WireFields } from '../endpoint.ts';

/** The modules of goAPIv2. Each is a folder with one goAPI.php. */
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

/** The record of a goAPIv2 action. All of these actions are reads, and all answers except reports are small. */
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

/** The `params` of an action without parameters. */
export const noParams: z.ZodType<WireFields, Record<never, never>> = z.object({}).transform(() => ({}));

/** Cache lifetimes, by the subject of the answer. */
export const LIFETIMES = {
  /** Lists that change a few times a day. A stale list is served while a new one is fetched. */
  reference: { cacheSeconds: 60, staleSeconds: 300 },
  live: { cacheSeconds: 2 },
  today: { cacheSeconds: 15 },
  /** Leads are never cached: they are personal data, and people act on them. */
  lead: { cacheSeconds: 0 },
} as const;
