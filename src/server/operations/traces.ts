import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Config } from '../../config.ts';
import type { EndedCall } from '../../upstream/client/observer.ts';
import { newSpanId, type TraceContext } from '../../upstream/client/operationIdentity.ts';
import { instanceName, serverVersion } from '../logging/startLine.ts';
import type { Observer } from './observers.ts';
import type { EndedOperation } from './operation.ts';
import type { IsSampled } from './requestIdentity.ts';

export interface TraceOptions {
  /** The base URL of an OTLP/HTTP receiver. Spans are sent to `v1/traces` below it. */
  readonly endpoint: URL;
  readonly sampler: Config['traceSampler'];
  /** The time between two exports, in milliseconds. */
  readonly exportEveryMs?: number | undefined;
}

/** Spans of operations and of upstream calls. */
export interface Traces {
  readonly observer: Observer;
  readonly isSampled: IsSampled;
  /** Sends the spans that are left. @param mostMs how long it waits for the receiver, in milliseconds */
  close(mostMs: number): Promise<void>;
}

/** A span that has ended: where it belongs, and what it says. */
interface EndedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly attributes: Attributes;
  /** The reason if it failed. */
  readonly failure: string | undefined;
}

/**
 * Traces: a span an operation and a span a call of it, over OTLP/HTTP. The spans are made when they have ended, with the
 * ids that the request's headers and the call's headers carried.
 *
 * This file is loaded only if traces are on.
 */
export function createTraces({ endpoint, sampler, exportEveryMs = 5000 }: TraceOptions): Traces {
  let ids = { traceId: '', spanId: '' };
  const url = `${endpoint.href.replace(/\/$/, '')}/v1/traces`;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'crocodial-graphql',
      'service.version': serverVersion(),
      'service.instance.id': instanceName(),
    }).merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    idGenerator: { generateTraceId: () => ids.traceId, generateSpanId: () => ids.spanId },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url }),
        scheduledDelayMillis: exportEveryMs,
      }),
    ],
  });
  const tracer = provider.getTracer('crocodial-graphql');
  const record = (span: EndedSpan): void => {
    ids = span;
    recordSpan(tracer, span);
  };
  return {
    isSampled: samplerOf(sampler),
    observer: {
      onOperation: (operation) => {
        if (operation.identity.trace.isSampled) record(spanOf(operation));
      },
      onEvent: (execution) => {
        const { trace: context } = execution.identity;
        if (!context.isSampled) return;
        // The subscription's own span is its parent, and has ids of its own.
        const place = { spanId: newSpanId(), parentSpanId: context.spanId };
        record({ ...spanOf(execution), ...place, name: 'subscription event', kind: SpanKind.INTERNAL });
      },
      onCall: (call) => {
        const span = spanOfCall(call);
        if (span) record(span);
      },
    },
    close: async (mostMs) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(resolve, mostMs);
      // A receiver that cannot be reached must not keep a server from closing.
      await Promise.race([provider.shutdown().catch(() => undefined), promise]);
      clearTimeout(patience);
    },
  };
}

function recordSpan(tracer: Tracer, span: EndedSpan): void {
  const { name, kind, traceId, parentSpanId, attributes, startedAt, milliseconds, failure } = span;
  const startTime = performance.timeOrigin + startedAt;
  const parent =
    parentSpanId === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, {
          traceId,
          spanId: parentSpanId,
          traceFlags: TraceFlags.SAMPLED,
          isRemote: kind === SpanKind.SERVER,
        });
  const made = tracer.startSpan(name, { kind, startTime, attributes }, parent);
  if (failure !== undefined) {
    made.setAttribute('error.type', failure);
    made.setStatus({ code: SpanStatusCode.ERROR });
  }
  made.end(startTime + milliseconds);
}

/** An operation's span, by the semantic conventions for GraphQL servers. It has no document, because that has values. */
function spanOf(operation: EndedOperation): EndedSpan {
  const { identity, kind, name, outcome, errors, traffic } = operation;
  const { traceId, spanId, parentSpanId }: TraceContext = identity.trace;
  return {
    name: kind ?? 'GraphQL Operation',
    kind: SpanKind.SERVER,
    traceId,
    spanId,
    parentSpanId,
    startedAt: operation.startedAt,
    milliseconds: operation.milliseconds,
    attributes: {
      ...(kind === undefined ? {} : { 'graphql.operation.type': kind }),
      ...(name === undefined ? {} : { 'graphql.operation.name': name }),
      'http.response.status_code': operation.status,
      'crocodial.request_id': identity.requestId,
      'crocodial.outcome': outcome,
      'crocodial.queue_ms': traffic.queueMs,
      'crocodial.service_ms': traffic.serviceMs,
    },
    failure: outcome === 'failed' ? Object.keys(errors)[0] : undefined,
  };
}

/** A call's span; undefined if it belongs to no operation, is not sampled, or was answered from the cache. */
function spanOfCall(call: EndedCall): EndedSpan | undefined {
  const { identity, spanId, outcome, status } = call;
  if (!identity?.trace.isSampled || spanId === undefined) return undefined;
  return {
    name: call.action,
    kind: SpanKind.CLIENT,
    traceId: identity.trace.traceId,
    spanId,
    parentSpanId: identity.trace.spanId,
    startedAt: call.startedAt,
    milliseconds: call.milliseconds,
    attributes: {
      'crocodial.upstream': call.upstream,
      'crocodial.action': call.action,
      'crocodial.outcome': outcome,
      'crocodial.from': call.from,
      'crocodial.attempts': call.attempts,
      'crocodial.queue_ms': call.queueMs,
      'crocodial.service_ms': call.serviceMs,
      'crocodial.rows': call.rows,
      'crocodial.bytes': call.bytes,
      ...(status === undefined ? {} : { 'http.response.status_code': status }),
    },
    failure: outcome === 'answered' ? undefined : (call.cause ?? outcome),
  };
}

/** The sampler that OTEL_TRACES_SAMPLER names. */
function samplerOf({ name, ratio }: TraceOptions['sampler']): IsSampled {
  const byRatio = new TraceIdRatioBasedSampler(ratio);
  const isRoot = (traceId: string): boolean => {
    if (name.endsWith('always_on')) return true;
    if (name.endsWith('always_off')) return false;
    return byRatio.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  };
  if (!name.startsWith('parentbased_')) return isRoot;
  return (traceId, ofParent) => ofParent ?? isRoot(traceId);
}
