import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { NIL_UUID } from '../core/ids.js';
import { Prisma } from '../generated/prisma/client.js';
import { KEPT_FIELDS, VALUED, valuesOf } from './facet-values.sql.js';
import { after, ENDS, type Mark } from './rollup-feed.sql.js';

/** Values of a field that a day, or a month, of an owner keeps; those that come after are counted together. */
export const MAX_FACET_VALUES = 10_000;
/** Bytes of a value that is kept: an index holds no more than some 2,700. */
const MAX_VALUE_BYTES = 1_024;
const ALL = overAllOwners('feed');
/** Named one by one, since an index of the facets has the field before the time. */
const FIELDS = Prisma.sql`${[...KEPT_FIELDS]}::text[]`;

/**
 * Adds the executions whose ends are after one mark and not after another to the facets of their days and months, and to
 * the draft of a day that is being made anew.
 * @param upTo A mark that everything up to is committed.
 */
export async function feedFacets(tx: Tx, from: Mark, upTo: Mark): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* feed_facets */
    WITH ${ALL} runs AS (
      SELECT e.* FROM execution_events ev CROSS JOIN LATERAL (
        SELECT ${VALUED} FROM job_executions e WHERE e.id = ev.execution_id AND e.owner_id = ev.owner_id OFFSET 0
      ) e
      WHERE ${after(from)}
        AND (ev.tx_id, ev.id) <= (${upTo.txId}::bigint, ${upTo.eventId}::uuid) AND ev.type IN ${ENDS}
    ), ${DAYS}, cells AS (${cellsOf(Prisma.sql`${DAY_AND_MONTH}
      UNION ALL
      SELECT 'draft', p.day FROM execution_facet_repairs p
      WHERE p.owner_id = d.owner_id AND p.day = d.day AND p.mark_tx_id IS NOT NULL`)}), ${ADDING_FACETS}
    SELECT`);
}

const values = KEPT_FIELDS.map(
  (field) =>
    Prisma.sql`SELECT ${field}::text AS field, v.value FROM (${valuesOf(field, Prisma.sql`AND s.owner_id = r.owner_id`)}) v`,
);

/** The step that counts executions `runs` by day: what is longer or drafted is made of these few. */
export const DAYS = Prisma.sql`days AS (
    SELECT r.owner_id, f.field, date_trunc('day', r.queued_at, 'UTC') AS day,
      CASE WHEN octet_length(f.value) <= ${MAX_VALUE_BYTES} THEN f.value ELSE '' END COLLATE "C" AS value,
      count(*) FILTER (WHERE r.state = 'COMPLETED')::int AS completed, count(*) FILTER (WHERE r.state = 'FAILED')::int AS failed,
      count(*) FILTER (WHERE r.state = 'CANCELED')::int AS canceled
    FROM runs r CROSS JOIN LATERAL (${Prisma.join(values, ' UNION ALL ')}) f
    GROUP BY 1, 2, 3, 4
  )`;

/** A SELECT of the units, and their starts, of `days` `d`. */
export const DAY_AND_MONTH = Prisma.sql`SELECT 'day' AS unit, d.day AS start
      UNION ALL
      SELECT 'month', date_trunc('month', d.day, 'UTC')`;

/** Cells of `days`, in each of their units. */
export const cellsOf = (units: Prisma.Sql) => Prisma.sql`
    SELECT d.owner_id, d.field, u.unit, u.start, d.value,
      sum(d.completed) AS completed, sum(d.failed) AS failed, sum(d.canceled) AS canceled
    FROM days d CROSS JOIN LATERAL (${units}) u
    GROUP BY 1, 2, 3, 4, 5`;

/** The steps of a statement that adds `cells` to the facets: values that are there already, and new ones while there is room. */
export const ADDING_FACETS = Prisma.sql`
  looked_up AS MATERIALIZED (
    SELECT c.*, (f.field, f.unit, f.start, f.value) IS DISTINCT FROM (c.field, c.unit, c.start, c.value) AS is_new
    FROM cells c
    LEFT JOIN LATERAL (
      SELECT f.field, f.unit, f.start, f.value FROM execution_facets f
      WHERE f.owner_id = c.owner_id AND (f.field, f.unit, f.start, f.value) >= (c.field, c.unit, c.start, c.value)
      -- The first in the key's order, so that each is one step of the key: of a new day nothing is known yet, and for
      -- equal ones the planner may take the index that has no value, and read the whole day for each.
      ORDER BY f.field, f.unit, f.start, f.value LIMIT 1
    ) f ON TRUE
  ), rooms AS MATERIALIZED (
    SELECT g.*, ${MAX_FACET_VALUES} - (
      SELECT count(*) FROM execution_facets f
      WHERE f.owner_id = g.owner_id AND f.field = g.field AND f.unit = g.unit AND f.start = g.start AND f.value <> ''
    ) AS room
    FROM (SELECT DISTINCT owner_id, field, unit, start FROM looked_up WHERE is_new) g
  ), placed AS (
    SELECT l.*, row_number() OVER (PARTITION BY l.owner_id, l.field, l.unit, l.start, l.is_new ORDER BY l.value) AS place
    FROM looked_up l
  ), kept AS (
    SELECT p.owner_id, p.field, p.unit, p.start, p.completed, p.failed, p.canceled,
      -- What is taken away from where nothing of it is kept was counted with the others.
      CASE WHEN p.is_new AND (p.place > r.room OR least(p.completed, p.failed, p.canceled) < 0) THEN '' ELSE p.value END AS value
    FROM placed p
    LEFT JOIN rooms r ON r.owner_id = p.owner_id AND r.field = p.field AND r.unit = p.unit AND r.start = p.start
  ), added AS (
    INSERT INTO execution_facets AS f (owner_id, field, unit, start, value, completed, failed, canceled)
    SELECT owner_id, field, unit, start, value, sum(completed), sum(failed), sum(canceled)
    FROM kept GROUP BY owner_id, field, unit, start, value
    ON CONFLICT (owner_id, field, unit, start, value) DO UPDATE SET
      completed = f.completed + EXCLUDED.completed,
      failed = f.failed + EXCLUDED.failed,
      canceled = f.canceled + EXCLUDED.canceled
  )`;

const underWay = z.array(
  z.object({
    ownerId: z.uuid(),
    day: z.date(),
    txId: z.coerce.bigint(),
    eventId: z.uuid(),
    queuedAt: z.date(),
    executionId: z.uuid(),
  }),
);
/** A day of an owner that is being made anew: what ended up to a mark, of the executions up to a place of the day. */
export type Repair = z.infer<typeof underWay>[number];

const waiting = z.tuple([z.object({ isAny: z.boolean() })]);

/** Whether a day waits to be made anew, or is under way. */
export async function isAnyFacetRepair(db: Pick<Tx, '$queryRaw'>): Promise<boolean> {
  const [{ isAny }] = waiting.parse(
    await db.$queryRaw(Prisma.sql`/* is_any_facet_repair */
      SELECT ${ALL} EXISTS (SELECT FROM execution_facet_repairs) AS "isAny"`),
  );
  return isAny;
}

/** The day that is being made anew, or else the one that has waited longest, from its beginning; null where none waits. */
export async function takeFacetRepair(tx: Tx, { txId, eventId }: Mark): Promise<Repair | null> {
  const [going] = underWay.parse(
    await tx.$queryRaw(Prisma.sql`/* take_facet_repair */
      SELECT ${ALL} owner_id AS "ownerId", day, mark_tx_id::text AS "txId", mark_event_id AS "eventId",
        queued_at AS "queuedAt", execution_id AS "executionId"
      FROM execution_facet_repairs WHERE mark_tx_id IS NOT NULL`),
  );
  if (going) return going;
  const [begun] = underWay.parse(
    await tx.$queryRaw(Prisma.sql`/* take_facet_repair */
      WITH ${ALL} next AS MATERIALIZED (
        SELECT owner_id, day FROM execution_facet_repairs ORDER BY id LIMIT 1
      ), taken AS (
        DELETE FROM execution_facet_repairs p USING next WHERE p.owner_id = next.owner_id AND p.day = next.day
      ), left_over AS (
        DELETE FROM execution_facets WHERE owner_id = (SELECT owner_id FROM next) AND field = ANY(${FIELDS}) AND unit = 'draft'
      )
      INSERT INTO execution_facet_repairs (owner_id, day, mark_tx_id, mark_event_id, queued_at, execution_id)
      SELECT owner_id, day, ${txId}::bigint, ${eventId}::uuid, day, ${NIL_UUID}::uuid FROM next
      RETURNING owner_id AS "ownerId", day, mark_tx_id::text AS "txId", mark_event_id AS "eventId",
        queued_at AS "queuedAt", execution_id AS "executionId"`),
  );
  return begun ?? null;
}

const pages = z.tuple([z.object({ count: z.int() })]);

/**
 * Adds the next executions of a day to its draft, and moves on. Whose end is after the repair's mark is left to it.
 * @returns How many were looked at.
 */
export async function draftFacets(tx: Tx, repair: Repair, limit: number): Promise<number> {
  const [{ count }] = pages.parse(
    await tx.$queryRaw(Prisma.sql`/* draft_facets */
      WITH ${ALL} page AS MATERIALIZED (
        SELECT ${VALUED} FROM job_executions e
        WHERE e.owner_id = ${repair.ownerId}::uuid AND e.finished_at IS NOT NULL
          AND (e.queued_at, e.id) > (${repair.queuedAt}::timestamptz, ${repair.executionId}::uuid)
          AND e.queued_at < ${repair.day}::timestamptz + interval '24 hours'
        ORDER BY e.queued_at, e.id LIMIT ${limit}::int
      ), runs AS (
        SELECT p.* FROM page p
        WHERE NOT EXISTS (
          SELECT FROM execution_events ev
          WHERE ev.execution_id = p.id AND ev.owner_id = p.owner_id AND ev.type IN ${ENDS}
            AND ${after(repair)})
      ), ${DAYS}, cells AS (${cellsOf(Prisma.sql`SELECT 'draft' AS unit, d.day AS start`)}), ${ADDING_FACETS}, moved AS (
        UPDATE execution_facet_repairs m SET queued_at = p.queued_at, execution_id = p.id
        FROM (SELECT queued_at, id FROM page ORDER BY queued_at DESC, id DESC LIMIT 1) p WHERE m.mark_tx_id IS NOT NULL
      )
      SELECT count(*)::int AS count FROM page`),
  );
  return count;
}

/** Puts a day's draft in the place of what it was, and makes the month what its days are. */
export async function finishFacetRepair(tx: Tx, { ownerId, day }: Repair): Promise<void> {
  const own = Prisma.sql`owner_id = ${ownerId}::uuid AND field = ANY(${FIELDS})`;
  await tx.$executeRaw(Prisma.sql`/* finish_facet_repair */
    WITH cells AS (
      SELECT owner_id, field, 'month'::text COLLATE "C" AS unit, date_trunc('month', start, 'UTC') AS start, value,
        sum(sign * completed) AS completed, sum(sign * failed) AS failed, sum(sign * canceled) AS canceled
      FROM (
        SELECT f.*, CASE unit WHEN 'draft' THEN 1 ELSE -1 END AS sign FROM execution_facets f
        WHERE ${own} AND unit IN ('draft', 'day') AND start = ${day}::timestamptz
      ) f
      GROUP BY owner_id, field, date_trunc('month', start, 'UTC'), value
      HAVING (sum(sign * completed), sum(sign * failed), sum(sign * canceled)) <> (0, 0, 0)
    ), ${ADDING_FACETS}
    SELECT ${ALL}`);
  await tx.$executeRaw(Prisma.sql`/* finish_facet_repair */
    DELETE FROM execution_facets
    WHERE ${own} AND unit = 'day' AND start = ${day}::timestamptz
      OR ${own} AND unit = 'month' AND start = date_trunc('month', ${day}::timestamptz, 'UTC')
        AND (completed, failed, canceled) = (0, 0, 0)`);
  await tx.$executeRaw(Prisma.sql`/* finish_facet_repair */
    UPDATE execution_facets SET unit = 'day' WHERE ${own} AND unit = 'draft'`);
  await tx.$executeRaw(Prisma.sql`/* finish_facet_repair */
    DELETE FROM execution_facet_repairs WHERE owner_id = ${ownerId}::uuid AND mark_tx_id IS NOT NULL`);
}
