/**
 * Measures the dialer calls, the speed and the memory of this server. Each figure has a baseline from the same run.
 * `npm run bench` takes about four minutes.
 */
import { benchCarrierMatch } from './carrierMatch.ts';
import { benchColumns } from './columns.ts';
import { benchLive } from './live.ts';
import { benchLeads } from './leads.ts';
import { benchOperations } from './operations.ts';
import { benchNPlusOne } from './nPlusOne.ts';
import { benchOverload } from './overload.ts';
import { benchRows } from './rows.ts';

console.log(`Node ${process.version}, ${process.platform} ${process.arch}\n`);
await benchOperations();
await benchNPlusOne();
await benchRows();
await benchColumns();
await benchCarrierMatch();
await benchLeads();
await benchOverload();
await benchLive();
