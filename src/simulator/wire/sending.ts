import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, FaultKind } from './faults.ts';
import { PHP_WARNING } from './php.ts';
import { html, type Reply } from './reply.ts';

const BAD_GATEWAY = html(
  '<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n',
  502,
);

const half = (body: string): string => body.slice(0, Math.ceil(body.length / 2));

/** The reply of a fault that replaces the action; undefined if the action is done. */
export function insteadOfAnswer(fault: Fault | undefined): Reply | undefined {
  const replies: Readonly<Partial<Record<FaultKind, Reply>>> = {
    badGateway: BAD_GATEWAY,
    refusal: html(fault?.body ?? ''),
    emptyBody: html(''),
    serverError: html('', 500),
  };
  return fault && replies[fault.kind];
}

/** An answer as a fault changes it. */
export function damaged({ status, type, body }: Reply, fault: Fault | undefined): Reply {
  if (fault?.kind === 'failAfter') return html('', 500);
  if (fault?.kind === 'truncatedJson') return { status, type, body: half(body) };
  if (fault?.kind === 'phpWarning') return { status, type, body: PHP_WARNING + body };
  return { status, type, body };
}

/** Sends an answer. With `loseAnswer` nothing is sent, with `halfBody` only half. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
): void {
  if (fault?.kind === 'loseAnswer') return;
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': body.length,
    'access-control-allow-origin': '*',
  });
  if (fault?.kind === 'halfBody') {
    response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
    return;
  }
  response.end(body);
}
