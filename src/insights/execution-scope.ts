import { ownerScope } from '../core/db/tenancy.js';
import { parseAccountId } from '../core/ids.js';
import { inArms } from '../executions/read/execution-arms.js';
import type { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { executionWhere, isOfFew } from '../executions/read/execution-list.js';
import type { Context } from '../graphql/context.js';
import { filterField } from '../graphql/input/limits.js';
import type { ArchiveScope } from './archived-runs.sql.js';
import { type Cut, MAX_BUCKETS } from './buckets.sql.js';
import type { RollupScope } from './rollup-stats.sql.js';
import { DAY_MS, endsOf, isRange, type Scope, scopedSql, scopeOf, USUAL_DAYS } from './scope.js';

export type Filter = typeof ExecutionFilter.$inferInput;

/**
 * Which executions, as `e` of the view of all arms, a filter selects for a statistic that reads their rows: those of a
 * range of the time that the filter names, or of the last 30 days where it names none.
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
  const where = executionWhere(filter, time.field, true);
  return scopeOf(context, 'Execution', 'e', { AND: [where, inArms(where)] }, time, few, true);
}

/** Whose executions these are, for tables beside them; null for everybody's. @throws GraphQLError BAD_USER_INPUT */
export function scopeOwner(
  { viewer }: Pick<Context, 'viewer'>,
  filter: Filter | null | undefined,
): string | null {
  if (filter?.ownerId != null) return parseAccountId(filter.ownerId, filterField('ownerId')).uuid;
  return viewer && ownerScope(viewer);
}

/** When a filter's executions were queued, or else finished, or else started. */
function timeRange({ queuedAt, finishedAt, startedAt }: Filter) {
  if (isRange(queuedAt)) return { field: 'queuedAt', name: 'queuedAt', range: queuedAt } as const;
  if (isRange(finishedAt)) return { field: 'finishedSort', name: 'finishedAt', range: finishedAt } as const;
  if (isRange(startedAt)) return { field: 'startedSort', name: 'startedAt', range: startedAt } as const;
  return { field: 'queuedAt', name: 'queuedAt', range: null } as const;
}

/**
 * What roll-ups can say of a filter, however long its range is; null where the rows must be read.
 * @throws GraphQLError BAD_USER_INPUT for what lists refuse.
 */
export function rollupScope(
  { db, viewer }: Pick<Context, 'db' | 'viewer'>,
  filter: Filter | null | undefined,
  cut: Cut | null,
): RollupScope | null {
  const { queuedAt, status, ...others } = filter ?? {};
  if (!viewer || Object.values(others).some((value) => value != null)) return null;
  if (cut?.unit === 'minute') return null;
  const offset = cut ? offsetOf(cut.timezone, queuedAt) : 'hours';
  if (offset === 'others' || (cut?.unit === 'hour' && offset === 'quarters')) return null;
  executionWhere(filter, 'queuedAt', true);
  return {
    ownerId: ownerScope(viewer),
    where: scopedSql({ db, viewer }, 'Execution', 'e', {}),
    states: status ?? null,
    offset,
    ...endsOf(queuedAt),
  };
}

/** What the archive can say of a job's executions that a filter selects; null where nothing: it has no minutes. */
export function archiveScope(
  { viewer }: Pick<Context, 'viewer'>,
  filter: Filter | null | undefined,
  cut: Cut | null,
): ArchiveScope | null {
  const { queuedAt, status, ...others } = filter ?? {};
  if (!viewer || Object.values(others).some((value) => value != null)) return null;
  if (cut && (cut.unit === 'minute' || offsetOf(cut.timezone, queuedAt) === 'others')) return null;
  return { ownerId: ownerScope(viewer), states: status ?? null };
}

/** How far a zone is off UTC in a range: by hours, half hours or quarters of an hour, or by others, as long ago. */
function offsetOf(timezone: string, range: Filter['queuedAt']): RollupScope['offset'] | 'others' {
  if (timezone === 'UTC') return 'hours';
  const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
  const last = range?.to?.getTime() ?? Date.now();
  const first = range?.from?.getTime() ?? last - USUAL_DAYS * DAY_MS;
  const zones = Array.from({ length: MAX_BUCKETS }, (_, i) =>
    format.format(new Date(first + (i * (last - first)) / (MAX_BUCKETS - 1))),
  );
  const areAll = (offsets: RegExp) => zones.every((zone) => offsets.test(zone));
  if (areAll(/GMT(?:[+-]\d\d:00)?$/)) return 'hours';
  if (areAll(/GMT(?:[+-]\d\d:[03]0)?$/)) return 'halves';
  return areAll(/GMT(?:[+-]\d\d:(?:00|15|30|45))?$/) ? 'quarters' : 'others';
}
