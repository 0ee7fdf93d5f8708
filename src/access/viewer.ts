/** The scopes: what a viewer may do. */
export const SCOPES = [
  'agents:read',
  'calls:read',
  'reports:read',
  'leads:read',
  'leads:write',
  'pii:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/** The sender of a request, and the data they may see. */
export interface Viewer {
  /** For the audit; never a secret. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Codes of the portfolios whose rows the viewer may see; null = all portfolios. */
  readonly portfolios: readonly string[] | null;
}

/** The viewer of a server without access control, which listens on loopback only. */
export const ANYONE: Viewer = { name: 'anonymous', scopes: new Set(SCOPES), portfolios: null };
