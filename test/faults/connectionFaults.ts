/** The dialer cannot be reached, the connection is lost, or nothing comes over it in time. */
import { gzipSync } from 'node:zlib';
import { SECRET_TEXT, type Fault } from './matrixCell.ts';
import { byHand, drip, HEAD, headFor, halfOf, writeAndReset } from './replies.ts';
import { bodyWith } from './subjects.ts';
import { byName, byPort } from './networkPaths.ts';
import { fails, survives } from './expectations.ts';

const neverSent = fails('UNAVAILABLE', { lmapi: 'NOT_SENT' });

const UNREACHABLE: readonly Fault[] = [
  { name: 'connection refused', networkPath: byPort('refused'), expected: neverSent },
  {
    name: 'connection reset as soon as it stands',
    networkPath: byPort('reset'),
    // The reset arrives before or after the first byte is handed over.
    expected: fails('UNAVAILABLE', { lmapi: ['NOT_SENT', 'UNKNOWN'] }),
  },
  { name: 'DNS: no such host', networkPath: byName('ENOTFOUND'), expected: neverSent },
  { name: 'DNS: try again', networkPath: byName('EAI_AGAIN'), expected: neverSent },
];

const LOST: readonly Fault[] = [
  {
    name: 'closed without an answer',
    apply: byHand((socket) => socket.end()),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'reset without an answer',
    apply: byHand((socket) => socket.resetAndDestroy()),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'reset in the middle of the headers',
    apply: byHand((socket) => writeAndReset(socket, `${HEAD}x-canary: ${SECRET_TEXT}\r\ncontent-le`)),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'half a body, then a reset',
    apply: byHand((socket, body) =>
      writeAndReset(socket, Buffer.concat([Buffer.from(headFor(body)), halfOf(body)])),
    ),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'closed a byte before the announced length',
    apply: byHand((socket, body) => {
      socket.write(`${HEAD}content-length: ${body.length + 1}\r\n\r\n`);
      socket.end(body);
    }),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'closed before the last chunk',
    apply: byHand((socket, body) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`);
      socket.end(`${body.toString()}\r\n`);
    }),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'half a body that ends with its connection',
    apply: byHand((socket, body) => {
      socket.write(`${HEAD}connection: close\r\n\r\n`);
      socket.end(halfOf(body));
    }),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'a body that ends with its connection, two bytes short',
    apply: byHand((socket, body) => {
      socket.write(`${HEAD}connection: close\r\n\r\n`);
      socket.end(body.subarray(0, -2));
    }),
    // Of a lead's line that is a part of the user's name, behind all that matters.
    expected: fails('BAD_RESPONSE', { lmapi: 'whole' }),
  },
  {
    name: 'one reset, then well again',
    apply: ({ dialer, subject }) => {
      let isFirst = true;
      const well = bodyWith(subject);
      dialer.raw(subject.action, (socket) => {
        if (isFirst) socket.resetAndDestroy();
        else socket.end(`${headFor(Buffer.from(well), 'connection: close\r\n')}${well}`);
        isFirst = false;
      });
    },
    // A read may be tried again, and then there is nothing to be seen of it.
    expected: (subject) => (subject.action === 'add_lead' ? 'UNKNOWN' : ['whole', 'UNAVAILABLE']),
  },
  {
    name: 'a kept connection closed between two calls',
    apply: byHand((socket, body) => {
      socket.write(headFor(body));
      socket.end(body);
    }),
    expected: survives(),
    settleMs: 20,
  },
  {
    name: 'two answers to one question',
    apply: byHand((socket, body) => {
      const other = Buffer.from(`{"result":"success","data":"${SECRET_TEXT}"}`);
      socket.write(Buffer.concat([Buffer.from(headFor(body)), body, Buffer.from(headFor(other)), other]));
    }),
    expected: survives(),
    settleMs: 20,
  },
];

const STALLED: readonly Fault[] = [
  { name: 'stall before the headers', apply: byHand(() => undefined), expected: fails('TIMEOUT') },
  {
    name: 'stall after the headers',
    apply: byHand((socket, body) => socket.write(headFor(body))),
    expected: fails('TIMEOUT'),
  },
  {
    name: 'stall in the middle of the body',
    apply: byHand((socket, body) => {
      socket.write(headFor(body));
      socket.write(halfOf(body));
    }),
    expected: fails('TIMEOUT'),
  },
  {
    name: 'stall in the middle of a compressed body',
    apply: byHand((socket, body) => {
      const packed = gzipSync(body);
      socket.write(headFor(packed, 'content-encoding: gzip\r\n'));
      socket.write(halfOf(packed));
    }),
    expected: fails('TIMEOUT'),
  },
  {
    name: 'headers that drip',
    apply: byHand((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-drip: ');
      drip(socket, () => 'x');
    }),
    expected: fails('TIMEOUT'),
  },
  {
    name: 'early hints without end',
    apply: byHand((socket) => drip(socket, () => 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')),
    expected: fails('TIMEOUT'),
  },
  {
    name: 'a body that drips',
    apply: byHand((socket, body) => {
      socket.write(`${HEAD}content-length: ${body.length + 1000}\r\n\r\n`);
      drip(socket, (index) => body.subarray(index, index + 1).toString('latin1') || ' ');
    }),
    expected: fails('TIMEOUT'),
  },
  {
    name: 'an answer after the deadline',
    apply: byHand((socket, body, { deadlineMs }) => {
      setTimeout(() => socket.write(Buffer.concat([Buffer.from(headFor(body)), body])), deadlineMs + 100);
    }),
    expected: fails('TIMEOUT'),
    settleMs: 150,
  },
  {
    name: 'an error page without end',
    apply: byHand((socket) => {
      socket.write(`HTTP/1.1 502 Bad Gateway\r\ncontent-length: 100000\r\n\r\n<html>${SECRET_TEXT}`);
      drip(socket, () => '<br>');
    }),
    // The status says it all, and the deadline too.
    expected: (subject) => (subject.action === 'add_lead' ? 'UNKNOWN' : ['UNAVAILABLE', 'TIMEOUT']),
  },
];

const SILENT_NAMES: Fault = {
  name: 'DNS: no answer',
  networkPath: byName('silence'),
  // Nothing left this machine, which the server may know or not.
  expected: (subject) => (subject.action === 'add_lead' ? ['UNKNOWN', 'NOT_SENT'] : 'TIMEOUT'),
};

/** Healthy calls of the cell have this deadline, too. */
const waiting = (fault: Fault): Fault => ({ ...fault, waits: true, deadlineMs: 1000 });

/** A read is tried again, with pauses, and a lead until the deadline. */
const retried = (fault: Fault): Fault => ({ ...fault, waits: true, deadlineMs: 1200 });

export const CONNECTION_FAULTS: readonly Fault[] = [
  ...UNREACHABLE.map(retried),
  ...LOST,
  ...[SILENT_NAMES, ...STALLED].map(waiting),
];
