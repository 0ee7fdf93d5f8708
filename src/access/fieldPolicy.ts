/** Who may read a field: declared with it, or for all fields of a type at once. */
import type { GraphQLField } from 'graphql';
import { Forbidden } from './errors.ts';
import type { Scope, Viewer } from './viewer.ts';

/** What it takes to read a field. */
export class Needs {
  /** Any one of these; none = whoever reached the object may read it. */
  readonly scopes: readonly Scope[];
  /** True for what tells no portfolio, so that nothing of it can be said to be a limited viewer's own. */
  readonly everyPortfolio: boolean;

  constructor(scopes: readonly Scope[], everyPortfolio = false) {
    this.scopes = scopes;
    this.everyPortfolio = everyPortfolio;
  }

  /** The same, and no limit to portfolios. */
  get andEveryPortfolio(): Needs {
    return new Needs(this.scopes, true);
  }
}

/** The natural key of a noun, which the row that led to it carries, and pages: whoever got there may read them. */
export const KEY = new Needs([]);
export const AGENTS = new Needs(['agents:read']);
export const CALLS = new Needs(['calls:read']);
export const REPORTS = new Needs(['reports:read']);
export const LEADS = new Needs(['leads:read']);
export const ADDING_LEADS = new Needs(['leads:write']).andEveryPortfolio;

/** True where a viewer has what it takes. */
export const isMet = ({ scopes, everyPortfolio }: Needs, viewer: Viewer): boolean =>
  (scopes.length === 0 || scopes.some((scope) => viewer.scopes.has(scope))) &&
  (!everyPortfolio || viewer.portfolios === null);

/** Why a viewer may not read something, and what to do about it. @param what the field, such as `Query.lead` */
export function forbidden(what: string, { scopes, everyPortfolio }: Needs, viewer: Viewer): Forbidden {
  if (!isMet(new Needs(scopes), viewer)) {
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

/** What it takes to read a field of the schema. @throws Error where it does not say, which no built schema has */
export function needsOf(field: Pick<GraphQLField<unknown, unknown>, 'name' | 'extensions'>): Needs {
  const { needs } = field.extensions;
  if (needs instanceof Needs) return needs;
  throw new Error(`${field.name} does not say who may read it.`);
}

/** One sentence for a description; nothing where whoever reached the object may read it. */
export function sentenceOf({ scopes, everyPortfolio }: Needs): string {
  if (scopes.length === 0) return '';
  return `Needs ${scopes.join(' or ')}${everyPortfolio ? ', and no limit to portfolios' : ''}.`;
}
