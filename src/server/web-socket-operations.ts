import type { IncomingMessage } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql';
import type { Context as Connection, SubscribePayload } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { ACCOUNT_HEADER } from '../auth/acted-for.js';
import { showTicket } from '../auth/ticket.js';
import type { Outage } from '../core/db/outage.js';
import { requestError, unauthenticated } from '../core/errors.js';
import type { Logger } from '../core/logger.js';
import type { Viewer } from '../core/viewer.js';
import { answerEach } from '../feed/answer-each.js';
import { assertJsonWithinLimits } from '../graphql/json-limits.js';
import { type App, GRAPHQL_PATH } from './app.js';
import { type AllowList, allowedDocument } from './limits/allow-list.js';
import { requestIdOf } from './plugins/request-id.js';
import { publicResult } from './plugins/use-errors.js';
import type { Watch } from './watch.js';

const header = z
  .string()
  .regex(/^[\x20-\x7e]*$/)
  .optional();
const credentials = z
  .looseObject({ authorization: header, [ACCOUNT_HEADER]: header, ticket: header })
  .refine(({ authorization, ticket }) => authorization === undefined || ticket === undefined);
/** What traces what a client does: of headers that a WebSocket has none of, in the extensions of each operation. */
const trace = z.object({ traceparent: header, tracestate: header });

export interface Extra {
  socket: WebSocket;
  request: IncomingMessage;
  /** When it introduced itself; a ticket has to be good then, and no longer. */
  introducedAt: Date | null;
}
export type Client = Connection<Record<string, unknown> | undefined, Extra>;
type Answers = AsyncGenerator<ExecutionResult, void> | ExecutionResult;
interface Prepared {
  args: ExecutionArgs;
  begin: () => Promise<Answers>;
}

/** What clients of WebSockets ask for. */
export interface Operations {
  /** Who a connection says that it is; null for nobody. @throws GraphQLError where that is refused. */
  viewerOf(client: Client): Promise<Viewer | null>;
  /** Makes an operation ready to be subscribed to. @returns Why it is refused, where it is; it throws nothing. */
  prepare(client: Client, payload: SubscribePayload): Promise<ExecutionArgs | GraphQLError[]>;
  /** An error as the client gets it. */
  refuse(client: Client, error: unknown): GraphQLError[];
  /** Begins an operation that was prepared. It throws nothing, nor do its answers. */
  subscribe(args: ExecutionArgs): Promise<Answers>;
}

export interface OperationDeps {
  app: App;
  /** Sees each operation. */
  watch: Watch;
  /** The only operations that may be asked; null for any. */
  allowList: AllowList | null;
  logger: Logger;
  onOutage(outage: Outage): void;
}

/** One operation has nothing to do with the others of its connection: what goes wrong in it is its own answer. */
export function createOperations({ app, watch, allowList, logger, onOutage }: OperationDeps): Operations {
  const beginnings = new WeakMap<ExecutionArgs, () => Promise<Answers>>();

  /** The plugins around one operation. */
  function envelop(client: Client, request: Request, params?: SubscribePayload) {
    const clean = publicResult({ logger, onOutage }, requestIdOf(request));
    return {
      ...app.getEnveloped({ request, req: client.extra.request, params, waitUntil: () => undefined }),
      finish: (result: ExecutionResult) => withoutInternals(clean(result)),
    };
  }

  /** @throws GraphQLError, or an AggregateError of several, where the operation is refused. */
  async function prepare(client: Client, request: Request, payload: SubscribePayload): Promise<Prepared> {
    const { schema, parse, validate, contextFactory, subscribe, finish } = envelop(client, request, payload);
    // Counts it, and refuses who asks too much, before anything of it is looked at.
    const contextValue: unknown = await contextFactory();
    assertJsonWithinLimits(payload);
    const { operationName, variables } = payload;
    const query = allowList ? allowedDocument(allowList, payload) : payload.query;
    const document = withCode('GRAPHQL_PARSE_FAILED', () => parse(query));
    const faults: readonly GraphQLError[] = validate(schema, document);
    if (faults.length > 0) throw new AggregateError(faults.map(coded('GRAPHQL_VALIDATION_FAILED')));
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      throw requestError('OPERATION_RESOLUTION_FAILURE', 'Name the operation to run in operationName.');
    }
    if (operation.operation !== 'subscription') {
      throw requestError(
        'BAD_REQUEST',
        'Only subscriptions are served here: send everything else over HTTP.',
      );
    }
    const args: ExecutionArgs = { schema, document, operationName, variableValues: variables, contextValue };
    const failed = (error: unknown) => finish({ errors: [asGraphQLError(error)] });
    async function begin(): Promise<Answers> {
      try {
        const result: AsyncIterable<ExecutionResult> | ExecutionResult = await subscribe(args);
        if (!isAsyncIterable(result)) return finish(result);
        return answerEach(result[Symbol.asyncIterator](), finish, failed);
      } catch (error) {
        return failed(error);
      }
    }
    return { args, begin };
  }

  function refuse(client: Client, error: unknown, request = requestOf(client)): GraphQLError[] {
    const thrown: unknown[] = error instanceof AggregateError ? error.errors : [error];
    return [...(envelop(client, request).finish({ errors: thrown.map(asGraphQLError) }).errors ?? [])];
  }

  return {
    refuse,
    viewerOf: async (client) => (await envelop(client, requestOf(client)).contextFactory()).viewer,
    async prepare(client, payload) {
      const request = requestOf(client, payload);
      const watched = watch.begin(request);
      try {
        const { args, begin } = await watched.during(() => prepare(client, request, payload));
        beginnings.set(args, () => watched.during(begin).finally(watched.end));
        return args;
      } catch (error) {
        const refusal = await watched.during(async () => refuse(client, error, request));
        watched.end();
        return refusal;
      }
    },
    subscribe(args) {
      const begin = beginnings.get(args);
      if (!begin) throw new Error('this operation was not prepared');
      return begin();
    },
  };
}

/**
 * The request that an operation would be over HTTP: credentials come from the first message, or with the upgrade. A
 * ticket stands in for them, also where a proxy's own came with the upgrade.
 * @throws GraphQLError UNAUTHENTICATED where the header is malformed: such a connection is not let in.
 */
function requestOf({ connectionParams, extra }: Client, payload?: SubscribePayload): Request {
  const params = credentials.safeParse(connectionParams ?? {});
  if (!params.success)
    throw unauthenticated(
      `The payload of connection_init has both \`authorization\` and \`ticket\`, or one of them or \`${ACCOUNT_HEADER}\` is no header.`,
    );
  const { ticket } = params.data;
  const headers = new Headers();
  for (const name of ['authorization', ACCOUNT_HEADER] as const) {
    if (name === 'authorization' && ticket !== undefined) continue;
    const value = params.data[name] ?? extra.request.headers[name];
    if (typeof value === 'string' && value !== '') headers.set(name, value);
  }
  for (const [name, value] of Object.entries(trace.safeParse(payload?.extensions).data ?? {})) {
    if (value) headers.set(name, value);
  }
  const request = new Request(`http://localhost${GRAPHQL_PATH}`, { method: 'POST', headers });
  if (ticket !== undefined) showTicket(request, { token: ticket, at: extra.introducedAt ?? new Date() });
  return request;
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
