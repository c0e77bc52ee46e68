import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql';
import { type Context as Connection, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { isAsyncIterable, mapAsyncIterator } from 'graphql-yoga';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { type Outage, outageOf } from '../core/db/outage.js';
import { requestError, unauthenticated } from '../core/errors.js';
import type { Logger } from '../core/logger.js';
import { STREAM_LIMITS } from '../feed/streams.js';
import { assertJsonWithinLimits } from '../graphql/json-limits.js';
import { type App, GRAPHQL_PATH } from './app.js';
import type { Config } from './config.js';
import { type AllowList, allowedDocument } from './limits/allow-list.js';
import { requestIdOf } from './plugins/request-id.js';
import { publicResult } from './plugins/use-errors.js';
import { refuseUpgrade, whyNotUpgraded } from './web-socket-upgrade.js';

/** Subscriptions that one connection may have open at a time. */
export const MAX_OPERATIONS = 50;
const MAX_CONNECTIONS = STREAM_LIMITS.total;
/** How long a client may take to introduce itself. */
const INIT_TIMEOUT_MS = 10_000;
/** A connection that does not answer a ping before the next one is gone. */
const PING_INTERVAL_MS = 12_000;
/** A connection that has had no subscription for so long is closed at the next ping. */
const IDLE_TIMEOUT_MS = 60_000;
/** Answers that may wait for a client which goes on asking without reading. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/** Closing codes of RFC 6455; clients come again after all but the first. */
const CLOSE = { normal: 1000, goingAway: 1001, tryAgainLater: 1013 } as const;

const credentials = z.looseObject({
  authorization: z
    .string()
    .regex(/^[\x20-\x7e]*$/)
    .optional(),
});

interface Extra {
  socket: WebSocket;
  request: IncomingMessage;
}
type Client = Connection<Record<string, unknown> | undefined, Extra>;
type Subscribe = (args: ExecutionArgs) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;

export interface WebSockets {
  /** Takes an HTTP request for a WebSocket over, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells clients that this server goes away, so that they connect again, and lets no more in. */
  close(): void;
  /** Breaks what is still connected. */
  terminate(): void;
}

export interface WebSocketDeps {
  app: App;
  /** The only operations that may be asked; null for any. */
  allowList: AllowList | null;
  config: Pick<Config, 'bodyLimitBytes' | 'corsOrigins'>;
  logger: Logger;
  onOutage(outage: Outage): void;
}

/** Subscriptions over graphql-ws, under the rules that hold over HTTP. Queries and mutations are HTTP's alone. */
export function createWebSockets({ app, config, allowList, logger, onOutage }: WebSocketDeps): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: config.bodyLimitBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const clients = new WeakMap<WebSocket, Client>();
  const subscribeOf = new WeakMap<ExecutionArgs, Subscribe>();
  let isClosing = false;

  /** The plugins around one operation. @throws GraphQLError UNAUTHENTICATED where the header is malformed. */
  function envelop(client: Client, params?: SubscribePayload) {
    const request = requestOf(client);
    const clean = publicResult({ logger, onOutage }, requestIdOf(request));
    return {
      ...app.getEnveloped({ request, req: client.extra.request, params, waitUntil: () => undefined }),
      finish: (result: ExecutionResult) => withoutInternals(clean(result)),
    };
  }

  /** @throws GraphQLError, or an AggregateError of several, where the operation is refused. */
  async function prepare(client: Client, payload: SubscribePayload): Promise<ExecutionArgs> {
    if (Object.keys(client.subscriptions).length > MAX_OPERATIONS) {
      throw requestError('RATE_LIMITED', `One connection has at most ${MAX_OPERATIONS} subscriptions.`);
    }
    assertJsonWithinLimits(payload);
    const { operationName, variables } = payload;
    const query = allowList ? allowedDocument(allowList, payload) : payload.query;
    const { schema, parse, validate, contextFactory, subscribe, finish } = envelop(client, payload);
    const document = withCode('GRAPHQL_PARSE_FAILED', () => parse(query));
    const faults: readonly GraphQLError[] = validate(schema, document);
    if (faults.length > 0) throw new AggregateError(faults.map(coded('GRAPHQL_VALIDATION_FAILED')));
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      throw requestError('OPERATION_RESOLUTION_FAILURE', 'It is not said which operation is meant.');
    }
    if (operation.operation !== 'subscription') {
      throw requestError('BAD_REQUEST', 'Only subscriptions are served here: ask everything else by HTTP.');
    }
    const contextValue: unknown = await contextFactory();
    const args: ExecutionArgs = { schema, document, operationName, variableValues: variables, contextValue };
    subscribeOf.set(args, async (given) => {
      const result: AsyncIterableIterator<ExecutionResult> | ExecutionResult = await subscribe(given);
      return isAsyncIterable(result) ? mapAsyncIterator(result, finish) : finish(result);
    });
    return args;
  }

  const protocol = makeServer<Record<string, unknown> | undefined, Extra>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    async onConnect(client) {
      clients.set(client.extra.socket, client);
      try {
        const { viewer } = await envelop(client).contextFactory();
        return viewer !== null;
      } catch (error) {
        // Forbidden is said to whoever need not come again.
        if (error instanceof GraphQLError && error.extensions.code !== 'SERVICE_UNAVAILABLE') return false;
        throw error;
      }
    },
    async onSubscribe(client, _id, payload) {
      try {
        return await prepare(client, payload);
      } catch (error) {
        const thrown: unknown[] = error instanceof AggregateError ? error.errors : [error];
        return [...(envelop(client).finish({ errors: thrown.map(asGraphQLError) }).errors ?? [])];
      }
    },
    subscribe: (args) => {
      const subscribe = subscribeOf.get(args);
      if (!subscribe) throw new Error('this operation was not prepared');
      return subscribe(args);
    },
  });

  server.on('connection', (socket, request) => {
    let isAlive = true;
    let idleSince = performance.now();
    const timer = setInterval(() => {
      if (!isAlive) return socket.terminate();
      if (Object.keys(clients.get(socket)?.subscriptions ?? {}).length > 0) idleSince = performance.now();
      if (performance.now() - idleSince >= IDLE_TIMEOUT_MS) socket.close(CLOSE.normal, 'Idle');
      isAlive = false;
      socket.ping();
    }, PING_INTERVAL_MS);

    function fail(err: unknown): void {
      const outage = outageOf(err);
      if (outage) onOutage(outage);
      logger[outage ? 'debug' : 'error']({ err }, 'a WebSocket failed');
      socket.close(CLOSE.tryAgainLater, 'Try again later');
    }
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => socket.on('message', (data) => handle(String(data)).catch(fail)),
      },
      { socket, request },
    );
    for (const event of ['message', 'ping'] as const) {
      socket.on(event, () => {
        if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
      });
    }
    socket.on('pong', () => {
      isAlive = true;
    });
    socket.on('error', (err) => logger.debug({ err }, 'a WebSocket broke'));
    socket.once('close', (code, reason) => {
      clearInterval(timer);
      closed(code, String(reason)).catch((err) => logger.error({ err }, 'a WebSocket was not closed well'));
    });
  });

  return {
    upgrade(request, socket, head) {
      const isFull = isClosing || server.clients.size >= MAX_CONNECTIONS;
      const refusal = isFull
        ? 'SERVICE_UNAVAILABLE'
        : whyNotUpgraded(request, GRAPHQL_PATH, config.corsOrigins);
      if (refusal) return refuseUpgrade(socket, refusal);
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    close() {
      isClosing = true;
      for (const client of server.clients) client.close(CLOSE.goingAway, 'Going away');
    },
    terminate() {
      for (const client of server.clients) client.terminate();
    },
  };
}

/** The request that an operation would be over HTTP: credentials come from the first message, or with the upgrade. */
function requestOf({ connectionParams, extra }: Client): Request {
  const params = credentials.safeParse(connectionParams ?? {});
  if (!params.success)
    throw unauthenticated('`authorization` in the payload of connection_init is no header.');
  const authorization = params.data.authorization ?? extra.request.headers.authorization;
  const headers: Record<string, string> = authorization ? { authorization } : {};
  return new Request(`http://localhost${GRAPHQL_PATH}`, { method: 'POST', headers });
}

/** Resolves once the message is out, so that a stream waits for its reader. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, (error) => (error ? reject(error) : resolve()));
  });
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

function coded(code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED') {
  return (error: GraphQLError) =>
    new GraphQLError(error.message, { ...error, extensions: { code, ...error.extensions } });
}

function withCode<T>(code: 'GRAPHQL_PARSE_FAILED', parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof GraphQLError ? coded(code)(error) : error;
  }
}

/** Without what is meant for an HTTP answer. */
function withoutInternals(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  return {
    ...result,
    errors: result.errors.map((error) => {
      const { http: _http, unexpected: _unexpected, ...extensions } = error.extensions;
      return new GraphQLError(error.message, { nodes: error.nodes, path: error.path, extensions });
    }),
  };
}
