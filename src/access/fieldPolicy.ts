/** Who may read a field. A policy is declared with the field, or with its type for all fields. */
import type { GraphQLField } from 'graphql';
import { Forbidden } from './errors.ts';
import { seesPersonal } from './personal.ts';
import type { Scope, Viewer } from './viewer.ts';

/** The conditions for reading a field. */
export class FieldPolicy {
  /** The viewer needs one of these scopes; none = every viewer who reached the object may read the field. */
  readonly scopes: readonly Scope[];
  /** True if the value carries no portfolio, so that it cannot be narrowed to a limited viewer's portfolios. */
  readonly everyPortfolio: boolean;
  /** True if the viewer needs pii:read as well: without personal data, the field says nothing. */
  readonly personal: boolean;

  constructor(scopes: readonly Scope[], everyPortfolio = false, personal = false) {
    this.scopes = scopes;
    this.everyPortfolio = everyPortfolio;
    this.personal = personal;
  }

  /** The same policy, for viewers without a portfolio limit only. */
  get unrestrictedOnly(): FieldPolicy {
    return new FieldPolicy(this.scopes, true, this.personal);
  }

  /** The same policy, for viewers with pii:read only. */
  get withPersonal(): FieldPolicy {
    return new FieldPolicy(this.scopes, this.everyPortfolio, true);
  }
}

/** For natural keys and pages: a viewer who may read the object above them may read them, too. */
export const PUBLIC = new FieldPolicy([]);
export const AGENTS = new FieldPolicy(['agents:read']);
export const CALLS = new FieldPolicy(['calls:read']);
/** What calls tell of one person, over all portfolios. */
export const CONTACT = CALLS.unrestrictedOnly.withPersonal;
export const REPORTS = new FieldPolicy(['reports:read']);
export const LEADS = new FieldPolicy(['leads:read']);
export const ADDING_LEADS = new FieldPolicy(['leads:write']).unrestrictedOnly;

/** True if a viewer meets the conditions. */
export const isMet = ({ scopes, everyPortfolio, personal }: FieldPolicy, viewer: Viewer): boolean =>
  (!personal || seesPersonal(viewer)) &&
  (scopes.length === 0 || scopes.some((scope) => viewer.scopes.has(scope))) &&
  (!everyPortfolio || viewer.portfolios === null);

/** The error of a viewer who may not read a field, with the remedy. @param what the field, such as `Query.lead` */
export function forbidden(
  what: string,
  { scopes, everyPortfolio, personal }: FieldPolicy,
  viewer: Viewer,
): Forbidden {
  if (!isMet(new FieldPolicy(scopes), viewer)) {
    return new Forbidden(
      `${what} needs the scope ${scopes.join(' or ')}. Send the request with a key or token that has it.`,
      scopes,
    );
  }
  if (personal && !seesPersonal(viewer)) {
    return new Forbidden(
      `${what} needs the scope pii:read too. Send the request with a key or token that has it.`,
      ['pii:read'],
    );
  }
  if (!everyPortfolio) throw new Error(`${what} is not forbidden.`);
  return new Forbidden(
    `${what} has no portfolio, so keys and tokens that are limited to portfolios may not read it. Send the request with one that is not limited.`,
  );
}

/** The policy of a field. @throws Error if it has none; in a built schema every field has one */
export function policyOf(field: Pick<GraphQLField<unknown, unknown>, 'name' | 'extensions'>): FieldPolicy {
  const { needs } = field.extensions;
  if (needs instanceof FieldPolicy) return needs;
  throw new Error(`${field.name} has no access rule.`);
}

/** The end of a description; empty if every viewer who reached the object may read the field. */
export function sentenceOf({ scopes, everyPortfolio, personal }: FieldPolicy): string {
  if (scopes.length === 0) return '';
  return `Needs ${scopes.join(' or ')}${personal ? ' and pii:read' : ''}.${everyPortfolio ? ' Forbidden to viewers limited to portfolios.' : ''}`;
}
