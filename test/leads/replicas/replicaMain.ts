/** One of several servers on a journal in Postgres, with a short lease. It is killed and paused by the test. */
import { pino } from 'pino';
import { configFrom } from '../../../src/config.ts';
import { startServer } from '../../../src/server/server.ts';
import { replicaOptions } from './replicaOptions.ts';

const config = configFrom(process.env);
const { dialer } = config;
if (!dialer) throw new Error('DIALER_URL is not set.');
const server = await startServer(config, dialer, pino({ level: 'silent' }), replicaOptions);
process.stdout.write(`${JSON.stringify({ msg: 'ready', url: `${server.url}/graphql` })}\n`);
