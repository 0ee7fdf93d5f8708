/** Who may read a field: declared with it, or for all fields of a type at once. */
import type { GraphQLField } from 'graphql';
import { Forbidden } from './errors.ts';
import type { Scope, Viewer } from './viewer.ts';

/** What it takes to read a field. */
export class FieldPolicy {
  /** Any one of these; none = whoever reached the object may read it. */
  readonly scopes: readonly Scope[];
  /** True for what tells no portfolio, so that nothing of it can be said to be a limited viewer's own. */
  readonly everyPortfolio: boolean;

  constructor(scopes: readonly Scope[], everyPortfolio = false) {
    this.scopes = scopes;
    this.everyPortfolio = everyPortfolio;
  }

  /** The same, and no limit to portfolios. */
  get unrestrictedOnly(): FieldPolicy {
    return new FieldPolicy(this.scopes, true);
  }
}

/** The natural key of a noun, which the row that led to it carries, and pages: whoever got there may read them. */
export const PUBLIC = new FieldPolicy([]);
export const AGENTS = new FieldPolicy(['agents:read']);
export const CALLS = new FieldPolicy(['calls:read']);
export const REPORTS = new FieldPolicy(['reports:read']);
export const LEADS = new FieldPolicy(['leads:read']);
export const ADDING_LEADS = new FieldPolicy(['leads:write']).unrestrictedOnly;

/** True if a viewer has what it takes. */
export const isMet = ({ scopes, everyPortfolio }: FieldPolicy, viewer: Viewer): boolean =>
  (scopes.length === 0 || scopes.some((scope) => viewer.scopes.has(scope))) &&
  (!everyPortfolio || viewer.portfolios === null);

/** Why a viewer may not read something, and what to do about it. @param what the field, such as `Query.lead` */
export function forbidden(what: string, { scopes, everyPortfolio }: FieldPolicy, viewer: Viewer): Forbidden {
  if (!isMet(new FieldPolicy(scopes), viewer)) {
    return new Forbidden(
      `${what} needs the scope ${scopes.join(' or ')}. Ask with a key or token that has it.`,
      scopes,
    );
  }
  if (!everyPortfolio) throw new Error(`${what} is not forbidden.`);
  return new Forbidden(
    `${what} tells no portfolio, so that it is not for keys and tokens limited to portfolios. Ask with one that is not.`,
  );
}

/** What it takes to read a field of the schema. @throws Error if it does not say, which no built schema has */
export function policyOf(field: Pick<GraphQLField<unknown, unknown>, 'name' | 'extensions'>): FieldPolicy {
  const { needs } = field.extensions;
  if (needs instanceof FieldPolicy) return needs;
  throw new Error(`${field.name} does not say who may read it.`);
}

/** One sentence for a description; nothing if whoever reached the object may read it. */
export function sentenceOf({ scopes, everyPortfolio }: FieldPolicy): string {
  if (scopes.length === 0) return '';
  return `Needs ${scopes.join(' or ')}.${everyPortfolio ? ' Forbidden to viewers limited to portfolios.' : ''}`;
}
