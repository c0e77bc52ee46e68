import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import {
  ADDING,
  BLOCKS,
  type Block,
  cellsOf,
  EVERYBODY,
  entriesOfArchive,
  entriesOfCells,
  FINEST,
  lengthOf,
  levelStart,
  OF_CELLS,
  OF_RUNS,
  STATES,
} from './rollup-cells.sql.js';
import { after, ENDS, type Mark } from './rollup-feed.sql.js';

const ALL = overAllOwners('feed');

const repairs = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid().nullable(),
    hour: z.date(),
    txId: z.coerce.bigint().nullable(),
    eventId: z.uuid().nullable(),
  }),
);

/** An owner's hour that is to be made anew; of null where only everybody's is. */
export interface Repair {
  id: string;
  ownerId: string | null;
  hour: Date;
  /** What was fed when it was begun; null where it was not. */
  mark: Mark | null;
}

/** The repair that is under way, or else the first of the oldest hour, owners before everybody; null where there is none. */
export async function nextRepair(tx: Tx): Promise<Repair | null> {
  const columns = Prisma.sql`id, owner_id AS "ownerId", hour, tx_id::text AS "txId", event_id AS "eventId"`;
  const [found] = repairs.parse(
    await tx.$queryRaw(Prisma.sql`/* next_repair */
      SELECT * ${ALL} FROM (
        (SELECT ${columns} FROM execution_rollup_repairs WHERE tx_id IS NOT NULL LIMIT 1)
        UNION ALL
        (SELECT ${columns} FROM execution_rollup_repairs ORDER BY hour, owner_id LIMIT 1)
      ) r LIMIT 1`),
  );
  if (!found) return null;
  const { id, ownerId, hour, txId, eventId } = found;
  return { id, ownerId, hour, mark: txId === null || eventId === null ? null : { txId, eventId } };
}

/** That times of a column are within an hour. */
const inHour = (column: string, hour: Date) => {
  const time = Prisma.raw(column);
  return Prisma.sql`${time} >= ${hour}::timestamptz AND ${time} < ${hour}::timestamptz + interval '1 hour'`;
};

/** The shortest cells `c` of an hour. */
const ofHour = (hour: Date) =>
  Prisma.sql`c.minutes = ${FINEST}::smallint AND c.state = ANY(${STATES}) AND ${inHour('c.start', hour)}`;

/**
 * Begins an owner's hour: its roll-ups are what was archived of it, and its rows from then on, while whatever ends after
 * the mark is added to them by its event. One note is left of all there are of it, so that one that comes later counts again.
 */
export async function beginRepair(
  tx: Tx,
  { ownerId, hour }: { ownerId: string; hour: Date },
  mark: Mark,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* begin_repair */
    DELETE FROM execution_rollups c
    WHERE c.scope_id = ${ownerId}::uuid ${owned('c.owner_id', ownerId)} AND ${ofHour(hour)}`);
  await tx.$executeRaw(Prisma.sql`/* begin_repair */
    WITH pieces AS (
      SELECT c.owner_id AS scope_id, c.owner_id, ${FINEST}::int AS minutes, ${levelStart(FINEST, Prisma.sql`c.start`)} AS start,
        t.state, ${OF_CELLS}
      FROM execution_archive c ${entriesOfArchive} CROSS JOIN LATERAL ${cellsOf(Prisma.sql`c.state`)}
      WHERE ${inHour('c.start', hour)} ${owned('c.owner_id', ownerId)}
    ), ${ADDING}, taken AS (
      DELETE FROM execution_rollup_repairs c WHERE c.hour = ${hour}::timestamptz ${owned('c.owner_id', ownerId)}
    )
    INSERT INTO execution_rollup_repairs (owner_id, hour, tx_id, event_id, last_at, last_id)
    VALUES (${ownerId}::uuid, ${hour}::timestamptz, ${mark.txId}::bigint, ${mark.eventId}::uuid, ${hour}::timestamptz,
      ${EVERYBODY}::uuid)`);
}

const counts = z.tuple([z.object({ rows: z.int() })]);

/** Adds the next rows of an owner's hour that has begun. @returns How many rows were looked at. */
export async function repairRows(
  tx: Tx,
  { id, ownerId, mark }: { id: string; ownerId: string; mark: Mark },
  limit: number,
): Promise<number> {
  const [{ rows }] = counts.parse(
    await tx.$queryRaw(Prisma.sql`/* repair_rows */
      WITH place AS MATERIALIZED (
        SELECT hour, last_at, last_id FROM execution_rollup_repairs WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}
      ), looked AS MATERIALIZED (
        SELECT e.id, e.owner_id, e.queued_at, e.status::text AS state, e.finished_at, e.duration_ms, e.items_processed
        FROM place p CROSS JOIN LATERAL (
          SELECT * FROM job_executions e
          WHERE (e.queued_at, e.id) > (p.last_at, p.last_id) AND e.queued_at < p.hour + interval '1 hour'
            AND e.finished_at IS NOT NULL ${owned('e.owner_id', ownerId)}
          ORDER BY e.queued_at, e.id LIMIT ${limit}
        ) e
      ), pieces AS (
        SELECT r.owner_id AS scope_id, r.owner_id, ${FINEST}::int AS minutes, ${levelStart(FINEST, Prisma.sql`r.queued_at`)} AS start,
          t.state, ${OF_RUNS}
        FROM looked r CROSS JOIN LATERAL ${cellsOf(Prisma.sql`r.state`)}
        WHERE NOT EXISTS (
          SELECT FROM execution_events ev
          WHERE ev.execution_id = r.id AND ev.type IN ${ENDS} AND ${after(mark)} ${owned('ev.owner_id', ownerId)})
      ), ${ADDING}, moved AS (
        UPDATE execution_rollup_repairs p SET last_at = l.queued_at, last_id = l.id
        FROM (SELECT queued_at, id FROM looked ORDER BY queued_at DESC, id DESC LIMIT 1) l
        WHERE p.id = ${id}::uuid ${owned('p.owner_id', ownerId)}
      )
      SELECT count(*)::int AS rows FROM looked`),
  );
  return rows;
}

/** Ends an owner's hour: what is longer is the sum of its half hours again, and everybody's hour is to be made anew. */
export async function endRepair(tx: Tx, { id, ownerId, hour }: Repair & { ownerId: string }): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* end_repair */
    WITH ${ALL} done AS (
      DELETE FROM execution_rollup_repairs WHERE id = ${id}::uuid ${owned('owner_id', ownerId)} RETURNING hour
    )
    INSERT INTO execution_rollup_repairs (hour) SELECT hour FROM done`);
  for (const minutes of BLOCKS) await sumBlock(tx, ownerId, hour, minutes);
}

/** Makes everybody's hour anew from the owners', and what is longer. */
export async function repairEverybody(tx: Tx, hour: Date): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* repair_everybody */
    DELETE ${ALL} FROM execution_rollups c WHERE c.scope_id = ${EVERYBODY}::uuid AND ${ofHour(hour)}`);
  await tx.$executeRaw(Prisma.sql`/* repair_everybody */
    WITH ${ALL} pieces AS (
      SELECT ${EVERYBODY}::uuid AS scope_id, NULL::uuid AS owner_id, c.minutes, c.start, c.state, ${OF_CELLS}
      FROM execution_rollups c ${entriesOfCells}
      WHERE c.owner_id IS NOT NULL AND c.minutes = ${FINEST}::smallint AND ${inHour('c.start', hour)}
    ), ${ADDING}
    SELECT`);
  await tx.$executeRaw(Prisma.sql`/* repair_everybody */
    DELETE ${ALL} FROM execution_rollup_repairs WHERE hour = ${hour}::timestamptz AND owner_id IS NULL`);
  for (const minutes of BLOCKS) await sumBlock(tx, null, hour, minutes);
}

/** Makes the longer roll-up anew that an hour is in; where another of its hours is to be made anew, it is left to that. */
async function sumBlock(tx: Tx, ownerId: string | null, hour: Date, minutes: Block): Promise<void> {
  const mine = (column: string) => owned(column, ownerId, 'feed');
  const start = levelStart(minutes, Prisma.sql`${hour}::timestamptz`);
  const within = (column: string) => {
    const time = Prisma.raw(column);
    return Prisma.sql`${time} >= ${start} AND ${time} < ${start} + ${lengthOf(minutes)}`;
  };
  const [{ isLast }] = lasts.parse(
    await tx.$queryRaw(Prisma.sql`/* sum_block */
      SELECT NOT EXISTS (
        SELECT FROM execution_rollup_repairs r WHERE ${within('r.hour')} ${mine('r.owner_id')}) AS "isLast"`),
  );
  if (!isLast) return;
  const scope = Prisma.sql`c.scope_id = ${ownerId ?? EVERYBODY}::uuid ${mine('c.owner_id')} AND c.state = ANY(${STATES})`;
  await tx.$executeRaw(Prisma.sql`/* sum_block */
    DELETE FROM execution_rollups c WHERE ${scope} AND c.minutes = ${minutes}::smallint AND c.start = ${start}`);
  await tx.$executeRaw(Prisma.sql`/* sum_block */
    WITH pieces AS (
      SELECT c.scope_id, c.owner_id, ${minutes}::smallint AS minutes, ${start} AS start, c.state, ${OF_CELLS}
      FROM execution_rollups c ${entriesOfCells}
      WHERE ${scope} AND c.minutes = ${FINEST}::smallint AND ${within('c.start')}
    ), ${ADDING}
    SELECT`);
}

const lasts = z.tuple([z.object({ isLast: z.boolean() })]);
