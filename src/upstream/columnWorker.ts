/**
 * Runs in a worker thread: reads the rows of large answers into columns, so that the event loop stays free. The bytes
 * of an answer come through a port of their own, and its columns go back through it.
 */
import type { MessagePort } from 'node:worker_threads';
import { agent_cdr } from './dialer/agentCalls.ts';
import { inbound_cdr, outbound_cdr } from './dialer/calls.ts';
import type { FromThread, ToThread } from './wire/columns/columnReader.ts';
import { NotWhole, RestTooLong } from './wire/columns/scanErrors.ts';
import { buffersIn, TableReading } from './wire/columns/tableReading.ts';

/** The actions whose rows are read into columns. */
const ACTIONS = [outbound_cdr, inbound_cdr, agent_cdr];

/** Reads the answer that comes through a port. Resolves when the other side has closed it. */
export default function readColumns(port: MessagePort): Promise<void> {
  let reading: TableReading | undefined;
  const send = (message: FromThread, buffers: ArrayBuffer[] = []): void => port.postMessage(message, buffers);
  const take = (message: ToThread): void => {
    if (message.kind === 'start') {
      const parts = ACTIONS.find(({ name }) => name === message.action)?.response.parts ?? [];
      reading = new TableReading(parts, message.before);
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
