import { randomUUID } from 'node:crypto';

/** The place of an operation in a trace: W3C Trace Context, level 1. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The operation's own span: 16 hexadecimal digits. */
  readonly spanId: string;
  /** The span of the client that called; undefined if the trace begins here. */
  readonly parentSpanId: string | undefined;
  /** True if the spans of this trace are recorded. */
  readonly isSampled: boolean;
  /** The `tracestate` of the client, passed on as it came. */
  readonly state: string | undefined;
}

/** The ids that a request, its log lines, its calls and its spans share. */
export interface OperationIdentity {
  /** The `x-request-id`: printable ASCII, at most 128 characters. */
  readonly requestId: string;
  readonly trace: TraceContext;
}

/** A new trace id: 32 hexadecimal digits, never all zero. */
export const newTraceId = (): string => {
  const uuid = randomUUID();
  return `${uuid.slice(0, 8)}${uuid.slice(9, 13)}${uuid.slice(14, 18)}${uuid.slice(19, 23)}${uuid.slice(24)}`;
};

/** A new span id: 16 hexadecimal digits, never all zero. */
export const newSpanId = (): string => {
  const uuid = randomUUID();
  return `${uuid.slice(19, 23)}${uuid.slice(24)}`;
};

/** The value of the header `traceparent`. @param spanId the span that the receiver is called from */
export const traceparentOf = ({ traceId, isSampled }: TraceContext, spanId: string): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/** The headers by which an upstream's request can be found again. */
export const identityHeaders = (
  { requestId, trace }: OperationIdentity,
  spanId: string,
): Readonly<Record<string, string>> => ({
  'x-request-id': requestId,
  traceparent: traceparentOf(trace, spanId),
  ...(trace.state === undefined ? {} : { tracestate: trace.state }),
});
