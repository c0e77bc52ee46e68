import type { Caller } from '../../core/caller.js';
import { proveSubject, recordOnce, type Subject } from '../../executions/lease/work.service.js';
import { insertMetrics, type NewMetric } from './metric-record.sql.js';

/**
 * Records measurements: all of them or none.
 * @returns Their UUIDs, in the order given.
 * @throws Refusal as {@link proveSubject} and {@link recordOnce}.
 */
export function recordMetrics(
  caller: Caller,
  key: string | null,
  request: { subject: Subject; metrics: readonly NewMetric[] },
): Promise<string[]> {
  return recordOnce(caller, 'recordMetrics', { key, request }, async (tx) =>
    insertMetrics(tx, await proveSubject(tx, caller, request.subject), request.metrics),
  );
}
