import { z } from 'zod';
import type { BoundedCount } from '../../core/db/counts.sql.js';
import { owned } from '../../core/db/owned.js';
import type { ScopedDb } from '../../core/db/tenancy.js';
import { LogLevel, Prisma } from '../../generated/prisma/client.js';
import type { LinePlace } from './log-cursor.js';
import { LOG_SPAN_SECONDS } from './log-record.sql.js';

/**
 * How much of runs' logs one statement searches, in bytes, all of its runs together: what is beyond is the next page's.
 * Of each run it is no less than what a page of the longest lines takes.
 */
export const LOG_SEARCH_BYTES = 128 * 1024 * 1024;
const MIN_SEARCH_BYTES = 8 * 1024 * 1024;

const searchOfEach = (executionIds: readonly string[]) =>
  Math.max(MIN_SEARCH_BYTES, Math.floor(LOG_SEARCH_BYTES / Math.max(1, executionIds.length)));

/** Which lines; null for what is not asked. */
export interface LineFilter {
  levels: readonly LogLevel[] | null;
  levelMask: number | null;
  /** A part of the message, as LIKE takes it. */
  search: string | null;
  from: Date | null;
  to: Date | null;
  stageName: string | null;
  chunkId: string | null;
  attempt: number | null;
}

export interface LinePageAsked {
  filter: LineFilter;
  after: LinePlace | null;
  before: LinePlace | null;
  /** How many lines; one more is read. */
  size: number;
  isBackward: boolean;
}

const line = z.object({
  id: z.uuid(),
  place: z.coerce.number(),
  at: z.date(),
  level: z.enum(LogLevel),
  message: z.string(),
  fields: z.unknown(),
  stageName: z.string().nullable(),
  chunkId: z.uuid().nullable(),
  attempt: z.int(),
  isCut: z.boolean(),
});

export type Line = z.infer<typeof line>;

/** The lines of one run's page, in the order of the log, and how far it was searched where that was not to the end. */
export interface LinePage {
  lines: Line[];
  stoppedAt: Date | null;
}

const heads = z.array(
  z.object({
    executionId: z.uuid(),
    stoppedAt: z.date().nullable(),
    bytes: z.number(),
    id: z.uuid().nullable(),
  }),
);

/**
 * A page of the log of each of some runs. Rows of lines overlap where several workers write, so it finds enough lines
 * in the order of rows first, which says how far the page can reach, and then sorts the lines of all rows up to there.
 * @param executionIds UUIDs of runs that the viewer sees.
 * @param ownerId Whose; null for anybody's.
 * @param maxBytes What the messages and fields may have together.
 * @returns Null where they have more.
 */
export async function readLines(
  db: ScopedDb,
  executionIds: readonly string[],
  { ownerId, maxBytes, ...asked }: LinePageAsked & { ownerId: string | null; maxBytes: number },
): Promise<{ pages: Map<string, LinePage>; bytes: number } | null> {
  const found: unknown[] = await db.$queryRaw(Prisma.sql`/* read_lines */
    WITH page AS MATERIALIZED (
      SELECT e.id AS execution_id, p.* FROM unnest(${[...executionIds]}::uuid[]) AS e(id)
      CROSS JOIN LATERAL (${pageOf(ownerId, asked, searchOfEach(executionIds))}) p
    ), total AS (
      SELECT coalesce(sum(octet_length(message) + coalesce(octet_length(fields::text), 0)), 0)::float8 AS bytes FROM page
    )
    SELECT p.execution_id AS "executionId", p.stopped_at AS "stoppedAt", total.bytes, p.id, p.place, p.at,
      p.level::text AS level, CASE WHEN total.bytes <= ${maxBytes}::float8 THEN p.message END AS message,
      CASE WHEN total.bytes <= ${maxBytes}::float8 THEN p.fields END AS fields, p.stage_name AS "stageName",
      p.chunk_id AS "chunkId", p.attempt, p.is_cut AS "isCut"
    FROM page p CROSS JOIN total ORDER BY p.execution_id, p.at, p.id, p.place`);
  const pages = new Map<string, LinePage>();
  const rows = heads.parse(found);
  const bytes = rows[0]?.bytes ?? 0;
  if (bytes > maxBytes) return null;
  for (const [place, { executionId, stoppedAt, id }] of rows.entries()) {
    const page = pages.get(executionId) ?? { lines: [], stoppedAt };
    pages.set(executionId, page);
    if (id !== null) page.lines.push(line.parse(found[place]));
  }
  return { pages, bytes };
}

/** All lines of some rows, in their order. @param ownerId Whose; null for anybody's. */
export async function readLinesOf(
  db: ScopedDb,
  ids: readonly string[],
  ownerId: string | null,
): Promise<Line[]> {
  return z.array(line).parse(
    await db.$queryRaw(Prisma.sql`/* read_lines_of */
      SELECT g.id, l.place, l.at, l.level::text AS level, l.message, g.fields -> (l.place - 1)::int AS fields,
        l.stage_name AS "stageName", g.chunk_id AS "chunkId", g.attempt, l.place = ANY(g.cut_places) AS "isCut"
      FROM execution_logs g CROSS JOIN LATERAL ${LINES} l
      WHERE g.id = ANY(${[...ids]}::uuid[]) ${owned('g.owner_id', ownerId)}
      ORDER BY l.at, g.id, l.place`),
  );
}

/** The page of the run `e`. @param searched How many bytes of its log are. */
function pageOf(ownerId: string | null, asked: LinePageAsked, searched: number): Prisma.Sql {
  const { isBackward, size } = asked;
  const isWanted = linesWhere(asked) ?? TRUE;
  const near = Prisma.raw(isBackward ? 'last_at' : 'first_at');
  const direction = Prisma.raw(isBackward ? 'DESC' : 'ASC');
  const farthest = isBackward
    ? { of: Prisma.sql`min(at)`, row: Prisma.sql`g.last_at >= reached.at`, line: Prisma.sql`l.at > stop.at` }
    : {
        of: Prisma.sql`max(at)`,
        row: Prisma.sql`g.first_at <= reached.at`,
        line: Prisma.sql`l.at < stop.at`,
      };
  return Prisma.sql`
    WITH enough AS MATERIALIZED (
      SELECT g.id, l.at FROM (${rowsInTurn(ownerId, asked)}) g CROSS JOIN LATERAL ${LINES} l
      WHERE g.read_before < ${searched}::bigint AND ${isWanted} LIMIT ${size + 1}::int
    ), reached AS MATERIALIZED (
      SELECT count(*) > ${size}::int AS is_full, ${farthest.of} AS at FROM enough
    ), stop AS MATERIALIZED (
      SELECT CASE WHEN NOT reached.is_full THEN (
        SELECT g.${near} FROM (${rowsInTurn(ownerId, asked)}) g WHERE g.read_before >= ${searched}::bigint
        ORDER BY g.${near} ${direction} LIMIT 1) END AS at
      FROM reached
    )
    SELECT stop.at AS stopped_at, found.id, found.place, found.at, found.level, found.message,
      found.fields -> (found.place - 1)::int AS fields, found.stage_name, found.chunk_id, found.attempt,
      found.place = ANY(found.cut_places) AS is_cut
    FROM stop LEFT JOIN LATERAL (
      SELECT g.id, l.*, g.fields, g.chunk_id, g.attempt, g.cut_places
      FROM reached CROSS JOIN execution_logs g CROSS JOIN LATERAL ${LINES} l
      WHERE ${rowsWhere(ownerId, asked)} AND ${farthest.row}
        AND (reached.is_full OR g.id IN (SELECT id FROM enough)) AND (stop.at IS NULL OR ${farthest.line})
        AND ${isWanted}
      ORDER BY l.at ${direction}, g.id ${direction}, l.place ${direction} LIMIT ${size + 1}::int
    ) found ON true`;
}

/** The lines of a row `g`. */
const LINES = Prisma.sql`(
  SELECT g.first_at + s.ms * interval '1 ms' AS at, s.level, s.message, nullif(s.stage_name, '') AS stage_name, s.place
  FROM unnest(g.offsets, g.levels, g.messages, g.stage_names) WITH ORDINALITY AS s(ms, level, message, stage_name, place))`;

/**
 * The rows of the run `e` in the order in which they are searched, each with how much lies before it: rows that reach
 * over the cursor do not count, so that whoever goes on from where a search stopped gets further.
 */
function rowsInTurn(ownerId: string | null, asked: LinePageAsked): Prisma.Sql {
  const { isBackward, after, before } = asked;
  const near = Prisma.raw(isBackward ? 'g.last_at' : 'g.first_at');
  const direction = Prisma.raw(isBackward ? 'DESC' : 'ASC');
  const cursor = isBackward ? before : after;
  const isBeyond = cursor
    ? Prisma.sql`${near} ${Prisma.raw(isBackward ? '<' : '>')} ${cursor.at}::timestamptz`
    : TRUE;
  return Prisma.sql`
    SELECT g.*, coalesce(sum(g.byte_count) FILTER (WHERE ${isBeyond}) OVER (
      ORDER BY ${near} ${direction}, g.id ${direction} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS read_before
    FROM execution_logs g WHERE ${rowsWhere(ownerId, asked)}
    ORDER BY ${near} ${direction}, g.id ${direction}`;
}

const TRUE = Prisma.sql`TRUE`;
const SPAN = Prisma.raw(`interval '${LOG_SPAN_SECONDS} seconds'`);

/** Which rows `g` of the run `e` may have lines that are asked for: what an index says, and what stands beside the lines. */
function rowsWhere(
  ownerId: string | null,
  { filter, after = null, before = null }: Pick<LinePageAsked, 'filter'> & Partial<LinePageAsked>,
): Prisma.Sql {
  const { levelMask, chunkId, attempt } = filter;
  const from = latest([after?.at, filter.from]);
  const to = earliest([before?.at, filter.to]);
  return Prisma.join(
    [
      Prisma.sql`g.execution_id = e.id ${owned('g.owner_id', ownerId)}`,
      ...(from
        ? [Prisma.sql`g.last_at >= ${from}::timestamptz AND g.first_at > ${from}::timestamptz - ${SPAN}`]
        : []),
      ...(to
        ? [Prisma.sql`g.first_at <= ${to}::timestamptz AND g.last_at < ${to}::timestamptz + ${SPAN}`]
        : []),
      ...(levelMask === null ? [] : [Prisma.sql`g.level_mask & ${levelMask}::smallint <> 0`]),
      ...(chunkId === null ? [] : [Prisma.sql`g.chunk_id = ${chunkId}::uuid`]),
      ...(attempt === null ? [] : [Prisma.sql`g.attempt = ${attempt}::int`]),
    ],
    ' AND ',
  );
}

function latest(times: ReadonlyArray<Date | null | undefined>): Date | null {
  return times.reduce<Date | null>((a, b) => (b && (!a || b > a) ? b : a), null);
}

function earliest(times: ReadonlyArray<Date | null | undefined>): Date | null {
  return times.reduce<Date | null>((a, b) => (b && (!a || b < a) ? b : a), null);
}

/** Which lines `l` of a row `g` are asked for. */
function linesWhere({
  filter,
  after = null,
  before = null,
}: Pick<LinePageAsked, 'filter'> & Partial<LinePageAsked>) {
  const { levels, search, from, to, stageName } = filter;
  const place = ({ at, id, place }: LinePlace) =>
    Prisma.sql`(${at}::timestamptz, ${id}::uuid, ${place}::bigint)`;
  const conditions = [
    ...(levels === null ? [] : [Prisma.sql`l.level = ANY(${[...levels]}::text[]::log_level[])`]),
    ...(search === null ? [] : [contains(search)]),
    ...(from === null ? [] : [Prisma.sql`l.at >= ${from}::timestamptz`]),
    ...(to === null ? [] : [Prisma.sql`l.at < ${to}::timestamptz`]),
    ...(stageName === null ? [] : [Prisma.sql`l.stage_name = ${stageName}`]),
    ...(after ? [Prisma.sql`(l.at, g.id, l.place) > ${place(after)}`] : []),
    ...(before ? [Prisma.sql`(l.at, g.id, l.place) < ${place(before)}`] : []),
  ];
  return conditions.length === 0 ? null : Prisma.join(conditions, ' AND ');
}

/** Letters beyond ASCII have their case looked up in tables, which takes four times as long. */
function contains(search: string): Prisma.Sql {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what ASCII is.
  const isAscii = /^[\u0000-\u007f]*$/.test(search);
  return Prisma.sql`l.message ${Prisma.raw(isAscii ? 'COLLATE "C"' : '')} ILIKE ${`%${search}%`}`;
}

const counts = z.array(z.object({ executionId: z.uuid(), count: z.coerce.number(), isMore: z.boolean() }));

/** Counts the lines of each of some runs, up to a bound, and as far as one statement searches. */
export async function countLines(
  db: ScopedDb,
  executionIds: readonly string[],
  { ownerId, filter, upTo }: { ownerId: string | null; filter: LineFilter; upTo: number },
): Promise<Map<string, BoundedCount>> {
  const isWanted = linesWhere({ filter });
  const searched = searchOfEach(executionIds);
  const asked = { filter, after: null, before: null, size: upTo, isBackward: false };
  // Where every line of a row counts, the row says how many it has.
  const counted = isWanted
    ? Prisma.sql`
        SELECT (SELECT count(*) FROM (
          SELECT FROM (${rowsInTurn(ownerId, asked)}) g CROSS JOIN LATERAL ${LINES} l
          WHERE g.read_before < ${searched}::bigint AND ${isWanted} LIMIT ${upTo + 1}::int) found) AS count,
          EXISTS (SELECT FROM (${rowsInTurn(ownerId, asked)}) g WHERE g.read_before >= ${searched}::bigint) AS is_cut`
    : Prisma.sql`
        SELECT coalesce(sum(found.line_count), 0) AS count, false AS is_cut FROM (
          SELECT g.line_count FROM execution_logs g WHERE ${rowsWhere(ownerId, asked)} LIMIT ${upTo + 1}::int) found`;
  const found = counts.parse(
    await db.$queryRaw(Prisma.sql`/* count_lines */
      SELECT e.id AS "executionId", least(c.count, ${upTo}::bigint) AS count, c.is_cut OR c.count > ${upTo}::bigint AS "isMore"
      FROM unnest(${[...executionIds]}::uuid[]) AS e(id) CROSS JOIN LATERAL (${counted}) c`),
  );
  return new Map(
    found.map(({ executionId, count, isMore }) => [executionId, { value: count, isCapped: isMore }]),
  );
}
