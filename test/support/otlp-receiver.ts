import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';

const value = z
  .object({
    stringValue: z.string().optional(),
    intValue: z.number().optional(),
    doubleValue: z.number().optional(),
    boolValue: z.boolean().optional(),
    arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }).optional(),
  })
  .strict()
  .transform(({ stringValue, intValue, doubleValue, boolValue, arrayValue }) =>
    arrayValue
      ? arrayValue.values.map((one) => one.stringValue)
      : (stringValue ?? intValue ?? doubleValue ?? boolValue),
  );
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value: said }) => [key, said])));
const span = z.object({
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: z.string().transform(BigInt),
  endTimeUnixNano: z.string().transform(BigInt),
  status: z.object({ code: z.int() }),
  attributes,
});
/** One as a collector gets it. */
export type ReceivedSpan = z.infer<typeof span>;
const delivery = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

/** What OpenTelemetry's numbers mean. */
export const KIND = { server: 2, client: 3 } as const;
export const STATUS = { unset: 0, error: 2 } as const;

/** A collector on a free port of this machine, which takes OTLP over HTTP as JSON, and keeps what comes otherwise as it is. */
export async function openOtlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const resources: Array<z.infer<typeof attributes>> = [];
  const bodies: Array<{ path: string; type: string; body: Buffer }> = [];
  const waiting: ServerResponse[] = [];
  let isSilent = false;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const body = Buffer.concat(parts);
    const type = request.headers['content-type'] ?? '';
    bodies.push({ path: request.url ?? '', type, body });
    if (type === 'application/json') {
      for (const { resource, scopeSpans } of delivery.parse(JSON.parse(body.toString())).resourceSpans) {
        resources.push(resource.attributes);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
    }
    if (isSilent) waiting.push(response);
    else response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  await listen(0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere');
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    resources,
    bodies,
    /** Takes what comes, and answers none of it. */
    silence() {
      isSilent = true;
    },
    /** Answers everything, also what waits. */
    speak() {
      isSilent = false;
      for (const response of waiting.splice(0)) {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      }
    },
    /** Is gone, as after a crash. */
    stop,
    comeBack: () => listen(port),
    close: async () => {
      if (server.listening) await stop();
    },
  };
}
