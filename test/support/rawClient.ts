/** A client on a raw socket, for what no HTTP library does: it can stop reading, or stop in the middle of sending. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawClient {
  readonly socket: Socket;
  /** The text read so far. */
  text(): string;
  bytesRead(): number;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
}

/** Connects and sends a text. Reads the answer unless `reads` is false. Closes when the test ends. */
export async function rawClient(url: string, sent: string, { reads = true } = {}): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  let bytes = 0;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // The server may close the connection at any time. Tests check that.
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  if (reads) {
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
    });
  }
  if (sent !== '') socket.write(sent);
  return { socket, text: () => Buffer.concat(chunks).toString('utf8'), bytesRead: () => bytes, closed };
}

/** The bytes of a GraphQL request. @param announced the content-length, if it should be wrong */
export function postOf(query: string, { announced }: { announced?: number } = {}): string {
  const body = JSON.stringify({ query });
  const length = announced ?? Buffer.byteLength(body);
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}
