import { z } from 'zod';
import { overAllOwners } from '../../core/db/owned.js';
import type { Place } from '../../feed/cursor.js';
import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { PARTS_GRACE_MINUTES } from '../lease/work.sql.js';

/** Changes of one run that one statement reads. */
const CHANGES_AT_ONCE = 100;
/** And when they have as many parts together it reads no further: one change may have a thousand. */
export const PARTS_AT_ONCE = 1_000;

/** Parts of a run of one type that were made or changed together. */
export interface PartChange extends Place {
  /** The GraphQL type. */
  part: string;
  /** UUIDs of rows. */
  partIds: string[];
  /** How many parts: a row of a log is many lines. */
  partCount: number;
}

/** What became of one run's parts after a place. */
export interface ChangesPage {
  changes: PartChange[];
  /** Whether these are as many as one statement reads: there may be more. */
  isFull: boolean;
  /** All before this transaction had ended. */
  horizon: bigint;
  /** Whether changes wait behind a transaction that is still open. */
  isHeld: boolean;
  /** Whether nothing comes any more: the run is gone, or takes no more parts. */
  isOver: boolean;
}

const head = {
  executionId: z.string(),
  horizon: z.coerce.bigint(),
  isHeld: z.boolean(),
  isOver: z.boolean(),
};
const rows = z.array(
  z.union([
    z.object({ ...head, id: z.null() }),
    z.object({
      ...head,
      id: z.string(),
      txId: z.coerce.bigint(),
      part: z.string(),
      partIds: z.array(z.string()),
      partCount: z.int(),
    }),
  ]),
);

/**
 * The changes of runs' parts after a place each, in the order in which they can be resumed: up to the oldest
 * transaction that is still open, as feeds are read (feed.sql.ts).
 * @param asked By the UUIDs of the runs, whoever's they are.
 */
export async function readChanges(
  db: Pick<PrismaClient, '$queryRaw'>,
  asked: ReadonlyArray<{ executionId: string; after: Place }>,
): Promise<Map<string, ChangesPage>> {
  const found = rows.parse(
    await db.$queryRaw(Prisma.sql`/* read_changes */
      WITH ${overAllOwners('feed')} head AS MATERIALIZED (
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin
      )
      SELECT w.execution_id::text AS "executionId", head.xmin::text AS horizon,
        EXISTS (SELECT FROM part_changes c WHERE c.execution_id = w.execution_id AND c.tx_id >= head.xmin) AS "isHeld",
        coalesce(e.status = 'CANCELED' OR e.finished_at < now() - make_interval(mins => ${PARTS_GRACE_MINUTES + 1}::int),
          e.id IS NULL) AS "isOver",
        c.id::text AS id, c.tx_id::text AS "txId", c.part, c.part_ids::text[] AS "partIds", c.part_count AS "partCount"
      FROM head CROSS JOIN unnest(${asked.map(({ executionId }) => executionId)}::uuid[],
        ${asked.map(({ after }) => String(after.txId))}::text[]::bigint[], ${asked.map(({ after }) => after.id)}::uuid[])
        AS w(execution_id, tx_id, id)
      LEFT JOIN job_executions e ON e.id = w.execution_id
      LEFT JOIN LATERAL (
        SELECT * FROM (
          SELECT c.*, sum(cardinality(c.part_ids)) OVER (ORDER BY c.tx_id, c.id) - cardinality(c.part_ids) AS before
          FROM (
            SELECT * FROM part_changes c
            WHERE c.execution_id = w.execution_id AND (c.tx_id, c.id) > (w.tx_id, w.id) AND c.tx_id < head.xmin
            ORDER BY c.tx_id, c.id LIMIT ${CHANGES_AT_ONCE}::int
          ) c
        ) c
        WHERE c.before < ${PARTS_AT_ONCE}
      ) c ON true
      ORDER BY w.execution_id, c.tx_id, c.id`),
  );
  const pages = new Map<string, ChangesPage>();
  for (const { executionId, horizon, isHeld, isOver, ...change } of found) {
    const page = pages.get(executionId) ?? { changes: [], isFull: false, horizon, isHeld, isOver };
    pages.set(executionId, page);
    if (change.id !== null) page.changes.push(change);
  }
  for (const page of pages.values()) {
    page.isFull = page.changes.length === CHANGES_AT_ONCE || countParts(page.changes) >= PARTS_AT_ONCE;
  }
  return pages;
}

/** How many ids of parts changes have. */
export function countParts(changes: readonly PartChange[]): number {
  return changes.reduce((sum, { partIds }) => sum + partIds.length, 0);
}
