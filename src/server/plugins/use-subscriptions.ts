import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { whyTooLong } from '../../core/answers.js';
import { tooSlow } from '../../core/errors.js';
import { inTime } from '../../core/in-time.js';
import { answerEach } from '../../feed/answer-each.js';
import type { Hub } from '../../feed/hub.js';
import type { Context } from '../../graphql/context.js';

export interface SubscriptionOptions {
  hub: Hub;
  /** How long each value of a subscription may take to be answered. */
  queryTimeoutMs: number;
}

/** Wakes subscriptions after mutations, and answers each of their values in a context of its own. */
export function useSubscriptions({ hub, queryTimeoutMs }: SubscriptionOptions): Plugin<Context> {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName)?.operation;
      return operation === OperationTypeNode.MUTATION ? { onExecuteDone: () => hub.announce() } : undefined;
    },
    onSubscribe({ args, setSubscribeFn }) {
      const { contextValue } = args;
      setSubscribeFn((given) => subscribeAnew(given, contextValue, queryTimeoutMs));
    },
  };
}

/**
 * As graphql's `subscribe`, but for three things. Each value gets a new context, since a stream lives longer than what
 * a request may remember: rows that were read, and who asks. Each is bounded as a query is. And it throws nothing:
 * what fails says why as the last value.
 */
async function subscribeAnew(args: ExecutionArgs, context: Context, timeoutMs: number) {
  async function answer(rootValue: unknown): Promise<ExecutionResult> {
    // What does not change is inherited: to copy it for each value took half as long as to execute it.
    const contextValue: Context = Object.assign(Object.create(context), context.renew());
    const execution = execute({ ...args, rootValue, contextValue });
    const result = await inTime(execution, timeoutMs, () => tooSlow(timeoutMs));
    const tooLong = whyTooLong(result);
    if (tooLong) throw tooLong;
    return result;
  }
  try {
    const source = await createSourceEventStream(args);
    return isAsyncIterable(source) ? answerEach(source[Symbol.asyncIterator](), answer, failed) : source;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}
