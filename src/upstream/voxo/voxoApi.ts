import { megabytes } from '../endpoint.ts';
import { UpstreamBadResponse, UpstreamRefused, UpstreamUnauthorized } from '../errors.ts';
import { checkStatus, parseJson } from '../status.ts';
import { below, formEncoded, type Transport } from '../transport.ts';

export interface VoxoAccount {
  readonly baseUrl: URL;
  readonly token: string;
}

/** A month of a busy centre is some eighty thousand records: more than all that is remembered of the dialer. */
export const VOXO_REMEMBERED_BYTES = megabytes(128);

/** VOXO: GET with a bearer token, answered with JSON and an honest status. */
export const voxoApi = ({ baseUrl, token }: VoxoAccount): Transport => ({
  upstream: 'VOXO',
  baseUrl,
  account: 'token',
  request: (endpoint, fields) => ({
    method: 'GET',
    path: `${below(baseUrl, endpoint.path)}?${formEncoded(fields)}`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  }),
  open: (asked, { status, body }) => {
    if (status === 401 || status === 403) {
      throw new UpstreamUnauthorized(asked, 'VOXO refused the token of this server. Check VOXO_TOKEN.', {
        // 403 is about one account or tenant, and says nothing against the token.
        loginRefused: status === 401,
      });
    }
    if (status === 400 || status === 404 || status === 422) {
      throw new UpstreamRefused(asked, `VOXO refused ${asked.action} (HTTP ${status}).`, {
        nothingFound: false,
      });
    }
    checkStatus(asked, status);
    const value = parseJson(asked, body);
    // The dialer's habits (null for no rows, a table further in) are not VOXO's: it answers with a list.
    if (!Array.isArray(value)) throw new UpstreamBadResponse(asked, "VOXO's answer is not a list.");
    return { value, warnings: 0 };
  },
});
