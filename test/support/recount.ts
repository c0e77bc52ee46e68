import { expect } from 'vitest';
import { z } from 'zod';
import type { Execution } from '../../src/generated/prisma/client.js';

const STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;

const durations = z.object({
  average: z.number(),
  min: z.int(),
  max: z.int(),
  p50: z.int(),
  p90: z.int(),
  p95: z.int(),
  p99: z.int(),
});

/** What `executionStats` answers to {@link STATS}. */
export const stats = z.object({
  source: z.enum(['ROLLUP', 'ROWS']),
  count: z.int(),
  countsByStatus: z.array(z.object({ status: z.enum(STATUSES), count: z.int() })),
  successRate: z.number().nullable(),
  itemsProcessed: z.int(),
  durationMs: durations.nullable(),
  buckets: z.array(
    z.object({
      start: z.string(),
      count: z.int(),
      completed: z.int(),
      failed: z.int(),
      canceled: z.int(),
      durationMs: durations.nullable(),
    }),
  ),
});
export type Stats = z.infer<typeof stats>;

const DURATIONS = 'durationMs { average min max p50 p90 p95 p99 }';
export const STATS = `source count countsByStatus { status count } successRate itemsProcessed ${DURATIONS}
  buckets { start count completed failed canceled ${DURATIONS} }`;

/**
 * What the statistic of some executions must be, counted anew.
 * @param source Of rows, percentiles are exact too.
 */
export function recount(some: readonly Execution[], source: Stats['source']) {
  const lasted = some
    .flatMap(({ durationMs }) => (durationMs === null ? [] : [Number(durationMs)]))
    .sort((a, b) => a - b);
  const of = (status: string) => some.filter((run) => run.status === status).length;
  const rank = (share: number) => {
    const exact = lasted[Math.ceil(share * lasted.length) - 1] ?? 0;
    return source === 'ROWS'
      ? exact
      : expect.toSatisfy((found: number) => Math.abs(found - exact) <= Math.max(1, exact / 100));
  };
  const ended = of('COMPLETED') + of('FAILED');
  return {
    count: some.length,
    countsByStatus: STATUSES.map((status) => ({ status, count: of(status) })),
    successRate: ended === 0 ? null : of('COMPLETED') / ended,
    itemsProcessed: some.reduce((sum, run) => sum + Number(run.itemsProcessed), 0),
    durationMs:
      lasted.length === 0
        ? null
        : {
            average: expect.closeTo(lasted.reduce((sum, one) => sum + one, 0) / lasted.length, 3),
            min: lasted[0],
            max: lasted.at(-1),
            p50: rank(0.5),
            p90: rank(0.9),
            p95: rank(0.95),
            p99: rank(0.99),
          },
  };
}
