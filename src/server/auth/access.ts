import type { Plugin } from 'graphql-yoga';
import type { RequestHeaders } from '../operations/requestHeaders.ts';
import type { ServerContext } from '../serverContext.ts';
import type { Config } from '../../config.ts';
import { ANYONE, type Viewer } from '../../access/viewer.ts';
import { ApiKeys } from './apiKeys.ts';
import { credentialIn } from './credential.ts';
import type { Grant } from './grant.ts';
import type { Log } from '../log.ts';
import { foreignHost, foreignPage, unauthenticated } from '../httpErrors.ts';
import type { MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Tokens } from './tokens.ts';

const OPEN: Grant = { viewer: ANYONE, holds: () => true };

/** Times in milliseconds. */
export interface AccessTerms {
  /** Between two reads of the API keys' file: see WatchedFile. */
  readonly lookEveryMs?: number | undefined;
  /** How long the token issuer may take to answer. Default: 5,000. */
  readonly issuerTimeoutMs?: number | undefined;
}

/**
 * Authentication: finds a request's viewer before its body is read.
 *
 * Without API keys and JWT, each viewer is ANYONE, and the server listens on a loopback address only.
 */
export class Access {
  readonly plugin: Plugin<object, Partial<ServerContext>>;
  readonly #keys: ApiKeys | undefined;
  /** Loaded only if tokens are used. */
  readonly #tokens: Promise<Tokens> | undefined;
  /** The origins whose pages may send requests. */
  readonly #pages: ReadonlySet<string>;
  readonly #grants = new WeakMap<Request, Grant>();

  /**
   * @throws ConfigFileError if that file cannot be used
   */
  constructor(
    { apiKeysFile, jwt, corsOrigins }: Pick<Config, 'apiKeysFile' | 'jwt' | 'corsOrigins'>,
    log: Log,
    { lookEveryMs, issuerTimeoutMs }: AccessTerms = {},
  ) {
    this.#pages = new Set(corsOrigins);
    this.#keys = apiKeysFile === undefined ? undefined : new ApiKeys(apiKeysFile, log, lookEveryMs);
    this.#tokens =
      jwt &&
      handled(import('./tokens.ts').then(({ createTokens }) => createTokens(jwt, log, issuerTimeoutMs)));
    this.plugin = {
      onRequestParse: async ({ request, serverContext: { open } }) => {
        this.#grants.set(request, open?.grant ?? (await this.admit(request.headers)));
      },
    };
  }

  /**
   * The viewer of a request.
   *
   * @throws Error if the request was not authenticated, which is a defect
   */
  viewerOf(request: Request): Viewer {
    return this.grantOf(request).viewer;
  }

  /** As `viewerOf`, for requests that last: whether the credential is still valid. */
  grantOf(request: Request): Grant {
    const grant = this.#grants.get(request);
    if (!grant) throw new Error('A request reached execution without authentication.');
    return grant;
  }

  /** Stops reading the file of API keys. */
  close(): void {
    this.#keys?.close();
  }

  /** Authenticates a request by its headers. @throws GraphQLError if it is refused */
  admit(headers: RequestHeaders): MaybePromise<Grant> {
    if (!this.#keys && !this.#tokens) {
      if (!isLoopbackName(headers.get('host'))) throw foreignHost();
      // A page of another site cannot read the answers, but could cause load by many requests.
      if (headers.get('sec-fetch-site') === 'cross-site' && !this.#pages.has(headers.get('origin') ?? '')) {
        throw foreignPage();
      }
      return OPEN;
    }
    const credential = credentialIn(headers);
    if (!credential) throw unauthenticated();
    const ofKey = this.#keys?.grantOf(credential.value);
    if (ofKey) return ofKey;
    if (credential.kind === 'bearer' && this.#tokens) return this.#ofToken(this.#tokens, credential.value);
    throw unauthenticated();
  }

  async #ofToken(tokens: Promise<Tokens>, token: string): Promise<Grant> {
    const grant = await (await tokens).grantOf(token);
    if (grant) return grant;
    throw unauthenticated();
  }
}

/**
 * DNS rebinding: a page of another site can make its own host name resolve to 127.0.0.1, and would then count as this
 * server's own page. Its requests still carry its host name.
 */
const isLoopbackName = (host: string | null): boolean =>
  host !== null && /^(?:localhost|[\w-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
