/** The server as a program, as src/main.ts starts it, but with shorter terms of what servers share. */
import { configFrom } from '../../src/config.ts';
import { createLog } from '../../src/server/log.ts';
import { startServer } from '../../src/server/server.ts';
import { SHORT } from './shortTerms.ts';

const config = configFrom(process.env);
if (!config.dialer) throw new Error('A dialer is needed.');
const server = await startServer(config, config.dialer, createLog(config.logLevel), { replicaTerms: SHORT });
server.log.info({ url: `${server.url}/graphql` }, 'ready');
