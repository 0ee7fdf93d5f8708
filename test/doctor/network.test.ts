/** Faults between this machine and the dialer. */
import { createServer as createTlsServer } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { networkChecks } from '../../tools/doctor/network.ts';
import { KEY, LOOPBACK_CERTIFICATE, OTHER_CERTIFICATE } from '../support/certificates.ts';
import { freePort } from '../support/freePort.ts';
import { checkOf, commonPatient, complaints, examined, NOW, READS, settingsOf } from './patient.ts';

const patient = commonPatient();

const tlsServer = async (cert: string): Promise<URL> => {
  const server = createTlsServer({ key: KEY, cert });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It does not listen.');
  return new URL(`https://127.0.0.1:${address.port}`);
};
const tlsCheck = async (url: URL, now = NOW): Promise<{ verdict: string; finding: string }> => {
  const [, check] = await networkChecks({
    who: 'dialer',
    variable: 'DIALER_URL',
    url,
    timeoutMs: 30_000,
    now,
  });
  return { verdict: check?.verdict ?? '', finding: check?.finding ?? '' };
};

const ofReply = async (reply: object): Promise<string> => {
  for (const { name } of READS) if (name !== 'call-reports') patient.dialer.answer(name, reply);
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({ 'dialer answer': 'fault' });
  return checkOf(report, 'dialer answer').finding;
};

test('nothing listens', async () => {
  const report = await examined({
    ...settingsOf(patient),
    DIALER_URL: `http://127.0.0.1:${await freePort()}`,
  });
  expect(complaints(report)).toEqual({ 'dialer address': 'fault' });
  expect(checkOf(report, 'dialer address').finding).toContain('Nothing listens there');
  expect(patient.dialer.counts()).toEqual({ 'call-reports': 1 });
});

test('the host name does not exist', async () => {
  const report = await examined({ ...settingsOf(patient), DIALER_URL: 'https://dialer.invalid' });
  expect(complaints(report)).toEqual({ 'dialer address': 'fault' });
  expect(checkOf(report, 'dialer address').finding).toContain('dialer.invalid cannot be resolved');
});

test('a self-signed certificate', async () => {
  const url = await tlsServer(LOOPBACK_CERTIFICATE);
  const report = await examined({ ...settingsOf(patient), DIALER_URL: url.href });
  expect(complaints(report)).toEqual({ 'dialer TLS': 'fault' });
  expect(checkOf(report, 'dialer TLS').finding).toContain('self-signed');
  expect(checkOf(report, 'dialer TLS').advice).toContain('NODE_EXTRA_CA_CERTS');
});

test('an expired certificate, and one that is not valid yet', async () => {
  const url = await tlsServer(LOOPBACK_CERTIFICATE);
  const expired = await tlsCheck(url, Date.parse('2200-01-01T00:00:00Z'));
  expect(expired).toEqual({ verdict: 'fault', finding: expect.stringContaining('expired on 2126-11-03') });
  const early = await tlsCheck(url, Date.parse('2020-01-01T00:00:00Z'));
  expect(early).toEqual({ verdict: 'fault', finding: expect.stringContaining('not valid yet') });
});

test('a certificate of another host is a fault', async () => {
  expect((await tlsCheck(await tlsServer(OTHER_CERTIFICATE))).verdict).toBe('fault');
});

test('an https URL of a port that speaks http', async () => {
  const found = await tlsCheck(new URL(patient.dialer.url.href.replace('http:', 'https:')));
  expect(found).toEqual({ verdict: 'fault', finding: expect.stringContaining('does not speak TLS') });
});

test('a login page, a redirect to one, and a wrong path', async () => {
  const page = {
    status: 200,
    body: '<!DOCTYPE html><html><form action="/login">secret words</form></html>',
  };
  expect(await ofReply(page)).toMatch(/^(?!.*secret words).*web page/);
  const redirect = { status: 302, headers: { location: 'https://sso.example.com/in?token=abc' }, body: '' };
  expect(await ofReply(redirect)).toMatch(/^(?!.*token).*redirected to https:\/\/sso\.example\.com\./);
  expect(await ofReply({ status: 404, body: 'Not Found' })).toContain('there is nothing at its path');
  expect(await ofReply({ status: 502, body: '<html>Bad Gateway</html>' })).toContain('HTTP 502');
  expect(await ofReply({ status: 401, body: '<html>Authorization Required</html>' })).toContain('web page');
});
