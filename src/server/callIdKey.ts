import { scryptSync } from 'node:crypto';
import type { DialerAccount } from '../upstream/dialer/goApi.ts';

/**
 * What makes calls' ids nobody else's to compute. An id is a hash of its call's facts, the number among them: who sees
 * all the others could try numbers until the hash fits, were there not a secret in it, too.
 *
 * It is made of the dialer's account, so that ids outlive a restart and are the same on every server in front of one
 * dialer; slowly, so that nobody finds the password by trying. It is not made before an id is asked for.
 */
export function callIdKey({ user, pass }: Pick<DialerAccount, 'user' | 'pass'>): () => string {
  let key: string | undefined;
  return () => (key ??= scryptSync(pass, `call ids of ${user}`, 32).toString('base64url'));
}
