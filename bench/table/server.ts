/** This server, measured in a process of its own: `node bench/table/server.ts DIALER_URL USER PASS`. */
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFrom } from '../../src/config.ts';
import { startServer } from '../../src/server/server.ts';
import { reportTo } from './figures.ts';
import { keyOf } from './measure.ts';

const [dialerUrl = '', user = '', pass = '', viewers = '0'] = process.argv.slice(2);

/** API keys of so many viewers; without any, the server has no access control. */
function keysFile(count: number): string {
  const keys = Array.from({ length: count }, (_, index) => ({
    name: `viewer-${index}`,
    sha256: createHash('sha256').update(keyOf(index)).digest('hex'),
    scopes: ['agents:read', 'calls:read', 'reports:read', 'leads:read', 'pii:read'],
  }));
  const path = join(mkdtempSync(join(tmpdir(), 'bench-')), 'keys.json');
  writeFileSync(path, JSON.stringify(keys));
  return path;
}

// The response cache goes by this clock. Between two queries it jumps, so that the next one finds nothing fresh.
const clock = performance.now.bind(performance);
let skippedMs = 0;
performance.now = () => clock() + skippedMs;
const FORGOTTEN_AFTER_MS = 3_600_000;

const server = await startServer(
  configFrom({
    PORT: '0',
    LOG_LEVEL: 'warn',
    DIALER_CONCURRENCY: '8',
    ...(viewers === '0' ? {} : { API_KEYS_FILE: keysFile(Number(viewers)) }),
  }),
  { baseUrl: new URL(dialerUrl), user, pass },
);
reportTo(server.url, () => {
  skippedMs += FORGOTTEN_AFTER_MS;
});
