import { tableOf } from '../core/db/metadata.js';
import { scopedWhere } from '../core/db/tenancy.js';
import { column, whereToSql } from '../core/db/where-sql.js';
import { refuseInput } from '../core/errors.js';
import type { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { executionWhere, isOfFew } from '../executions/read/execution-list.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Context } from '../graphql/context.js';
import { MAX_BOUND_DAYS } from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';

export type Filter = typeof ExecutionFilter.$inferInput;

/** How far a statistic looks back that names no range. */
export const USUAL_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Which executions a statistic is about. */
export interface ExecutionScope {
  /** A condition on executions as `e`, which names the viewer's owner. */
  where: Prisma.Sql;
  /** The time of `e` that the range and the buckets are of. */
  time: Prisma.Sql;
  /** The range, in SQL: from inclusive, to exclusive. */
  from: Prisma.Sql;
  to: Prisma.Sql;
}

/**
 * Which executions a filter selects for a statistic that reads their rows: those of a range of the time that the
 * filter names, of the last 30 days where it names none.
 * @param isBound Whether they are few jobs' own beside the filter.
 * @throws GraphQLError BAD_USER_INPUT for a longer range of everything, and what lists refuse.
 */
export function executionScope(
  { db, viewer }: Pick<Context, 'db' | 'viewer'>,
  filter: Filter | null | undefined,
  isBound = false,
): ExecutionScope {
  const { field, name, range } = timeRange(filter ?? {});
  if (!isBound && !isOfFew(filter ?? {})) requireShort(range, name);
  const where = executionWhere(filter, field, true);
  const time = column(tableOf(db, 'Execution'), 'e', field);
  const to = range?.to ? Prisma.sql`${range.to}::timestamptz` : Prisma.sql`now()`;
  const from = range?.from
    ? Prisma.sql`${range.from}::timestamptz`
    : Prisma.sql`(${to} - make_interval(days => ${USUAL_DAYS}::int))`;
  const usual = range?.from ? Prisma.empty : Prisma.sql`AND ${time} >= ${from}`;
  const own = whereToSql(db, 'Execution', scopedWhere('Execution', where, viewer), 'e');
  return { where: Prisma.sql`${own} ${usual}`, time, from, to };
}

interface Range {
  from?: Date | null;
  to?: Date | null;
}

/** When a filter's executions were queued, or else finished, or else started. */
function timeRange({ queuedAt, finishedAt, startedAt }: Filter) {
  const isNamed = (range: Range | null | undefined) => range?.from != null || range?.to != null;
  if (isNamed(queuedAt)) return { field: 'queuedAt', name: 'queuedAt', range: queuedAt } as const;
  if (isNamed(finishedAt)) return { field: 'finishedSort', name: 'finishedAt', range: finishedAt } as const;
  if (isNamed(startedAt)) return { field: 'startedSort', name: 'startedAt', range: startedAt } as const;
  return { field: 'queuedAt', name: 'queuedAt', range: null } as const;
}

function requireShort(range: Range | null | undefined, name: string): void {
  if (!range?.from) return;
  const end = range.to?.getTime() ?? Date.now();
  if (end - range.from.getTime() <= MAX_BOUND_DAYS * DAY_MS) return;
  refuseInput(filterField(name), `at most ${MAX_BOUND_DAYS} days, or add a jobId or jobIds.`);
}
