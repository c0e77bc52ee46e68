import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import { Prisma } from '../generated/prisma/client.js';
import {
  cellsOf,
  EVERYBODY,
  entriesOfArchive,
  entriesOfCells,
  FINEST,
  halvesOf,
  LEVELS,
  type Level,
  levelStart,
  OF_CELLS,
  OF_RUNS,
  STATES,
  SUMMING,
} from './rollup-cells.sql.js';
import { ENDS } from './rollup-feed.sql.js';

const ALL = overAllOwners('feed');

/** Whose roll-ups: an owner's; null for everybody's. */
export type RollupOwner = string | null;

/** A range of time that begins and ends with days, in UTC. */
export interface Days {
  from: Date;
  to: Date;
}

const owners = z.array(z.object({ id: z.uuid() }));

/** The owners there are, in the order of their ids, a page at a time. */
export async function ownersAfter(db: ScopedDb, id: string, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw(Prisma.sql`/* owners_after */
    SELECT id ${ALL} FROM accounts WHERE id > ${id}::uuid ORDER BY id LIMIT ${limit}`);
  return owners.parse(rows).map(({ id: owner }) => owner);
}

const spans = z.tuple([z.object({ from: z.date().nullable(), to: z.date().nullable() })]);

/** From when to when there is anything of an owner; null where there is nothing. */
export async function spanOf(db: ScopedDb, ownerId: RollupOwner): Promise<Days | null> {
  const mine = (column: string) => owned(column, ownerId, 'feed');
  const cells = Prisma.sql`c.scope_id = ${ownerId ?? EVERYBODY}::uuid ${mine('c.owner_id')}`;
  const [{ from, to }] = spans.parse(
    await db.$queryRaw(Prisma.sql`/* span_of */
      SELECT date_trunc('day', min(t.at), 'UTC') AS from, date_trunc('day', max(t.at), 'UTC') + interval '24 hours' AS to
      FROM (
        SELECT unnest(ARRAY[min(c.start), max(c.start)]) AS at FROM execution_rollups c WHERE ${cells}
        UNION ALL
        SELECT unnest(ARRAY[min(a.start), max(a.start)]) FROM execution_archive a WHERE true ${mine('a.owner_id')}
        UNION ALL
        SELECT unnest(ARRAY[min(e.queued_at), max(e.queued_at)]) FROM job_executions e
        WHERE e.any_owner IS NOT NULL AND e.finished_at IS NOT NULL ${mine('e.owner_id')}
      ) t`),
  );
  return from && to ? { from, to } : null;
}

const within = (column: string, { from, to }: Days) =>
  Prisma.sql`${Prisma.raw(column)} >= ${from}::timestamptz AND ${Prisma.raw(column)} < ${to}::timestamptz`;

/** An owner's half hours as their rows and their archive say: but for ends after the mark. */
const piecesOfRows = (ownerId: string, days: Days) => Prisma.sql`
  SELECT r.owner_id AS scope_id, r.owner_id, ${FINEST}::int AS minutes, ${levelStart(FINEST, Prisma.sql`r.queued_at`)} AS start, t.state, ${OF_RUNS}
  FROM job_executions r CROSS JOIN LATERAL ${cellsOf(Prisma.sql`r.status::text`)}
  WHERE r.finished_at IS NOT NULL AND ${within('r.queued_at', days)} ${owned('r.owner_id', ownerId)} AND NOT EXISTS (
    SELECT FROM execution_events ev, execution_rollup_mark m
    WHERE ev.execution_id = r.id AND ev.type IN ${ENDS} AND (ev.tx_id, ev.id) > (m.tx_id, m.event_id)
      ${owned('ev.owner_id', ownerId)})
  UNION ALL
  SELECT c.owner_id, c.owner_id, ${FINEST}::int, ${levelStart(FINEST, Prisma.sql`c.start`)}, t.state, ${OF_CELLS}
  FROM execution_archive c ${entriesOfArchive} CROSS JOIN LATERAL ${cellsOf(Prisma.sql`c.state`)}
  WHERE ${within('c.start', days)} ${owned('c.owner_id', ownerId)}`;

/** Everybody's half hours as the owners' say. */
const piecesOfOwners = (days: Days) => Prisma.sql`
  SELECT ${EVERYBODY}::uuid AS scope_id, NULL::uuid AS owner_id, c.minutes, c.start, c.state, ${OF_CELLS}
  FROM execution_rollups c ${entriesOfCells}
  WHERE c.owner_id IS NOT NULL AND c.minutes = ${FINEST}::smallint AND ${within('c.start', days)}`;

/** Longer ones as the half hours say. */
const piecesOfHalves = (ownerId: RollupOwner, days: Days, level: Level) => Prisma.sql`
  SELECT c.scope_id, c.owner_id, ${level}::int AS minutes, ${levelStart(level, Prisma.sql`c.start`)} AS start, c.state, ${OF_CELLS}
  FROM execution_rollups c ${entriesOfCells}
  WHERE c.scope_id = ${ownerId ?? EVERYBODY}::uuid ${owned('c.owner_id', ownerId, 'feed')} AND c.minutes = ${FINEST}::smallint
    AND c.state = ANY(${STATES}) AND ${within('c.start', days)}`;

const differences = z.array(z.object({ minutes: z.literal(LEVELS), start: z.date(), state: z.string() }));
/** A roll-up that is not what it should be, or is there and should not be, or the other way round. */
export type Difference = z.infer<typeof differences>[number] & { ownerId: RollupOwner };

/**
 * Which of an owner's roll-ups differ from what they are made of, in one moment; but for those that are to be made anew.
 * @param level Those of as many minutes.
 */
export async function readDifferences(
  db: ScopedDb,
  ownerId: RollupOwner,
  days: Days,
  level: Level,
): Promise<Difference[]> {
  const pieces =
    level !== FINEST
      ? piecesOfHalves(ownerId, days, level)
      : ownerId === null
        ? piecesOfOwners(days)
        : piecesOfRows(ownerId, days);
  const sums = (cell: string) =>
    Prisma.raw(
      [
        'runs',
        'failed',
        'canceled',
        'items',
        'timed',
        'total_ms',
        'min_ms',
        'max_ms',
        'buckets',
        'cumulative::int[]',
      ]
        .map((column) => `${cell}.${column}`)
        .join(', '),
    );
  const rows = await db.$queryRaw(Prisma.sql`/* read_differences */
    WITH ${ownerId === null ? ALL : Prisma.empty} pieces AS (${pieces}), ${SUMMING}, kept AS (
      SELECT * FROM execution_rollups c
      WHERE c.scope_id = ${ownerId ?? EVERYBODY}::uuid ${owned('c.owner_id', ownerId, 'feed')}
        AND c.minutes = ${level}::smallint AND c.state = ANY(${STATES}) AND ${within('c.start', days)}
    ), repairs AS (
      SELECT DISTINCT ${levelStart(level, Prisma.sql`h.start`)} AS start
      FROM execution_rollup_repairs r CROSS JOIN ${halvesOf(Prisma.sql`r.hour`)} AS h(start)
      WHERE ${within('r.hour', days)} ${owned('r.owner_id', ownerId, 'feed')}
    )
    SELECT ${level}::int AS minutes, coalesce(k.start, c.start) AS start, coalesce(k.state, c.state) AS state
    FROM cells c FULL JOIN kept k ON k.start = c.start AND k.state = c.state
    WHERE (${sums('c')}) IS DISTINCT FROM (${sums('k')})
      AND NOT EXISTS (SELECT FROM repairs r WHERE r.start = coalesce(k.start, c.start))
    ORDER BY 2, 3`);
  return differences.parse(rows).map((row) => ({ ...row, ownerId }));
}

/** Notes that all hours of an owner are to be made anew; of everybody's, those that are there. */
export async function noteRepairs(db: ScopedDb, ownerId: RollupOwner, days: Days): Promise<void> {
  const cells = Prisma.sql`
    SELECT date_trunc('hour', c.start, 'UTC') AS hour FROM execution_rollups c
    WHERE c.scope_id = ${ownerId ?? EVERYBODY}::uuid ${owned('c.owner_id', ownerId, 'feed')} AND ${within('c.start', days)}`;
  const rows = Prisma.sql`
    UNION SELECT date_trunc('hour', a.start, 'UTC') FROM execution_archive a
      WHERE ${within('a.start', days)} ${owned('a.owner_id', ownerId, 'feed')}
    UNION SELECT date_trunc('hour', e.queued_at, 'UTC') FROM job_executions e
      WHERE e.finished_at IS NOT NULL AND ${within('e.queued_at', days)} ${owned('e.owner_id', ownerId, 'feed')}`;
  await db.$executeRaw(Prisma.sql`/* note_repairs */
    INSERT INTO execution_rollup_repairs (owner_id, hour)
    SELECT ${ownerId}::uuid, h.hour ${ownerId === null ? ALL : Prisma.empty}
    FROM (${cells} ${ownerId === null ? Prisma.empty : rows}) h GROUP BY h.hour`);
}
