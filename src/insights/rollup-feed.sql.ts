import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

/** Whose the roll-ups of everybody are. */
export const EVERYBODY = '00000000-0000-0000-0000-000000000000';
/** Of the advisory lock that lets one process at a time write roll-ups. */
const LOCK = 7_403_218;
const ALL = overAllOwners('feed');

const locked = z.tuple([z.object({ isMine: z.boolean() })]);

/** Takes the roll-ups for this transaction; a statement of its own, so that the next one sees what was committed before. */
export async function lockRollups(tx: Tx): Promise<boolean> {
  const [{ isMine }] = locked.parse(
    await tx.$queryRaw(Prisma.sql`SELECT pg_try_advisory_xact_lock(${LOCK}) AS "isMine"`),
  );
  return isMine;
}

const marks = z.tuple([z.object({ txId: z.coerce.bigint(), eventId: z.uuid() })]);
export type Mark = z.infer<typeof marks>[0];

/** The last event that is in the roll-ups. */
export async function readMark(tx: Tx): Promise<Mark> {
  const [mark] = marks.parse(
    await tx.$queryRaw(
      Prisma.sql`SELECT tx_id::text AS "txId", event_id AS "eventId" FROM execution_rollup_mark`,
    ),
  );
  return mark;
}

/** The events `ev` after a mark. */
const after = ({ txId, eventId }: Mark) =>
  Prisma.sql`(ev.tx_id, ev.id) > (${txId}::bigint, ${eventId}::uuid)`;
export const ENDS = Prisma.sql`('COMPLETED', 'FAILED', 'CANCELED')`;

const counts = z.tuple([z.object({ events: z.int() })]);

/**
 * Adds the executions that ended after the mark, in the order of their events, and moves it; up to the oldest
 * transaction that is still open, as every feed goes.
 * @returns How many events were looked at.
 */
export async function feedEvents(tx: Tx, mark: Mark, limit: number): Promise<number> {
  const [{ events }] = counts.parse(
    await tx.$queryRaw(Prisma.sql`
      WITH ${ALL} batch AS MATERIALIZED (
        SELECT ev.tx_id, ev.id, ev.execution_id, ev.owner_id, ev.type FROM execution_events ev
        WHERE ${after(mark)} AND ev.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY ev.tx_id, ev.id LIMIT ${limit}
      ), runs AS (
        SELECT e.owner_id, e.queued_at, e.status::text AS state, e.duration_ms, e.items_processed
        FROM batch b JOIN job_executions e ON e.id = b.execution_id AND e.owner_id = b.owner_id
        WHERE b.type IN ${ENDS}
      ), ${writing(Prisma.sql`TRUE`)}, moved AS (
        UPDATE execution_rollup_mark m SET tx_id = b.tx_id, event_id = b.id
        FROM (SELECT tx_id, id FROM batch ORDER BY tx_id DESC, id DESC LIMIT 1) b
      )
      SELECT count(*)::int AS events FROM batch`),
  );
  return events;
}

const days = z.array(z.object({ ownerId: z.uuid().nullable(), day: z.date() }));

/** Takes the repairs of the oldest day that has any. @returns The owners and the day; none where nothing is to be done. */
export async function takeRepairs(tx: Tx): Promise<z.infer<typeof days>> {
  return days.parse(
    await tx.$queryRaw(Prisma.sql`
      WITH ${ALL} taken AS (
        DELETE FROM execution_rollup_repairs
        WHERE day = (SELECT day FROM execution_rollup_repairs ORDER BY day LIMIT 1)
        RETURNING owner_id, day
      )
      SELECT DISTINCT owner_id AS "ownerId", day FROM taken`),
  );
}

/**
 * Makes a day's roll-ups anew from its rows, for some owners and everybody. Whose event is still to come is left to it.
 */
export async function repairDay(tx: Tx, mark: Mark, day: Date, ownerIds: readonly string[]): Promise<void> {
  const scopes = Prisma.sql`${[...ownerIds, EVERYBODY]}::uuid[]`;
  const begin = Prisma.sql`${day}::timestamptz`;
  const end = Prisma.sql`${begin} + interval '24 hours'`;
  await tx.$executeRaw(Prisma.sql`
    DELETE ${ALL} FROM execution_rollups
    WHERE scope_id = ANY(${scopes}) AND start >= ${begin} AND start < ${end}`);
  await tx.$executeRaw(Prisma.sql`
    WITH ${ALL} runs AS (
      SELECT e.owner_id, e.queued_at, e.status::text AS state, e.duration_ms, e.items_processed
      FROM job_executions e
      WHERE e.any_owner IS NOT NULL AND e.queued_at >= ${begin} AND e.queued_at < ${end}
        AND e.finished_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM execution_events ev
          WHERE ev.execution_id = e.id AND ev.owner_id = e.owner_id AND ev.type IN ${ENDS} AND ${after(mark)})
    ), ${writing(Prisma.sql`s.scope_id = ANY(${scopes})`)}
    SELECT`);
}

/** The steps of a statement that adds `runs` to the roll-ups of the scopes `s`. */
function writing(scopes: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`pieces AS (
      SELECT s.scope_id, s.owner_id, u.hours, date_trunc(u.unit, r.queued_at, 'UTC') AS start, t.state,
        duration_bucket(r.duration_ms) AS bucket, r.duration_ms, r.items_processed
      FROM runs r
      CROSS JOIN (VALUES (1, 'hour'), (24, 'day')) AS u(hours, unit)
      CROSS JOIN LATERAL (VALUES (r.owner_id, r.owner_id), (${EVERYBODY}::uuid, NULL)) AS s(scope_id, owner_id)
      CROSS JOIN LATERAL (VALUES (r.state), ('ALL')) AS t(state)
      WHERE ${scopes}
    ), counted AS (
      SELECT scope_id, owner_id, hours, start, state, bucket, count(*) AS n, sum(items_processed) AS items,
        sum(duration_ms) AS total_ms, min(duration_ms) AS min_ms, max(duration_ms) AS max_ms
      FROM pieces GROUP BY scope_id, owner_id, hours, start, state, bucket
    ), ranked AS (
      SELECT *, sum(n) OVER (PARTITION BY scope_id, hours, start, state ORDER BY bucket) AS cumulative FROM counted
    ), written AS (
      INSERT INTO execution_rollups AS o (
        scope_id, owner_id, hours, start, state, runs, items, timed, total_ms, min_ms, max_ms, buckets, cumulative)
      SELECT scope_id, owner_id, hours, start, state, sum(n), sum(items),
        coalesce(sum(n) FILTER (WHERE bucket IS NOT NULL), 0), coalesce(sum(total_ms), 0), min(min_ms), max(max_ms),
        coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}'),
        coalesce(array_agg(cumulative ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}')
      FROM ranked GROUP BY scope_id, owner_id, hours, start, state
      ON CONFLICT (scope_id, hours, state, start) DO UPDATE SET
        runs = o.runs + EXCLUDED.runs,
        items = o.items + EXCLUDED.items,
        timed = o.timed + EXCLUDED.timed,
        total_ms = o.total_ms + EXCLUDED.total_ms,
        min_ms = least(o.min_ms, EXCLUDED.min_ms),
        max_ms = greatest(o.max_ms, EXCLUDED.max_ms),
        (buckets, cumulative) = (
          SELECT m.buckets, m.cumulative
          FROM merge_histograms(o.buckets, o.cumulative, EXCLUDED.buckets, EXCLUDED.cumulative) m)
    )`;
}
