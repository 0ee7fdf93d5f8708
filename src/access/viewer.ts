/** What a viewer may do. */
export const SCOPES = [
  'agents:read',
  'calls:read',
  'reports:read',
  'leads:read',
  'leads:write',
  'pii:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks, and what of the graph is theirs to see. */
export interface Viewer {
  /** For the audit; never a secret. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The codes of the portfolios whose rows they may see; null = of all. */
  readonly portfolios: readonly string[] | null;
}

/** The viewer of a server without access control, which listens on loopback only. */
export const ANYONE: Viewer = { name: 'anonymous', scopes: new Set(SCOPES), portfolios: null };
