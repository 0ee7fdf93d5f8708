/**
 * Runs in a worker thread: reads the rows of large answers into columns, so that the event loop stays free. The bytes
 * of an answer come through a port of their own, and its columns go back through it.
 */
import type { MessagePort } from 'node:worker_threads';
import { agentCallRow, inboundRow, outboundRow } from './dialer/callRows.ts';
import type { FromThread, ToThread } from './wire/columns/columnReader.ts';
import { NotWhole, RestTooLong } from './wire/columns/scanErrors.ts';
import type { Cells } from './wire/reading/rowReader.ts';
import { buffersIn, TableReading } from './wire/columns/tableReading.ts';

/** The rows of the actions that are read into columns. */
const ROWS: Readonly<Record<string, Cells>> = {
  outbound_cdr: outboundRow,
  inbound_cdr: inboundRow,
  agent_cdr: agentCallRow,
};

/** Reads the answer that comes through a port. Resolves when the other side has closed it. */
export default function readColumns(port: MessagePort): Promise<void> {
  let reading: TableReading | undefined;
  const send = (message: FromThread, buffers: ArrayBuffer[] = []): void => port.postMessage(message, buffers);
  const take = (message: ToThread): void => {
    if (message.kind === 'start') {
      const cells = ROWS[message.action];
      reading = new TableReading(cells ? [{ ...message, cells }] : [], message.before);
    } else if (message.kind === 'bytes') {
      const { buffer, byteOffset, byteLength } = message.bytes;
      reading?.write(Buffer.from(buffer, byteOffset, byteLength));
      send({ kind: 'read', bytes: byteLength });
    } else if (reading) {
      const read = reading.end();
      send({ kind: 'done', ...read }, buffersIn(read));
    }
  };
  return new Promise((resolve, reject) => {
    port.on('close', resolve);
    port.on('message', (message: ToThread) => {
      try {
        take(message);
      } catch (error) {
        reading = undefined;
        if (error instanceof NotWhole) send({ kind: 'broken' });
        else if (error instanceof RestTooLong) send({ kind: 'too long' });
        else reject(error);
      }
    });
  });
}
