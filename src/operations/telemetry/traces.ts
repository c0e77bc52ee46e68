import { createHash, randomUUID } from 'node:crypto';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type DocumentNode, print } from 'graphql';
import { nameOf, type Said, statements } from '../../core/db/said.js';
import { inTime } from '../../core/in-time.js';
import { hideSecrets, type Logger } from '../../core/logger.js';
import { type Tally, tally } from '../../core/tally.js';
import { type Answered, outcomeOf } from './request.js';
import type { TracesConfig } from './settings.js';
import { openExporter } from './span-exporter.js';

const SERVICE_NAME = 'runledger';
/** A request that sends more says how many it sent; that it sent many is all there is to see in them. */
const MAX_STATEMENTS = 200;
/** How long the end of a process waits for a collector to take what is left. */
const FLUSH_MS = 2_000;
/** What a client did wrong is no error of this service. */
const FAULTS = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

/** A request's span while it goes on, and when it began: by the clock, and by one that nobody sets. */
interface Traced {
  span: Span;
  context: Context;
  method: string;
  path: string;
  startedAt: number;
  startedOn: number;
  statements: number;
}

/** Spans of requests and of the statements that they send. No span holds a value or a credential. */
export interface Traces {
  begin(own: Tally, request: Request): void;
  end(answered: Answered): void;
  /** Sends what is left, for at most a moment. */
  close(): Promise<void>;
}

/** Nothing of it is global: each server of a process has its own. */
export async function createTraces(config: TracesConfig, logger: Logger): Promise<Traces> {
  const provider = new BasicTracerProvider({
    resource: resourceOf(config),
    // Its queue is bounded: what a slow collector has no time for is dropped.
    spanProcessors: [new BatchSpanProcessor(await openExporter(config, logger))],
  });
  const tracer = provider.getTracer(SERVICE_NAME);
  const propagator = new W3CTraceContextPropagator();
  const requests = new WeakMap<Tally, Traced>();

  function sawStatement({ sql, ms, isFailed }: Said): void {
    const own = tally();
    const traced = own && requests.get(own);
    if (!traced?.span.isRecording()) return;
    traced.statements += 1;
    if (traced.statements > MAX_STATEMENTS) return;
    const endTime = now(traced);
    const name = nameOf(sql) ?? 'statement';
    const span = tracer.startSpan(
      name,
      {
        kind: SpanKind.CLIENT,
        startTime: endTime - ms,
        attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name },
      },
      traced.context,
    );
    if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endTime);
  }
  const stopListening = statements.listen(sawStatement);

  return {
    begin(own, { headers, method, url }) {
      const startedAt = Date.now();
      const parent = propagator.extract(ROOT_CONTEXT, headers, {
        get: (from, name) => from.get(name) ?? undefined,
        keys: (from) => [...from.keys()],
      });
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, startTime: startedAt }, parent);
      const { traceId, spanId } = span.spanContext();
      own.trace = { traceId, spanId };
      requests.set(own, {
        span,
        context: trace.setSpan(parent, span),
        method,
        path: new URL(url).pathname,
        startedAt,
        startedOn: performance.now(),
        statements: 0,
      });
    },
    end(answered) {
      const traced = requests.get(answered.tally);
      if (!traced) return;
      const { span } = traced;
      if (span.isRecording()) describe(span, traced, answered);
      span.end(now(traced));
    },
    async close() {
      stopListening();
      try {
        await inTime(provider.shutdown(), FLUSH_MS, () => new Error('The collector takes too long.'));
      } catch (err) {
        logger.warn({ err }, 'the last traces may be lost');
      }
    },
  };
}

/** What the environment says of the service goes before what it is called usually. */
function resourceOf({ serviceName }: TracesConfig) {
  return resourceFromAttributes({ 'service.name': SERVICE_NAME, 'service.instance.id': randomUUID() })
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(serviceName === undefined ? {} : { 'service.name': serviceName }));
}

/** A moment of a request: a clock that is set meanwhile does not tear its spans apart. */
function now({ startedAt, startedOn }: Traced): number {
  return startedAt + performance.now() - startedOn;
}

function describe(span: Span, { method, path }: Traced, answered: Answered): void {
  const { operation, name, fields, document, requestId, viewer, status, tally: own } = answered;
  const codes = [...own.codes];
  // Fields that there are: what a client calls its operation would make as many kinds of spans as it likes.
  span.updateName(operation === 'none' ? method : `${operation} ${fields[0] ?? ''}`.trim());
  if (status !== null) {
    span.setAttributes({
      'http.request.method': method,
      'http.response.status_code': status,
      'url.path': hideSecrets(path),
    });
  }
  span.setAttributes({
    'graphql.operation.type': operation === 'none' ? undefined : operation,
    'graphql.operation.name': name === undefined ? undefined : hideSecrets(name),
    'error.type': codes.length > 0 ? outcomeOf(answered) : undefined,
    'runledger.document_hash': document && hashOf(document),
    'runledger.fields': [...fields],
    'runledger.request_id': hideSecrets(requestId),
    'runledger.account_id': viewer?.accountId,
    'runledger.statements': own.statements,
    'runledger.cost': own.cost ?? undefined,
    'runledger.waited_ms': Math.round(own.waitedMs) || undefined,
    'runledger.codes': codes.length > 0 ? codes : undefined,
  });
  if (codes.some((code) => FAULTS.has(code))) span.setStatus({ code: SpanStatusCode.ERROR });
}

const hashes = new WeakMap<DocumentNode, string>();

/** SHA-256 of a document as the client wrote it: what lists of known operations call it. */
function hashOf(document: DocumentNode): string {
  let hash = hashes.get(document);
  if (hash === undefined) {
    hash = createHash('sha256')
      .update(document.loc?.source.body ?? print(document))
      .digest('hex');
    hashes.set(document, hash);
  }
  return hash;
}
