import { describe, expect, onTestFinished, test } from 'vitest';
import { Connection, type ConnectionTerms, type SharedLog } from '../../src/replicas/connection.ts';
import { Members } from '../../src/replicas/members.ts';
import { script } from '../../src/replicas/script.ts';
import { SharedUnavailable } from '../../src/replicas/unavailable.ts';
import { hasRedis, redisOfBlock, startRedis } from '../support/redisServer.ts';

const QUICK: Partial<ConnectionTerms> = { deadlineMs: 150, connectMs: 300, retryMs: 5, mostRetryMs: 20 };

interface Line {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A connection, and what it has logged. It is closed with the test. */
function connection(
  url: string,
  prefix: string,
): { readonly shared: Connection; readonly log: SharedLog; readonly lines: Line[] } {
  const lines: Line[] = [];
  const note = (facts: Line['facts'], message: string): void => void lines.push({ facts, message });
  const log = { info: note, warn: note };
  const shared = new Connection({ url, prefix, log, terms: QUICK });
  onTestFinished(() => shared.close());
  return { shared, log, lines };
}

const COUNT = script("return redis.call('INCR', KEYS[1])");

describe.skipIf(!hasRedis)('the connection to Redis', () => {
  const redis = redisOfBlock();

  test('runs scripts and commands, and passes messages on', async () => {
    const { shared, lines } = connection(redis.url, 'a');
    await shared.start();
    expect(shared.isUp).toBe(true);
    expect(lines.map(({ message }) => message)).toEqual([expect.stringContaining('is connected')]);
    // The first run loads the script, the second uses its hash.
    expect(await shared.run(COUNT, [shared.key('n')], [])).toBe(1);
    expect(await shared.run(COUNT, [shared.key('n')], [])).toBe(2);
    expect(await shared.binary(['GET', 'a:n'])).toEqual(Buffer.from('2'));
    const heard: string[] = [];
    const end = shared.subscribe('news', (message) => heard.push(message));
    await expect
      .poll(async () => {
        await shared.publish('news', 'one');
        return heard[0];
      })
      .toBe('one');
    end();
  });

  test('a Redis that ends, hangs or refuses is gone until it is back; channels are listened to again', async () => {
    const own = await startRedis();
    const { shared, lines } = connection(own.url, 'a');
    const changes: boolean[] = [];
    shared.onChange((isUp) => changes.push(isUp));
    const heard: string[] = [];
    shared.subscribe('news', (message) => heard.push(message));
    await shared.start();
    own.kill('SIGKILL');
    await expect.poll(() => shared.isUp).toBe(false);
    await expect(shared.command(['GET', 'x'])).rejects.toThrow(SharedUnavailable);
    await own.restart();
    await expect.poll(() => shared.isUp).toBe(true);
    await shared.publish('news', 'again');
    await expect.poll(() => heard).toEqual(['again']);

    own.kill('SIGSTOP');
    const stopped = performance.now();
    await expect(shared.run(COUNT, ['late'], [])).rejects.toMatchObject({ reason: 'timeout' });
    expect(performance.now() - stopped).toBeLessThan(1500);
    expect(shared.isUp).toBe(false);
    // The stopped server executes what it has received, but no script after its deadline.
    own.kill('SIGCONT');
    await expect.poll(() => shared.isUp).toBe(true);
    expect(await own.cli('GET late')).toBe('');

    await own.cli('CONFIG SET min-replicas-to-write 1');
    await expect(shared.run(COUNT, ['late'], [])).rejects.toMatchObject({ reason: 'NOREPLICAS' });
    expect(shared.isUp).toBe(false);
    await own.cli('CONFIG SET min-replicas-to-write 0');
    await expect.poll(() => shared.isUp).toBe(true);
    expect(changes).toEqual([true, false, true, false, true, false, true]);
    // One line for each change.
    expect(lines.length).toBe(7);
  });

  test('neither log nor error has the address and the password', async () => {
    const guarded = await startRedis(undefined, { requirepass: 'right-password' });
    const { host } = new URL(guarded.url);
    for (const [url, reason] of [
      [`redis://:wrong-password@${host}`, 'WRONGPASS'],
      ['redis://:wrong-password@127.0.0.1:1', 'ECONNREFUSED'],
    ] as const) {
      const { shared, lines } = connection(url, 'a');
      await shared.start();
      const error: unknown = await shared.command(['GET', 'x']).catch((caught: unknown) => caught);
      expect(String(error)).toBe('SharedUnavailable: Redis cannot be used (down).');
      expect(lines.map(({ facts }) => facts)).toEqual([{ reason }]);
      shared.close();
      expect(JSON.stringify(lines)).not.toMatch(/password@|127\.0\.0\.1/);
    }
    const { shared } = connection(`redis://:right-password@${host}`, 'a');
    await shared.start();
    await expect.poll(() => shared.isUp).toBe(true);
  });

  test('each server knows how many there are, and the last known number while Redis is gone', async () => {
    const own = await startRedis();
    const terms = { beatMs: 20, goneAfterMs: 200 };
    const members = await Promise.all(
      ['one', 'two', 'three'].map(async (id) => {
        const { shared, log } = connection(own.url, 'm');
        await shared.start();
        const member = new Members(shared, { id, log, terms });
        await member.start();
        return { shared, member };
      }),
    );
    const [one, two, three] = members;
    if (!one || !two || !three) throw new Error('There are three.');
    await expect.poll(() => members.map(({ member }) => member.count)).toEqual([3, 3, 3]);
    // One says that it leaves, one ends without a word.
    await three.member.close();
    await expect.poll(() => one.member.count).toBe(2);
    expect(one.member.ids).toEqual(['one', 'two']);
    own.kill('SIGSTOP');
    await expect.poll(() => one.shared.isUp).toBe(false);
    expect(one.member.count).toBe(2);
    own.kill('SIGCONT');
    two.shared.close();
    await expect.poll(() => one.member.count).toBe(1);
    await one.member.close();
    await two.member.close();
  });
});
