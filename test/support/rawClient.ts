/** A client that does with its connection what no HTTP library does: it stops reading, or stops sending. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawClient {
  readonly socket: Socket;
  /** What has been read. */
  text(): string;
  bytesRead(): number;
  /** Ends when the connection has. */
  readonly closed: Promise<void>;
}

/** Connects, and sends this much. It reads unless it is paused. It ends with the test. */
export async function rawClient(url: string, sent: string, { reads = true } = {}): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  let bytes = 0;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // The server may end it at any time: that is what is tested.
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

/** A GraphQL request as it goes over the wire. */
export function postOf(query: string, { announced }: { announced?: number } = {}): string {
  const body = JSON.stringify({ query });
  const length = announced ?? Buffer.byteLength(body);
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}
