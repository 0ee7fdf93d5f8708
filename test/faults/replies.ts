/** How a faulted action is answered: over HTTP as the dialer does, or byte for byte. */
import type { Socket } from 'node:net';
import type { Reply } from '../support/scriptedServer.ts';
import type { FaultTarget } from './harness.ts';
import { bodyWith } from './subjects.ts';

/** Replies instead of the answer; `body` is what the dialer would have said. */
export const replies =
  (reply: (body: string, target: FaultTarget) => Reply) =>
  (target: FaultTarget): void => {
    const { dialer, subject } = target;
    dialer.answer(subject.action, reply(bodyWith(subject), target));
  };

/** Says something else, or what the dialer would have said, changed. */
export const says = (
  text: (body: string, target: FaultTarget) => string | Buffer,
): ((target: FaultTarget) => void) => replies((body, target) => ({ body: text(body, target) }));

/** Answers by hand, over the socket; `body` is what the dialer would have said. */
export const byHand =
  (answer: (socket: Socket, body: Buffer, target: FaultTarget) => void) =>
  (target: FaultTarget): void => {
    const { dialer, subject } = target;
    dialer.raw(subject.action, (socket) => answer(socket, Buffer.from(bodyWith(subject)), target));
  };

export const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=UTF-8\r\n';
export const headFor = ({ length }: Buffer, more = ''): string =>
  `${HEAD}${more}content-length: ${length}\r\n\r\n`;

export const halfOf = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2));

/** Writes as fast as the other side reads, and holds none of it. */
export function flood(socket: Socket, more: () => string | Buffer | undefined): void {
  const write = (): void => {
    for (let next = more(); next !== undefined && !socket.destroyed; next = more()) {
      if (!socket.write(next)) return;
    }
  };
  socket.on('drain', write);
  write();
}

/** Writes a little now and then until the connection is gone. */
export function drip(socket: Socket, drop: (index: number) => string, everyMs = 20): void {
  let index = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(drop(index));
    index += 1;
  }, everyMs);
}

/** Resets the connection once what was written has arrived: a reset may overtake it. */
export const writeAndReset = (socket: Socket, bytes: string | Buffer): void =>
  void socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 20));
