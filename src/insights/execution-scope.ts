import type { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { executionWhere, isOfFew } from '../executions/read/execution-list.js';
import type { Context } from '../graphql/context.js';
import { isRange, type Scope, scopeOf } from './scope.js';

export type Filter = typeof ExecutionFilter.$inferInput;

/**
 * Which executions, as `e`, a filter selects for a statistic that reads their rows: those of a range of the time that
 * the filter names, or of the last 30 days where it names none.
 * @param isBound Whether they are few jobs' own beside the filter.
 * @throws GraphQLError BAD_USER_INPUT for a longer range of everything, and what lists refuse.
 */
export function executionScope(
  context: Pick<Context, 'db' | 'viewer'>,
  filter: Filter | null | undefined,
  isBound = false,
): Scope {
  const time = timeRange(filter ?? {});
  const few = isBound || isOfFew(filter ?? {}) ? null : 'a jobId or jobIds';
  return scopeOf(context, 'Execution', 'e', executionWhere(filter, time.field, true), time, few, true);
}

/** When a filter's executions were queued, or else finished, or else started. */
function timeRange({ queuedAt, finishedAt, startedAt }: Filter) {
  if (isRange(queuedAt)) return { field: 'queuedAt', name: 'queuedAt', range: queuedAt } as const;
  if (isRange(finishedAt)) return { field: 'finishedSort', name: 'finishedAt', range: finishedAt } as const;
  if (isRange(startedAt)) return { field: 'startedSort', name: 'startedAt', range: startedAt } as const;
  return { field: 'queuedAt', name: 'queuedAt', range: null } as const;
}
