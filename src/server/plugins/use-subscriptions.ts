import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { Hub } from '../../feed/hub.js';
import type { Context } from '../../graphql/context.js';

/** Wakes subscriptions after mutations, and answers each of their values in a context of its own. */
export function useSubscriptions({ hub }: { hub: Hub }): Plugin<Context> {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName)?.operation;
      return operation === OperationTypeNode.MUTATION ? { onExecuteDone: () => hub.announce() } : undefined;
    },
    onSubscribe({ args, setSubscribeFn }) {
      const { contextValue } = args;
      setSubscribeFn((given) => subscribeAnew(given, contextValue));
    },
  };
}

/**
 * As graphql's `subscribe`, but for two things. Each value gets a new context, since a stream lives longer than what
 * a request may remember: rows that were read, and who asks. A source that fails says why as its last value.
 */
async function subscribeAnew(args: ExecutionArgs, context: Context) {
  const source = await createSourceEventStream(args);
  if (!isAsyncIterable(source)) return source;
  return mapAsyncIterator(
    source[Symbol.asyncIterator](),
    (rootValue) => execute({ ...args, rootValue, contextValue: { ...context, ...context.renew() } }),
    failed,
  );
}

function failed(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}
