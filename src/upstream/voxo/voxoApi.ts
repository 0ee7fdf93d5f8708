import { megabytes } from '../endpoint.ts';
import { UpstreamBadResponse, UpstreamRefused, UpstreamUnauthorized } from '../errors.ts';
import { checkStatus, parseJson } from '../wire/status.ts';
import { below, formEncoded, textOf, type Secret, type Transport } from '../wire/transport.ts';

export interface VoxoAccount {
  readonly baseUrl: URL;
  readonly token: Secret;
}

/** A month of a busy centre is some eighty thousand records, which take more than the dialer's whole cache. */
export const VOXO_REMEMBERED_BYTES = megabytes(128);

/** VOXO: GET with a bearer token. It answers with JSON and a proper HTTP status. */
export const voxoApi = ({ baseUrl, token }: VoxoAccount): Transport => ({
  upstream: 'VOXO',
  baseUrl,
  account: 'token',
  secret: token,
  request: (endpoint, fields) => ({
    method: 'GET',
    path: `${below(baseUrl, endpoint.path)}?${formEncoded(fields)}`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${textOf(token)}` },
  }),
  open: (asked, answer) => {
    const { status, body } = answer;
    if (status === 401) {
      throw new UpstreamUnauthorized(asked, 'VOXO refused the token of this server. Check VOXO_TOKEN.', {
        loginRefused: true,
      });
    }
    if (status === 403) {
      // A 403 is about one account or tenant. The token may be good.
      throw new UpstreamUnauthorized(
        asked,
        "VOXO does not let this server's token read that account. Check VOXO_TENANT_ID and VOXO_BILLING_CODE.",
        { loginRefused: false },
      );
    }
    if (status === 400 || status === 404 || status === 422) {
      throw new UpstreamRefused(asked, `VOXO refused ${asked.action} (HTTP ${status}).`);
    }
    checkStatus(asked, answer);
    const value = parseJson(asked, withoutLastComma(body));
    // Unlike the dialer, VOXO always answers with a list: never with null or a nested table.
    if (!Array.isArray(value)) throw new UpstreamBadResponse(asked, "VOXO's answer is not a list.");
    return { value, warnings: 0 };
  },
});

/** The documented answer ends in `}, ]`, which is not valid JSON. */
const withoutLastComma = (body: string): string => {
  const end = /,\s*\]\s*$/.exec(body.slice(-100));
  return end ? `${body.slice(0, -end[0].length)}]` : body;
};
