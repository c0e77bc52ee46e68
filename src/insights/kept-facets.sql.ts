import { owned } from '../core/db/owned.js';
import { ExecutionStatus, Prisma, type PrismaClient } from '../generated/prisma/client.js';
import {
  type Asked,
  countsOfRows,
  FACET_ROWS,
  type FacetField,
  type FacetRow,
  readCounts,
} from './execution-facets.sql.js';
import { VALUED } from './facet-values.sql.js';
import { AFTER_MARK, ENDS } from './rollup-feed.sql.js';
import { ofOpenRuns, type RollupScope } from './rollup-stats.sql.js';

/** How many counts of a day or a month one answer adds up: an owner has no more in a year, but all owners together may. */
const MAX_CELLS = 1_000_000;

const COLUMNS = { COMPLETED: 'completed', FAILED: 'failed', CANCELED: 'canceled' } as const;
type Ended = keyof typeof COLUMNS;
const isEnd = (state: ExecutionStatus): state is Ended => state in COLUMNS;

/**
 * The values that executions of a range have, by what is kept of days and months, and beside it, of the same moment, by
 * the rows of what is not: the ends of the range, days that are to be made anew, what ended after the mark, and what is
 * open. A count is capped where these rows are too many, or where values of the range were too many to be kept.
 * @param isUsual Whether the range begins as no filter says: then with a whole day.
 */
export async function readKeptFacets(
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: RollupScope,
  isUsual: boolean,
  asked: Asked,
): Promise<FacetRow[]> {
  const { ownerId, states } = scope;
  const wanted = states ?? Object.values(ExecutionStatus);
  const rows = countsOfRows(asked.field, ownerId);
  const steps = Prisma.sql`${rangeOf(scope, isUsual)}, ${rowsOf(scope, wanted)}, ${cellsOf(scope, asked.field)},
    kept AS MATERIALIZED (${countsOfCells(asked.field, wanted.filter(isEnd))})`;
  return readCounts(db, steps, ownerId, asked, {
    counts: Prisma.sql`
      SELECT value, sum(count) AS count FROM (${rows.counts} UNION ALL SELECT value, count FROM kept) v GROUP BY value`,
    isCapped: Prisma.sql`(${rows.isCapped} OR EXISTS (SELECT FROM kept WHERE value = '' AND count > 0)
      OR (SELECT coalesce(sum(cells), 0) FROM kept) >= ${MAX_CELLS})`,
  });
}

/** The range with its whole days and months, and the days of it that are to be made anew. */
function rangeOf({ ownerId, from, to }: RollupScope, isUsual: boolean): Prisma.Sql {
  const first = isUsual ? Prisma.sql`date_trunc('day', ${from}, 'UTC')` : from;
  return Prisma.sql`
    range AS MATERIALIZED (
      -- Nothing was queued later than now: today is a whole day.
      SELECT ${first} AS first,
        CASE WHEN ${to} >= now() THEN date_trunc('day', ${to}, 'UTC') + interval '24 hours' ELSE ${to} END AS last
    ), span AS MATERIALIZED (
      SELECT first, last, date_trunc('day', first + interval '24 hours' - interval '1 microsecond', 'UTC') AS first_day,
        date_trunc('day', last, 'UTC') AS last_day, date_trunc('month', last, 'UTC') AS last_month,
        (date_trunc('month', (first - interval '1 microsecond') AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'
          AS first_month
      FROM range
    ), mark AS MATERIALIZED (
      SELECT tx_id, event_id FROM execution_rollup_mark
    ), dirty AS MATERIALIZED (
      SELECT DISTINCT p.owner_id, p.day, date_trunc('month', p.day, 'UTC') AS month
      FROM execution_facet_repairs p CROSS JOIN span
      WHERE p.day >= span.first_day AND p.day < span.last_day ${owned('p.owner_id', ownerId)}
    )`;
}

/** The rows, as `looked_at`, of what is not kept. */
function rowsOf({ ownerId, where }: RollupScope, wanted: readonly ExecutionStatus[]): Prisma.Sql {
  const ended = wanted.filter(isEnd);
  const open = wanted.filter((state) => !isEnd(state));
  const isEnded = Prisma.sql`e.finished_at IS NOT NULL AND e.status::text = ANY(${ended}::text[])`;
  const ofEnded = Prisma.sql`
    SELECT e.* FROM span
    CROSS JOIN LATERAL (VALUES (first, least(first_day, last)), (greatest(first_day, last_day), last)) AS edge(a, b)
    CROSS JOIN LATERAL (
      SELECT ${VALUED} FROM job_executions e
      WHERE ${where} AND e.queued_at >= edge.a AND e.queued_at < edge.b AND ${isEnded}
      -- Read for each edge by itself, by its range of the index.
      OFFSET 0
    ) e
    UNION ALL
    SELECT e.* FROM dirty CROSS JOIN LATERAL (
      SELECT ${VALUED} FROM job_executions e
      WHERE ${where} AND e.owner_id = dirty.owner_id AND e.queued_at >= dirty.day
        AND e.queued_at < dirty.day + interval '24 hours' AND ${isEnded}
      OFFSET 0
    ) e
    UNION ALL
    SELECT ${VALUED} FROM execution_events ev
    JOIN job_executions e ON e.id = ev.execution_id AND ${where}
    CROSS JOIN span
    WHERE ${AFTER_MARK}
      ${owned('ev.owner_id', ownerId)} AND ev.type IN ${ENDS} AND ${isEnded}
      AND e.queued_at >= span.first_day AND e.queued_at < span.last_day
      AND NOT EXISTS (
        SELECT FROM dirty WHERE dirty.owner_id = e.owner_id AND dirty.day = date_trunc('day', e.queued_at, 'UTC'))`;
  const ofOpen = ofOpenRuns(
    (isOpen) => Prisma.sql`
    SELECT ${VALUED} FROM job_executions e CROSS JOIN span
    WHERE ${where} AND ${isOpen}
      AND e.queued_at >= span.first AND e.queued_at < span.last AND e.status::text = ANY(${open}::text[])`,
  );
  const arms = [ended.length > 0 ? [ofEnded] : [], open.length > 0 ? [ofOpen] : []].flat();
  const none = Prisma.sql`SELECT ${VALUED} FROM job_executions e WHERE ${where} AND FALSE`;
  return Prisma.sql`
    looked_at AS MATERIALIZED (
      SELECT r.*, row_number() OVER () AS place
      FROM (${arms.length > 0 ? Prisma.join(arms, ' UNION ALL ') : none} LIMIT ${FACET_ROWS + 1}) r
    )`;
}

/** What is kept of the range: whole months but those of which a day is to be made anew, and the days beside them. */
function cellsOf({ ownerId }: RollupScope, field: FacetField): Prisma.Sql {
  // Every execution has one kind: what is counted by kinds is all of them, by their states.
  const kept = field === 'STATUS' ? 'KIND' : field;
  const cells = (unit: string, from: Prisma.Sql, where: Prisma.Sql) => Prisma.sql`
    SELECT f.value, f.completed, f.failed, f.canceled FROM ${from} CROSS JOIN execution_facets f
    WHERE f.field = ${kept} AND f.unit = ${unit} ${owned('f.owner_id', ownerId)} AND ${where}`;
  const isClean = Prisma.sql`
    NOT EXISTS (SELECT FROM dirty WHERE dirty.owner_id = f.owner_id AND dirty.day = f.start)`;
  const month = Prisma.sql`(SELECT DISTINCT month FROM dirty, span WHERE month >= first_month AND month < last_month) m`;
  return Prisma.sql`
    cells AS (
      ${cells('month', Prisma.sql`span`, Prisma.sql`f.start >= first_month AND f.start < last_month AND f.start NOT IN (SELECT month FROM dirty)`)}
      UNION ALL
      ${cells('day', Prisma.sql`span`, Prisma.sql`f.start >= first_day AND f.start < least(first_month, last_day) AND ${isClean}`)}
      UNION ALL
      ${cells('day', Prisma.sql`span`, Prisma.sql`f.start >= greatest(first_month, last_month) AND f.start < last_day AND ${isClean}`)}
      UNION ALL
      ${cells('day', month, Prisma.sql`f.start >= m.month AND f.start < (m.month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC' AND ${isClean}`)}
      LIMIT ${MAX_CELLS}
    )`;
}

function countsOfCells(field: FacetField, ended: readonly Ended[]): Prisma.Sql {
  if (ended.length === 0) return Prisma.sql`SELECT '' AS value, 0 AS count, 0 AS cells WHERE FALSE`;
  const columns = ended.map((state) => Prisma.raw(COLUMNS[state]));
  if (field !== 'STATUS') {
    return Prisma.sql`
      SELECT value, sum(${Prisma.join(columns, ' + ')}) AS count, count(*) AS cells FROM cells GROUP BY value`;
  }
  const counts = ended.map((state, i) => Prisma.sql`(${state}::text, ${columns[i]})`);
  return Prisma.sql`
    SELECT s.value, sum(s.count) AS count, count(*) AS cells
    FROM cells CROSS JOIN LATERAL (VALUES ${Prisma.join(counts)}) AS s(value, count) GROUP BY s.value`;
}
