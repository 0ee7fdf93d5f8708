import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { fault, ok, skipped, warning, type Check } from './report.ts';

const DAY_MS = 86_400_000;
/** A certificate that ends sooner is worth a warning. */
const SOON_DAYS = 14;

export interface NetworkOptions {
  /** The beginning of the checks' names: `dialer`, `VOXO`. */
  readonly who: string;
  /** The variable with the URL. */
  readonly variable: string;
  readonly url: URL;
  /** The longest wait for each step, in milliseconds. */
  readonly timeoutMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The checks of name, port and certificate. If one has a fault, no call can be answered. */
export async function networkChecks(options: NetworkOptions): Promise<readonly Check[]> {
  const address = await addressCheck(options);
  if (address.verdict === 'fault') return [address];
  return [address, await tlsCheck(options)];
}

const hostOf = ({ hostname }: URL): string => hostname.replaceAll(/^\[|\]$/g, '');
const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);

/** Looks the host name up, and connects to the port. */
async function addressCheck({ who, variable, url, timeoutMs }: NetworkOptions): Promise<Check> {
  const name = `${who} address`;
  const [host, port] = [hostOf(url), portOf(url)];
  try {
    await within(timeoutMs, lookup(host));
  } catch (error) {
    const code = codeOf(error);
    const why = code === 'ENOTFOUND' ? 'There is no such host name' : `The look-up failed (${code})`;
    return fault(
      name,
      `The host name ${host} cannot be resolved. ${why}.`,
      `Check the spelling of ${variable}, and the DNS server of this machine (getent hosts ${host}).`,
    );
  }
  const started = performance.now();
  const socket = connectTcp({ host, port });
  try {
    await within(timeoutMs, event(socket, 'connect'));
  } catch (error) {
    const code = codeOf(error);
    const why =
      code === 'ECONNREFUSED'
        ? 'Nothing listens there'
        : code === 'TIMEOUT'
          ? `No answer came within ${timeoutMs / 1000} s`
          : `The connection failed (${code})`;
    return fault(
      name,
      `${host} takes no connection on port ${port}. ${why}.`,
      `Check host and port of ${variable}, that the system runs, and the firewall between (nc -vz ${host} ${port}).`,
    );
  } finally {
    socket.destroy();
  }
  return ok(
    name,
    `${host} takes connections on port ${port} (${Math.round(performance.now() - started)} ms).`,
  );
}

/** Makes a TLS handshake, and looks at the certificate as the server's own client does. */
async function tlsCheck({ who, variable, url, timeoutMs, now }: NetworkOptions): Promise<Check> {
  const name = `${who} TLS`;
  const [host, port] = [hostOf(url), portOf(url)];
  if (url.protocol === 'http:') {
    if (host === 'localhost' || host === '::1' || host.startsWith('127.'))
      return skipped(name, `${variable} is an http URL of this machine.`);
    return warning(
      name,
      `${variable} is an http URL: the credentials cross the network unencrypted.`,
      `Use an https URL for ${variable}.`,
    );
  }
  const servername = isIP(host) === 0 ? { servername: host } : {};
  // The certificate is judged below. Nothing is sent over this connection.
  const socket = connectTls({ host, port, ...servername, rejectUnauthorized: false });
  try {
    await within(timeoutMs, event(socket, 'secureConnect'));
    return certificateCheck(name, host, socket, now);
  } catch (error) {
    const code = codeOf(error);
    const isPlain = /WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/.test(code);
    return fault(
      name,
      isPlain
        ? `Port ${port} of ${host} does not speak TLS.`
        : `The TLS handshake with ${host} failed (${code}).`,
      isPlain
        ? `Check the port of ${variable}, and whether it should begin with http.`
        : `Try openssl s_client -connect ${host}:${port} from this machine, and check TLS versions and proxies.`,
    );
  } finally {
    socket.destroy();
  }
}

const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

function certificateCheck(name: string, host: string, socket: TLSSocket, now: number): Check {
  const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
  const code = socket.authorized ? undefined : codeOfAuthorization(socket);
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const until = Number.isNaN(toMs) ? 'an unknown day' : new Date(toMs).toISOString().slice(0, 10);
  // Another fault may hide this one.
  if (code === 'CERT_HAS_EXPIRED' || toMs < now) {
    return fault(
      name,
      `The certificate of ${host} expired on ${until}.`,
      'Have the certificate renewed. If it is valid, check the clock of this machine.',
    );
  }
  if (code === 'CERT_NOT_YET_VALID' || fromMs > now) {
    return fault(
      name,
      `The certificate of ${host} is not valid yet.`,
      'Check the clock of this machine, then the certificate.',
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fault(
      name,
      `The certificate is for another host name than ${host}.`,
      'Use the host name that is in the certificate, or have the certificate issued for this one.',
    );
  }
  if (code !== undefined) {
    return fault(
      name,
      UNTRUSTED.test(code)
        ? `The certificate of ${host} is self-signed, or of an authority that this machine does not trust (${code}).`
        : `The certificate of ${host} is not accepted (${code}).`,
      'Install a certificate of a public authority with its whole chain, or name the private authority in NODE_EXTRA_CA_CERTS, for the server too.',
    );
  }
  const daysLeft = Math.floor((toMs - now) / DAY_MS);
  if (daysLeft < SOON_DAYS) {
    return warning(
      name,
      `The certificate of ${host} is valid, but expires in ${daysLeft} days, on ${until}.`,
      'Have the certificate renewed.',
    );
  }
  return ok(name, `The certificate of ${host} is valid until ${until}.`);
}

function codeOfAuthorization({ authorizationError }: TLSSocket): string {
  // Node declares an Error, and gives the code as a text.
  const given: unknown = authorizationError;
  return typeof given === 'string' ? given : codeOf(given);
}

/** The code of a system error or of OpenSSL; `TIMEOUT` for `within`. */
export function codeOf(error: unknown): string {
  // A connection that was tried at several addresses fails with all their errors.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

const timeout = Object.assign(new Error('too late'), { code: 'TIMEOUT' });

async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(timeout), milliseconds);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with a socket's event; rejects if it fails or closes before. */
const event = (socket: Socket, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(name, () => resolve());
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
