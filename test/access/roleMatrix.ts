/** Every field as every role, held against the table of `declaredAccess`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLField, GraphQLObjectType } from 'graphql';
import { encodeId } from '../../src/graph/relay/globalId.ts';
import { SCOPES, type Viewer } from '../../src/access/viewer.ts';
import type { Answer } from '../support/api.ts';
import { declaredMask, declaredRule, FINDERS, type DeclaredRule } from '../support/declaredAccess.ts';
import {
  operationAlong,
  selected,
  typesBelow,
  valuesAlong,
  pathsToTypes,
  written,
  type ArgumentsFor,
  type FieldPath,
} from '../support/fieldPaths.ts';
import { subscribe } from '../support/events.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { voxoSettings } from '../support/otherVoxo.ts';
import { DAYS, leadOf, numberOf, startPortfolioDialer, ZONE } from '../support/portfolioWorld.ts';
import { references } from '../support/references.ts';
import { isObjectType, OWN_TYPES } from '../support/schemaFields.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { scopesWithout, startViewedApi, viewer, type ViewedApi } from '../support/viewers.ts';

const ROLES: Readonly<Record<string, Viewer>> = {
  'no scope': viewer([]),
  ...Object.fromEntries(SCOPES.map((scope) => [`${scope} alone`, viewer([scope])])),
  'all without pii:read': viewer(scopesWithout('pii:read')),
  'limited to NRD': viewer(SCOPES, ['NRD']),
  'limited to NRD, without pii:read': viewer(scopesWithout('pii:read'), ['NRD']),
  everything: viewer(SCOPES),
};

const IDS: Readonly<Record<string, string>> = {
  Agent: encodeId('Agent', 'anna.n'),
  Campaign: encodeId('Campaign', '101'),
  Portfolio: encodeId('Portfolio', 'nrd'),
  Profile: encodeId('Profile', 'vip'),
  CallTime: encodeId('CallTime', 'office'),
  Lead: encodeId('Lead', leadOf('NRD', 1)),
};

const REFERENCES: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  [
    ['Agent', 'username', 'anna.n'],
    ['Campaign', 'campaignId', '101'],
    ['Portfolio', 'code', 'NRD'],
    ['Profile', 'profileId', 'VIP'],
    ['CallTime', 'callTimeId', 'office'],
    ['Lead', 'leadId', leadOf('NRD', 1)],
  ].map(([type = '', key = '', value = '']) => [type, references(type, key, [value])[0]]),
);

/** The number that ends in an outcome of that type. */
const ADDED: Readonly<Record<string, string>> = {
  AddLeadSuccess: '3125550100',
  DuplicateLead: '3125550101',
  LeadRejected: '3125550102',
  LeadOutcomeUnknown: '3125550103',
};

const PERIOD = `{ from: "${DAYS[0]}", to: "${DAYS[1]}" }`;

/** Its name is stored differently: the dialer drops the quotes. */
const leadInput = (number: string): string =>
  `{ phoneNumber: "${number}", source: "test", vendorLeadCode: "V1", firstName: "Bob \\"Bobby\\"" }`;

/** No phone number: refused before it is sent. */
const NO_LEAD = '{ phoneNumber: "12", source: "test" }';

/** True for the fields that find whatever their arguments name. */
const finds = (type: string, field: string): boolean => FINDERS.has(`${type}.${field}`);

const argumentsFor: ArgumentsFor = (type, field, to) => {
  if (finds(type, field.name)) {
    const id = IDS[to];
    const reference = REFERENCES[to];
    return id === undefined ? null : { id: `"${id}"`, ids: `["${id}"]`, representations: `[${reference}]` };
  }
  const inputs = Object.values(ADDED).map(leadInput).join(', ');
  return {
    username: '"anna.n"',
    campaignId: '"101"',
    code: '"NRD"',
    profileId: '"VIP"',
    callTimeId: '"office"',
    leadId: `"${leadOf('NRD', 1)}"`,
    dispositions: '["x"]',
    by: type.startsWith('Carrier') ? '[DISPOSITION]' : '[AGENT, CAMPAIGN, PORTFOLIO]',
    range: `{ from: "${DAYS[0]}T00:00:00Z", to: "${DAYS[1]}T23:00:00Z" }`,
    period: PERIOD,
    input: leadInput(ADDED[to] ?? ADDED['AddLeadSuccess'] ?? ''),
    inputs: field.name === 'validateLeads' ? `[${NO_LEAD}]` : `[${inputs}]`,
    idempotencyKey: '"nobody’s"',
    resolution: 'ADDED',
    // Elsewhere a number helps to find a lead, and is refused to viewers without pii:read.
    ...(field.name === 'contact' ? { phoneNumber: `"${numberOf('NRD', 1)}"` } : {}),
    // As many calls as begin in one second: of equal ones the ids decide, and those are another's each time.
    ...(type === 'Agent' || field.name === 'agents' ? {} : { first: '8' }),
    ...(field.type.toString().startsWith('Agent') && field.args.length > 3 ? { first: '3' } : {}),
  };
};

/** What the table says a viewer may read of a step, the kind of node it finds included. */
const ruleAt = (type: string, field: string, on: string | null): DeclaredRule =>
  finds(type, field) ? declaredRule('Query', on === 'Lead' ? 'lead' : 'agent') : declaredRule(type, field);

const allows = ({ scopes, unlimited, personal = false }: DeclaredRule, who: Viewer): boolean =>
  (scopes.length === 0 || scopes.some((scope) => who.scopes.has(scope))) &&
  !(unlimited && who.portfolios) &&
  (!personal || who.scopes.has('pii:read'));

const rulesOf = (path: FieldPath): DeclaredRule[] =>
  path.map(({ type, field, on }) => ruleAt(type, field, on));

const PATHS = pathsToTypes(argumentsFor, (path) =>
  [...new Set(rulesOf(path).map((rule) => JSON.stringify(rule)))].toSorted().join(),
);

export type Outcome = 'data' | 'masked' | 'FORBIDDEN';

export interface Cell {
  readonly name: string;
  readonly role: string;
  readonly who: Viewer;
  readonly expected: Outcome;
  readonly operation: string;
  readonly names: readonly string[];
  readonly mask: 'phone' | 'hidden' | undefined;
  /** True where it stands below something masked as a whole, so that it is not there at all. */
  readonly isBelowMask: boolean;
}

/** True for a step whose whole value is masked. */
const hides = ({ type, field }: FieldPath[number]): boolean => declaredMask(type, field) === 'hidden';

/** How a role gets to a type. */
interface Way {
  readonly role: string;
  readonly who: Viewer;
  readonly path: FieldPath;
  /** False if the role is refused on the path. */
  readonly isOpen: boolean;
  /** True if the path leads through something masked as a whole. */
  readonly isHidden: boolean;
}

/** Every field of every object type, as every role. */
export const CELLS: readonly Cell[] = OWN_TYPES.flatMap((type) => {
  if (!isObjectType(type)) return [];
  const ways = waysTo(type.name);
  return Object.values(type.getFields()).flatMap((field) => ways.map((way) => cellOf(type, field, way)));
});

function waysTo(type: string): Way[] {
  const paths = (PATHS.get(type) ?? []).map((path) => ({
    path,
    rules: rulesOf(path),
    hides: path.some(hides),
  }));
  return Object.entries(ROLES).map(([role, who]) => {
    const isHidden = (some: (typeof paths)[number]): boolean => !who.scopes.has('pii:read') && some.hides;
    const open = paths.filter(({ rules }) => rules.every((rule) => allows(rule, who)));
    const way = open.find((some) => !isHidden(some)) ?? open[0];
    const any = way ?? paths[0];
    if (!any) throw new Error(`No path to ${type}.`);
    return { role, who, path: any.path, isOpen: way !== undefined, isHidden: isHidden(any) };
  });
}

function cellOf(
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  { role, who, path, isOpen, isHidden }: Way,
): Cell {
  const type = parent.name;
  const [below] = typesBelow(field);
  const isNode = finds(type, field.name);
  const text = written(parent, field, isNode ? 'Agent' : (below?.name ?? ''), argumentsFor);
  if (text === null) throw new Error(`There are no arguments for ${type}.${field.name}.`);
  const isReadable = isOpen && allows(ruleAt(type, field.name, null), who);
  const mask = declaredMask(type, field.name);
  const isMasked = (mask !== undefined && !who.scopes.has('pii:read')) || isHidden;
  return {
    name: `${type}.${field.name}`,
    role,
    who,
    expected: !isReadable ? 'FORBIDDEN' : isMasked ? 'masked' : 'data',
    operation: operationAlong(path, selected(field, text), path[0]?.type ?? type),
    names: [...path.map((step) => step.field), field.name],
    mask,
    isBelowMask: isHidden,
  };
}

const isMask = (value: unknown, mask: 'phone' | 'hidden'): boolean =>
  mask === 'phone'
    ? typeof value === 'string' && /^•{6}(?:\d{4})?$/.test(value)
    : value === null || (Array.isArray(value) && value.length === 0);

/** What an answer shows of a field: an outcome, or what is odd about it. */
function outcomeOf({ data, errors, text }: Answer, { names, mask, isBelowMask }: Cell): string {
  const codes = new Set(errors.map(({ extensions }) => String(extensions['code'])));
  if (codes.size > 0) return [...codes].join(' and ');
  const values = valuesAlong(data, names).filter((value) => value !== undefined);
  if (values.length === 0) return isBelowMask ? 'masked' : `nothing: ${text}`;
  const masks = mask ? values.filter((value) => isMask(value, mask)) : [];
  return masks.length === values.length ? 'masked' : masks.length === 0 || !mask ? 'data' : 'half masked';
}

/** The server in front of the portfolios' dialer. It ends when the owner says so. */
export async function startMatrix(atEnd: (close: () => Promise<void>) => void): Promise<ViewedApi> {
  const dialer = await startPortfolioDialer();
  const folder = temporaryFolder();
  const closers: (() => Promise<void>)[] = [];
  atEnd(async () => {
    await Promise.all(closers.map((close) => close()));
    await dialer.close();
    folder.remove();
  });
  const api = await startViewedApi(
    { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS },
    {
      DIALER_TIMEZONE: ZONE,
      LOG_LEVEL: 'silent',
      LEAD_JOURNAL: `${folder.path}/leads.db`,
      LOOKUPS_PER_MINUTE: '100000',
      ...voxoSettings(dialer),
    },
    (close) => closers.push(close),
  );
  // Everyone sees the unresolved leads that they sent themselves, so everyone sends one.
  const lost = leadInput(ADDED['LeadOutcomeUnknown'] ?? '');
  const senders = Object.values(ROLES).filter((who) => allows(declaredRule('Mutation', 'addLead'), who));
  for (const who of senders) await api.as(who).query(`mutation { addLead(input: ${lost}) { __typename } }`);
  return api;
}

/** A refusal comes at once. Whoever hears nothing for so long after the beginning is not refused. */
const MOST_SILENCE_MS = 3000;
const MOST_WAIT_MS = 20_000;

/** The first event of a subscription as an answer. Of one that has nothing to tell yet: that it is open. */
async function firstEvent(api: ViewedApi, who: Viewer, { operation, names }: Cell): Promise<Answer> {
  const client = await subscribe(api.url, { query: operation, headers: api.headersOf(who) });
  const isSilent = names[0] === 'callCompleted';
  await Promise.race([client.first, client.ended, sleep(isSilent ? MOST_SILENCE_MS : MOST_WAIT_MS)]);
  const [first] = client.results();
  client.leave();
  const open = isSilent ? { callCompleted: {} } : null;
  return {
    status: 200,
    text: client.text(),
    data: first ? (first.data ?? null) : open,
    errors: first?.errors ?? [],
  };
}

/** What is not as expected, and how often each outcome was met. @param as whom the server takes a role for: what it is */
export async function wrongOf(
  api: ViewedApi,
  cells: readonly Cell[],
  as: (cell: Cell) => Viewer = ({ who }) => who,
): Promise<{ readonly wrong: readonly string[]; readonly counts: ReadonlyMap<string, number> }> {
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let cell = cells[next++]; cell; cell = cells[next++]) {
      const answer = cell.operation.startsWith('subscription')
        ? await firstEvent(api, as(cell), cell)
        : await api.as(as(cell)).query(cell.operation);
      const outcome = outcomeOf(answer, cell);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (outcome === cell.expected) continue;
      wrong.push(
        `${cell.name} as ${cell.role}: ${outcome} instead of ${cell.expected}, by ${cell.operation}`,
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { wrong, counts };
}
