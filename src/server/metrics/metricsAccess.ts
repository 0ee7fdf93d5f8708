import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { textOf, type Secret } from '../../upstream/wire/transport.ts';
import { credentialIn } from '../auth/credential.ts';

/** Loopback, private, link-local and shared (RFC 6598) addresses, IPv4 and IPv6. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv6');

/** True for an address of this machine or of a private network. @param address as a socket has it: `::ffff:10.0.0.1` too */
export function isInside(address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:(?=\d)/i, '').replace(/%.*$/, '') ?? '';
  if (isIPv4(plain)) return INSIDE.check(plain, 'ipv4');
  return isIPv6(plain) && INSIDE.check(plain, 'ipv6');
}

/** Headers by which proxies, load balancers and content networks say for whom they ask. */
const FORWARDED =
  /^(?:forwarded|via|cdn-loop|x-(?:original-)?forwarded(?:-.+)?|x-real-ip|x-envoy-external-address|x-appengine-user-ip|(?:.+-)?(?:client|connecting)-ip)$/;

/** A request, as far as it decides who may read metrics. */
export interface MetricsRequest {
  readonly headers: IncomingHttpHeaders;
  /** The address that the socket is connected to. */
  readonly address: string | undefined;
}

/**
 * Whether a request may read metrics: the HTTP status if it may not.
 *
 * With a token, the request must carry it. Without one, it must come from this machine or a private network, and not
 * through a proxy: behind a proxy, everybody has the proxy's address.
 */
export function metricsRefusal(
  { headers, address }: MetricsRequest,
  token: Secret | undefined,
): 401 | 403 | undefined {
  if (token !== undefined) return isSame(bearerIn(headers), textOf(token)) ? undefined : 401;
  const isForwarded = Object.keys(headers).some((name) => FORWARDED.test(name));
  return isInside(address) && !isForwarded ? undefined : 403;
}

const bearerIn = ({ authorization = '' }: IncomingHttpHeaders): string =>
  credentialIn(new Headers({ authorization }))?.value ?? '';

/** Takes the same time wherever two texts differ, for any lengths. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digestOf(one), digestOf(other));

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
