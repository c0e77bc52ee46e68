import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { whyTooLong } from '../../core/answers.js';
import { requestError, tooSlow } from '../../core/errors.js';
import { inTime } from '../../core/in-time.js';
import { tally } from '../../core/tally.js';
import type { Context } from '../../graphql/context.js';
import { type Door, OPEN_MUTATIONS } from '../limits/door.js';
import { queryCost } from '../limits/query-cost.js';
import { rootFields } from '../root-fields.js';

export interface OperationLimitOptions {
  /** What one operation may cost. */
  maxQueryCost: number;
  /** How long a query may take, looking who asks included. Mutations end one way or the other, by the limits of their statements. */
  queryTimeoutMs: number;
  /** Counts operations by who asks; null for no counting. */
  door: Door | null;
}

/** Bounds what one operation may cost, how long a query may take, and how long an answer may be. */
export function useOperationLimits({
  maxQueryCost,
  queryTimeoutMs,
  door,
}: OperationLimitOptions): Plugin<Context> {
  async function admit(args: ExecutionArgs, { visitor, viewer }: Context): Promise<OperationTypeNode | null> {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return null;
    const cost = checkedCost(args, operation, maxQueryCost);
    const own = tally();
    if (own) own.cost = cost;
    await door?.admit(visitor, viewer, { cost, openMutations: countOpenMutations(args.document, operation) });
    return operation.operation;
  }

  return {
    async onExecute({ args, context, executeFn, setExecuteFn }) {
      if ((await admit(args, context)) === OperationTypeNode.QUERY) {
        const leftMs = queryTimeoutMs - (performance.now() - context.askedAt);
        setExecuteFn((given) => inTime(executeFn(given), leftMs, () => tooSlow(queryTimeoutMs)));
      }
      return {
        onExecuteDone({ result, setResult }) {
          const tooLong = isAsyncIterable(result) ? null : whyTooLong(result);
          if (tooLong) setResult({ errors: [tooLong] });
        },
      };
    },
    async onSubscribe({ args, context }) {
      await admit(args, context);
    },
  };
}

/** @throws GraphQLError QUERY_TOO_COMPLEX, HTTP 400. */
function checkedCost(args: ExecutionArgs, operation: OperationDefinitionNode, limit: number): number {
  const cost = queryCost(args.schema, args.document, operation, args.variableValues ?? {});
  if (cost <= limit) return cost;
  throw requestError(
    'QUERY_TOO_COMPLEX',
    `The operation costs ${cost} points; at most ${limit} are allowed. Ask for smaller pages or fewer fields.`,
    { cost, limit },
  );
}

function countOpenMutations(document: DocumentNode, operation: OperationDefinitionNode): number {
  if (operation.operation !== OperationTypeNode.MUTATION) return 0;
  return rootFields(document, operation).filter((name) => OPEN_MUTATIONS.has(name)).length;
}
