import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Secret } from '../../upstream/wire/transport.ts';
import type { AnswerSender } from '../answerSender.ts';
import { defectOf } from '../defects.ts';
import type { Log } from '../log.ts';
import { setResponseHeaders } from '../responseHeaders.ts';
import { METRICS_TYPE, type Metrics } from './metrics.ts';
import { metricsRefusal } from './metricsAccess.ts';

export interface MetricsRouteOptions {
  readonly metrics: Metrics;
  /** The token that a request must carry; undefined = see metricsRefusal. */
  readonly token: Secret | undefined;
  readonly sender: AnswerSender;
  readonly log: Log;
}

const REFUSALS = {
  401: {
    outcome: 'unauthenticated',
    text: 'METRICS_TOKEN is set: send it as "Authorization: Bearer …".\n',
  },
  403: {
    outcome: 'refused',
    text: 'Without METRICS_TOKEN, metrics are for this machine and private networks, and not for requests through a proxy.\n',
  },
} as const;

/** Answers requests for /metrics. */
export function metricsRoute({ metrics, token, sender, log }: MetricsRouteOptions) {
  const answer = (response: ServerResponse, status: number, body: string, type = 'text/plain'): void => {
    response.statusCode = status;
    setResponseHeaders(response);
    response.setHeader('content-type', type);
    sender.sendWhole(Buffer.from(body), response);
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, headers, socket } = request;
    const refusal = metricsRefusal({ headers, address: socket.remoteAddress }, token);
    if (refusal === 401) response.setHeader('www-authenticate', 'Bearer');
    if (refusal) {
      const { outcome, text } = REFUSALS[refusal];
      log.warn({ outcome }, 'a request for metrics was refused');
      return answer(response, refusal, text);
    }
    if (method !== 'GET') {
      response.setHeader('allow', 'GET');
      return answer(response, 405, 'Send a GET.\n');
    }
    try {
      return answer(response, 200, await metrics.text(), METRICS_TYPE);
    } catch (error) {
      log.error({ defect: defectOf(error) }, 'metrics could not be read');
      return answer(response, 500, 'Something went wrong on our side.\n');
    }
  };
}
