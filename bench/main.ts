/**
 * Measures the dialer calls, the speed and the memory of this server. Each figure has a baseline from the same run.
 * `npm run bench` takes some ten minutes; `npm run bench -- table` makes the table alone.
 */
import { benchCarrierMatch } from './carrierMatch.ts';
import { benchColumns } from './columns.ts';
import { benchExport } from './export.ts';
import { benchLive } from './live.ts';
import { benchLeads } from './leads.ts';
import { benchOperations } from './operations.ts';
import { benchNPlusOne } from './nPlusOne.ts';
import { benchOverload } from './overload.ts';
import { benchReplicas } from './replicas.ts';
import { benchRows } from './rows.ts';
import { benchTable } from './table/table.ts';

const SECTIONS = {
  table: benchTable,
  operations: benchOperations,
  nPlusOne: benchNPlusOne,
  rows: benchRows,
  columns: benchColumns,
  export: benchExport,
  carrierMatch: benchCarrierMatch,
  leads: benchLeads,
  overload: benchOverload,
  live: benchLive,
  replicas: benchReplicas,
};

const wanted = process.argv.slice(2);
console.log(`Node ${process.version}, ${process.platform} ${process.arch}\n`);
for (const [name, bench] of Object.entries(SECTIONS)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
// A benchmark's server may still hold a connection.
process.exit();
