import {
  type DocumentNode,
  type ExecutionArgs,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { whyTooLong } from '../../core/answers.js';
import { requestError, tooSlow } from '../../core/errors.js';
import { inTime } from '../../core/in-time.js';
import type { Context } from '../../graphql/context.js';
import { type Door, OPEN_MUTATIONS } from '../limits/door.js';
import { queryCost } from '../limits/query-cost.js';

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

/** With fragments: they spread on the operation itself count as what they hold. */
function countOpenMutations(
  { definitions }: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
): number {
  if (operation !== OperationTypeNode.MUTATION) return 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const count = ({ selections }: SelectionSetNode): number =>
    selections.reduce((total, selection) => {
      if (selection.kind === Kind.FIELD) return total + (OPEN_MUTATIONS.has(selection.name.value) ? 1 : 0);
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      return inner ? total + count(inner.selectionSet) : total;
    }, 0);
  return count(selectionSet);
}
