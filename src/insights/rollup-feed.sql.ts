import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import { ExecutionEventType } from '../generated/prisma/enums.js';
import { ADDING_RUNS } from './rollup-cells.sql.js';

/** Of the advisory lock that lets one process at a time write roll-ups. */
const LOCK = 7_403_218;

const locked = z.tuple([z.object({ isMine: z.boolean() })]);

/** Takes the roll-ups for this transaction; a statement of its own, so that the next one sees what was committed before. */
export async function lockRollups(tx: Tx): Promise<boolean> {
  const [{ isMine }] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_rollups */ SELECT pg_try_advisory_xact_lock(${LOCK}) AS "isMine"`),
  );
  return isMine;
}

const marks = z.tuple([z.object({ txId: z.coerce.bigint(), eventId: z.uuid() })]);
export type Mark = z.infer<typeof marks>[0];

/** The last event that is in the roll-ups. */
export async function readMark(tx: Tx): Promise<Mark> {
  const [mark] = marks.parse(
    await tx.$queryRaw(
      Prisma.sql`/* read_mark */ SELECT tx_id::text AS "txId", event_id AS "eventId" FROM execution_rollup_mark`,
    ),
  );
  return mark;
}

/** The events `ev` after a mark. */
export const after = ({ txId, eventId }: Mark) =>
  Prisma.sql`(ev.tx_id, ev.id) > (${txId}::bigint, ${eventId}::uuid)`;
/** The same after the mark that a step `mark` of the statement has read, in terms that an index serves. */
export const AFTER_MARK = Prisma.sql`ev.tx_id >= (SELECT tx_id FROM mark)
  AND (ev.tx_id > (SELECT tx_id FROM mark) OR ev.id > (SELECT event_id FROM mark))`;
export const ENDS = Prisma.sql`('COMPLETED', 'FAILED', 'CANCELED')`;

const counts = z.array(z.object({ type: z.enum(ExecutionEventType), events: z.int() }));

/**
 * Adds the executions that ended after the mark, in the order of their events, and moves it; up to the oldest
 * transaction that is still open, as every feed goes.
 * @returns How many events were looked at, by their type.
 */
export async function feedEvents(tx: Tx, mark: Mark, limit: number): Promise<z.infer<typeof counts>> {
  return counts.parse(
    await tx.$queryRaw(Prisma.sql`/* feed_events */
      WITH ${overAllOwners('feed')} batch AS MATERIALIZED (
        SELECT ev.tx_id, ev.id, ev.execution_id, ev.owner_id, ev.type FROM execution_events ev
        WHERE ${after(mark)} AND ev.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY ev.tx_id, ev.id LIMIT ${limit}
      ), runs AS (
        SELECT e.owner_id, e.queued_at, e.status::text AS state, e.duration_ms, e.items_processed
        FROM batch b JOIN job_executions e ON e.id = b.execution_id AND e.owner_id = b.owner_id
        WHERE b.type IN ${ENDS}
      ), ${ADDING_RUNS}, moved AS (
        UPDATE execution_rollup_mark m SET tx_id = b.tx_id, event_id = b.id
        FROM (SELECT tx_id, id FROM batch ORDER BY tx_id DESC, id DESC LIMIT 1) b
      )
      SELECT type::text AS type, count(*)::int AS events FROM batch GROUP BY type`),
  );
}
