import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  isInterfaceType,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { scopesOf } from '../auth/reach.js';
import { newTally, type Tally, tally, tallying } from '../core/tally.js';
import type { Context } from '../graphql/context.js';
import type { Answered } from '../operations/telemetry/request.js';
import { requestIdOf } from './plugins/request-id.js';
import { rootFields } from './root-fields.js';

/** Whoever wants to know of each request. */
export interface Observer {
  begin?(own: Tally, request: Request): void;
  end(answered: Answered): void;
}

/** Sees each request from its beginning to its end. */
export interface Watch {
  /** Goes around whatever else is done for a request over HTTP. */
  plugin: Plugin<Context>;
  /** The same for an operation over a WebSocket, whose parts are done one at a time. */
  begin(request: Request): Watched;
}

/** An operation that is watched. */
export interface Watched {
  /** What is done for it is counted as its own. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** It has begun, or was refused. */
  end(): void;
}

type Seen = Omit<Answered, 'ms' | 'status'> & { startedAt: number };
type Asked = Pick<Answered, 'operation' | 'name' | 'document' | 'fields' | 'isOfWorkers'>;

const NOTHING: Asked = {
  operation: 'none',
  name: undefined,
  document: undefined,
  fields: [],
  isOfWorkers: false,
};
/** An operation is free to have longer names and more fields; nobody needs to read them. */
const MAX_NAME_LENGTH = 100;
const MAX_FIELDS = 20;

export function createWatch(observers: readonly Observer[]): Watch {
  const requests = new WeakMap<Tally, Seen>();
  const tallies = new WeakMap<Request, Tally>();

  function begin(request: Request): Tally {
    const own = newTally();
    const startedAt = performance.now();
    requests.set(own, { ...NOTHING, requestId: requestIdOf(request), startedAt, tally: own, viewer: null });
    for (const observer of observers) observer.begin?.(own, request);
    return own;
  }

  function end(own: Tally, status: number | null): void {
    const seen = requests.get(own);
    if (!seen || own.isOver) return;
    const { startedAt, ...asked } = seen;
    const answered = { ...asked, ms: performance.now() - startedAt, status };
    own.isOver = true;
    for (const observer of observers) observer.end(answered);
  }

  function notice({
    schema,
    document,
    operationName,
    contextValue,
  }: ExecutionArgs & { contextValue?: Context }): void {
    const own = tally();
    const seen = own && requests.get(own);
    const operation = getOperationAST(document, operationName);
    if (!seen || !operation) return;
    Object.assign(seen, askedBy(schema, document, operation), { viewer: contextValue?.viewer ?? null });
  }

  return {
    plugin: {
      instrumentation: {
        request({ request }, wrapped) {
          const own = begin(request);
          tallies.set(request, own);
          return tallying(own, wrapped);
        },
      },
      onExecute({ args }) {
        notice(args);
        return {
          onExecuteDone: ({ result }) => {
            if (!isAsyncIterable(result)) noticeRefusals(args.schema, result);
          },
        };
      },
      onSubscribe: ({ args }) => notice(args),
      onResponse({ request, response }) {
        const own = tallies.get(request);
        if (own) end(own, response.status);
      },
    },
    begin(request) {
      const own = begin(request);
      return { during: (work) => tallying(own, work), end: () => end(own, null) };
    },
  };
}

const shapes = new WeakMap<OperationDefinitionNode, Asked>();

function askedBy(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Asked {
  let asked = shapes.get(operation);
  if (!asked) {
    const fields = [...new Set(rootFields(document, operation))];
    const mutations = schema.getMutationType()?.getFields() ?? {};
    asked = {
      operation: operation.operation,
      name: operation.name?.value.slice(0, MAX_NAME_LENGTH),
      document,
      fields: fields.slice(0, MAX_FIELDS),
      isOfWorkers:
        operation.operation === OperationTypeNode.MUTATION &&
        fields.every((name) => isOfWorkers(mutations[name]?.extensions)),
    };
    shapes.set(operation, asked);
  }
  return asked;
}

function isOfWorkers(extensions: { pothosOptions?: unknown } | undefined): boolean {
  const scopes = extensions && scopesOf(extensions);
  return typeof scopes === 'object' && scopes !== null && 'work' in scopes;
}

const refusals = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

/** The names of the types that say why something was not done. */
function refusalsOf(schema: GraphQLSchema): ReadonlySet<string> {
  let names = refusals.get(schema);
  if (!names) {
    const type = schema.getType('Error');
    names = new Set(isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : []);
    refusals.set(schema, names);
  }
  return names;
}

/** Of what was answered as data, where the client asked for its type. */
function noticeRefusals(schema: GraphQLSchema, { data }: ExecutionResult): void {
  const own = tally();
  if (!own) return;
  for (const value of Object.values(data ?? {})) {
    const type: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, '__typename') : null;
    if (typeof type === 'string' && refusalsOf(schema).has(type)) own.codes.add(type);
  }
}
