import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { createTraces } from '../src/operations/telemetry/traces.js';
import { loadConfig } from '../src/server/config.js';
import { createWatch } from '../src/server/watch.js';
import { createTestApp } from './support/app.js';
import { schema } from './support/http.js';
import { type LiveServer, startLive } from './support/live.js';
import { KIND, openOtlpReceiver, type ReceivedSpan, STATUS } from './support/otlp-receiver.js';
import { openOperation, openSocket, openSse } from './support/streams.js';
import type { Owner } from './support/world/jobs.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SERVER = inject('template').kind === 'server';
const hex = (bytes: number) => randomBytes(bytes).toString('hex');

type Receiver = Awaited<ReturnType<typeof openOtlpReceiver>>;

const line = z.looseObject({
  msg: z.string(),
  trace_id: z.string().optional(),
  span_id: z.string().optional(),
});

/** A server that sends its traces somewhere, and what its log says. */
async function startTraced(url: string, protocol: 'http/json' | 'http/protobuf' = 'http/json') {
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (text: string) => void lines.push(text) });
  const live = await startLive({ traces: { url: `${url}/v1/traces`, protocol } }, logger);
  const owner = await live.given.owner();
  return { live, owner, said: () => lines.map((text) => line.parse(JSON.parse(text))) };
}

function post(live: LiveServer, owner: Owner, body: object, headers: Record<string, string> = {}) {
  return fetch(live.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.key}`, ...headers },
    body: JSON.stringify(body),
  });
}

// What comes soon is seen soon.
beforeEach(() => void vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50'));
afterEach(() => void vi.unstubAllEnvs());

describe('traces', () => {
  let collector: Receiver;
  let live: LiveServer;
  let owner: Owner;
  let said: Awaited<ReturnType<typeof startTraced>>['said'];
  beforeAll(async () => {
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.name=ours,deployment.environment.name=tests');
    collector = await openOtlpReceiver();
    ({ live, owner, said } = await startTraced(collector.url));
  });
  afterAll(async () => {
    await live.close();
    await collector.close();
  });

  /** Asks as part of a trace, and gives what arrives of it: the request's span and those of its statements. */
  async function traced(query: string, variables: object = {}, headers: Record<string, string> = {}) {
    const [traceId, caller] = [hex(16), hex(8)];
    const response = await post(
      live,
      owner,
      { query, variables },
      { traceparent: `00-${traceId}-${caller}-01`, ...headers },
    );
    const answer = await response.text();
    const isOf = (span: ReceivedSpan) => span.traceId === traceId;
    const isWhole = (spans: ReceivedSpan[]) => spans.some(({ kind }) => kind === KIND.server);
    await expect.poll(() => isWhole(collector.spans.filter(isOf))).toBe(true);
    const spans = collector.spans.filter(isOf);
    const [request, ...more] = spans.filter(({ kind }) => kind === KIND.server);
    if (!request) throw new Error('there is no span');
    expect(more).toEqual([]);
    return { traceId, caller, answer, request, statements: spans.filter((span) => span !== request) };
  }

  it('go on from the caller to the request and each statement that it sends', async () => {
    const query = 'query Mine { jobs(first: 1) { nodes { id } } viewer { id } }';
    const { caller, request, statements } = await traced(query, {}, { 'x-request-id': 'seen-42' });
    expect(request).toMatchObject({
      name: 'query jobs',
      parentSpanId: caller,
      status: { code: STATUS.unset },
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'url.path': '/graphql',
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Mine',
        'runledger.fields': ['jobs', 'viewer'],
        'runledger.document_hash': createHash('sha256').update(query).digest('hex'),
        'runledger.request_id': 'seen-42',
        'runledger.account_id': owner.userId,
        'runledger.statements': statements.length,
        'runledger.cost': expect.any(Number),
      },
    });
    expect(request.attributes).not.toHaveProperty('error.type');
    expect(statements.length).toBeGreaterThan(0);
    for (const one of statements) {
      expect(one).toMatchObject({ kind: KIND.client, parentSpanId: request.spanId });
      expect(one.attributes).toEqual({ 'db.system.name': 'postgresql', 'db.query.summary': one.name });
      expect(one.startTimeUnixNano).toBeGreaterThanOrEqual(request.startTimeUnixNano);
      expect(one.endTimeUnixNano).toBeLessThanOrEqual(request.endTimeUnixNano);
    }
    expect(statements.map(({ name }) => name)).toContain('Job.findMany');
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'ours',
      'service.instance.id': expect.any(String),
      'deployment.environment.name': 'tests',
    });
  });

  it('call statements of our own by their names', async () => {
    const { statements } = await traced(
      'mutation { claimExecutions(input: { workerId: "w" }) { __typename } }',
    );
    expect(statements.map(({ name }) => name)).toContain('claim_queued');
  });

  it('say why something was refused, and are faulty only where the server was', async () => {
    const nobody = encodeId('Execution', '019c0000-0000-7000-8000-000000000000');
    const refused = await traced(
      `mutation { cancelExecution(input: { executionId: "${nobody}" }) { __typename } }`,
    );
    expect(refused.request).toMatchObject({
      name: 'mutation cancelExecution',
      status: { code: STATUS.unset },
      attributes: { 'error.type': 'NotFoundError', 'runledger.codes': ['NotFoundError'] },
    });
    const { request } = await traced('{ nothing');
    expect(request).toMatchObject({
      name: 'POST',
      attributes: { 'error.type': 'GRAPHQL_PARSE_FAILED' },
    });
    expect(request.attributes).not.toHaveProperty('runledger.document_hash');

    const others = await openOtlpReceiver();
    const traces = await createTraces(
      { url: `${others.url}/v1/traces`, protocol: 'http/json' },
      createLogger('silent'),
    );
    const test = await createTestApp({ on: live, schema, watch: createWatch([traces]) });
    await test.ask('{ thrown }');
    await traces.close();
    await test.close();
    await others.close();
    const [fault] = others.spans.filter(({ kind }) => kind === KIND.server);
    expect(fault).toMatchObject({
      status: { code: STATUS.error },
      attributes: { 'error.type': 'INTERNAL_SERVER_ERROR' },
    });
  });

  it('hold nothing that a user says, and no credential', async () => {
    const secret = `planted${hex(6)}`;
    const { request } = await traced(
      `query ${owner.key}($slug: String) { ${secret}: job(slug: $slug) { id name } }`,
      { slug: secret },
      { 'x-request-id': owner.key, 'x-custom': secret, cookie: `c=${secret}` },
    );
    expect(request.name).toBe('query job');
    await traced(`mutation { claimExecutions(input: { workerId: "${secret}" }) { __typename } }`);
    const everything = collector.bodies.map(({ body }) => body.toString()).join('\n');
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(owner.key);
  });

  it('begin anew where the caller sends none that can be read, and are left out where it says so', async () => {
    const before = collector.spans.length;
    await post(live, owner, { query: '{ viewer { id } }' }, { traceparent: 'none', 'x-request-id': 'fresh' });
    const found = () =>
      collector.spans.find(({ attributes }) => attributes['runledger.request_id'] === 'fresh');
    await expect.poll(found).toBeDefined();
    expect(collector.spans.length).toBeGreaterThan(before);
    expect(found()?.parentSpanId).toBeUndefined();

    const unwanted = hex(16);
    await post(live, owner, { query: '{ viewer { id } }' }, { traceparent: `00-${unwanted}-${hex(8)}-00` });
    await traced('{ viewer { id } }');
    expect(collector.spans.map(({ traceId }) => traceId)).not.toContain(unwanted);
    // The log still leads there.
    await expect.poll(() => said().map((one) => one.trace_id)).toContain(unwanted);
  });

  it('lead from the log, and leave probes alone', async () => {
    await fetch(new URL('/ready', live.server.url));
    const { traceId, request } = await traced('{ viewer { id } }');
    await expect
      .poll(() => said().filter((one) => one.trace_id === traceId))
      .toEqual([expect.objectContaining({ msg: 'request', span_id: request.spanId })]);
    const paths = collector.spans.map(({ attributes }) => attributes['url.path']);
    expect(paths).not.toContain('/ready');
    expect(collector.spans.filter(({ parentSpanId, kind }) => kind === KIND.client && !parentSpanId)).toEqual(
      [],
    );
  });

  it('end for a subscription when it has begun', async () => {
    const traceId = hex(16);
    const stream = await openSse(
      live.server.url,
      owner.key,
      'subscription { executionChanged { __typename } }',
      {},
      { traceparent: `00-${traceId}-${hex(8)}-01` },
    );
    await expect
      .poll(() => collector.spans.filter((one) => one.traceId === traceId).map(({ name }) => name))
      .toContain('subscription executionChanged');
    stream.close();
  });

  it('go on from what an operation over a WebSocket has in its extensions, and say what became of it', async () => {
    const socket = openSocket(live.server.url, owner.key);
    const traceId = hex(16);
    const caller = hex(8);
    const extensions = { traceparent: `00-${traceId}-${caller}-01` };
    const spans = () =>
      collector.spans
        .filter((one) => one.traceId === traceId && one.kind === KIND.server)
        .map(({ name, parentSpanId, attributes }) => ({
          name,
          parentSpanId,
          code: attributes['error.type'],
          fields: attributes['runledger.fields'],
        }));

    const stream = openOperation(socket, 'subscription { executionChanged { __typename } }', {}, extensions);
    await expect.poll(spans).toEqual([
      {
        name: 'subscription executionChanged',
        parentSpanId: caller,
        code: undefined,
        fields: ['executionChanged'],
      },
    ]);
    const faulty = 'subscription { executionChanged(after: "no cursor") { __typename } }';
    const refused = openOperation(socket, faulty, {}, extensions);
    await refused.ended;
    await expect
      .poll(() => spans().at(1))
      .toMatchObject({
        name: 'subscription executionChanged',
        code: expect.any(String),
      });
    stream.close();
    await socket.client.dispose();
  });
});

describe('a collector', () => {
  const closers: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  async function collectorAndServer(protocol?: 'http/json' | 'http/protobuf') {
    const collector = await openOtlpReceiver();
    closers.push(collector.close);
    const started = await startTraced(collector.url, protocol);
    closers.push(started.live.close);
    const ask = async () => {
      const response = await post(started.live, started.owner, { query: '{ viewer { id } }' });
      expect(response.status).toBe(200);
      await response.text();
    };
    return { ...started, collector, ask };
  }

  it('gets protobuf unless it is asked for JSON', async () => {
    const { collector, ask } = await collectorAndServer('http/protobuf');
    await ask();
    await expect.poll(() => collector.bodies.some(({ body }) => body.includes('query viewer'))).toBe(true);
    const [delivery] = collector.bodies;
    expect(delivery).toMatchObject({ path: '/v1/traces', type: 'application/x-protobuf' });
  });

  it('that never answers slows nobody, is held a bounded number of spans for, and keeps no server from its end', async () => {
    const [QUEUE, BATCH, REQUESTS] = [64, 16, 120];
    vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', String(QUEUE));
    vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', String(BATCH));
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300000');
    vi.stubEnv('OTEL_BSP_EXPORT_TIMEOUT', '300000');
    const { collector, ask, live, said } = await collectorAndServer();
    collector.silence();
    for (let i = 0; i < REQUESTS; i += 1) await ask();
    expect(collector.bodies.length).toBe(1);
    collector.speak();
    await expect.poll(() => collector.spans.length).toBeGreaterThanOrEqual(QUEUE);
    // The one delivery that was under way, what had waited behind it, and whatever else was written since.
    expect(collector.spans.length).toBeLessThanOrEqual(QUEUE + 2 * BATCH);

    collector.silence();
    await ask();
    await live.server.close();
    expect(said().map(({ msg }) => msg)).toContain('the last traces may be lost');
  });

  it('that is gone is missed in one line, and in another when it is back', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '500');
    const { collector, ask, said } = await collectorAndServer();
    const lines = () => said().flatMap(({ msg }) => (msg.startsWith('the collector') ? [msg] : []));
    await collector.stop();
    await ask();
    await expect.poll(lines).toEqual(['the collector takes no traces']);
    await ask();
    await collector.comeBack();
    await expect
      .poll(async () => {
        await ask();
        return lines();
      })
      .toEqual(['the collector takes no traces', 'the collector takes traces again']);
    expect(collector.spans.length).toBeGreaterThan(0);
  });

  it('gets what is left when the server ends', async () => {
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '600000');
    const { collector, ask, live } = await collectorAndServer();
    await ask();
    await live.server.close();
    expect(collector.spans.map(({ name }) => name)).toContain('query viewer');
  });
});

describe('the settings of traces', () => {
  const read = (env: Record<string, string>) => loadConfig(env).traces;
  const usual = { url: 'http://localhost:4318/v1/traces', protocol: 'http/protobuf' };

  it.each([
    [{}, undefined],
    [{ OTEL_SERVICE_NAME: 'ledger' }, undefined],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, usual],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, { ...usual, url: 'http://c:4318/v1/traces' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, { ...usual, url: 'http://c:4318/v1/traces' }],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t/spans' },
      { ...usual, url: 'https://t/spans' },
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_SDK_DISABLED: 'true' }, undefined],
    [
      {
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
        OTEL_SERVICE_NAME: 'l',
      },
      { ...usual, protocol: 'http/json', serviceName: 'l' },
    ],
  ])('%j', (env, wanted) => {
    expect(read(env)).toEqual(wanted);
  });

  it('that are wrong stop the start, without what may be a secret', () => {
    expect(() => read({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(
      'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/protobuf, http/json.',
    );
    expect(() => read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hunter2@c' })).toThrow(
      /^OTEL_EXPORTER_OTLP_ENDPOINT must be a URL like http:\/\/localhost:4318\.$/,
    );
  });

  it.skipIf(SERVER)('leave its libraries alone where nobody asks for it', () => {
    const script = `import { createRequire } from 'node:module';
      await import('./dist/src/server/server.js');
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(JSON.stringify([loaded.length, loaded.filter((path) => path.includes('opentelemetry'))]));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [count, ofTraces] = z.tuple([z.int(), z.array(z.string())]).parse(JSON.parse(stdout));
    expect(count).toBeGreaterThan(100);
    expect(ofTraces).toEqual([]);
  });
});
