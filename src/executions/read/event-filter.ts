import { refuseInput } from '../../core/errors.js';
import type { EventRow } from '../../feed/feed.sql.js';
import type { EventFilter } from '../../feed/match.sql.js';
import { intCondition } from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
import { jsonCondition } from '../../graphql/relay/json-condition.js';
import type { ExecutionFilter } from './execution-filter.graphql.js';
import { executionWhere } from './execution-list.js';

type Filter = typeof ExecutionFilter.$inferInput;

/**
 * A filter of executions as one of their events: `status` is what an event leads to; what the events do not say
 * themselves is asked of the executions.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function eventFilter(filter: Filter | null | undefined): EventFilter {
  refuseNotServed(filter ?? {});
  const where = executionWhere(filter);
  const { status, id, ownerId, ...rest } = where;
  const conditions = [
    condition(status, ({ toStatus }) => toStatus),
    condition(id, ({ executionId }) => executionId),
    condition(ownerId, (event) => event.ownerId),
  ];
  return {
    key: JSON.stringify(where),
    allows: (event) => conditions.every((allows) => allows(event)),
    where: Object.values(rest).some((value) => value !== undefined) ? rest : null,
  };
}

/** What no stream can be filtered by: no index serves them, and each event would ask. */
function refuseNotServed({ error, params, durationMs }: Filter): void {
  const asked = {
    error: error ?? undefined,
    params: jsonCondition(params, filterField('params')),
    durationMs: intCondition(durationMs, filterField('durationMs')),
  };
  for (const [field, value] of Object.entries(asked)) {
    if (value !== undefined) refuseInput(filterField(field), 'events cannot be filtered by this.');
  }
}

/** A condition that an event's own row decides: a value, one of a list, or none. */
function condition(wanted: unknown, read: (event: EventRow) => string): (event: EventRow) => boolean {
  if (wanted === undefined) return () => true;
  const list: unknown =
    typeof wanted === 'object' && wanted !== null && 'in' in wanted ? wanted.in : [wanted];
  const values = new Set<unknown>(Array.isArray(list) ? list : []);
  return (event) => values.has(read(event));
}
