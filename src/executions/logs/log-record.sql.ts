import { z } from 'zod';
import { countUsageWithin } from '../../accounts/usage.sql.js';
import type { Tx } from '../../core/db/transaction.js';
import { type LogLevel, Prisma } from '../../generated/prisma/client.js';
import { type About, aboutRow } from '../lease/work.sql.js';
import { levelMask } from './log-level.js';

/** How far apart the times of one row's lines lie at most (ck_execution_logs_times). */
export const LOG_SPAN_SECONDS = 10;

export interface NewLine {
  /** Null for now, by the database's clock. */
  at: Date | null;
  level: LogLevel;
  message: string;
  /** An object, or null. */
  fields: unknown;
  stageName: string | null;
  isCut: boolean;
}

/** A line with its time, in milliseconds since 1970. */
export type TimedLine = Omit<NewLine, 'at'> & { at: number };

const written = z.tuple([z.object({ ids: z.array(z.uuid()), used: z.int().nullable() })]);

/**
 * Writes lines in one statement, a row a lot.
 * @param lots Each in the order of their times, and within a span.
 * @returns The rows' ids; null where they are more than the owner's tier allows on this day: the transaction must not
 * be committed then.
 */
export async function insertLogs(
  tx: Tx,
  about: Extract<About, { executionId: string }>,
  lots: readonly TimedLine[][],
): Promise<string[] | null> {
  const lines = lots.flat();
  const stageNames = lines.some(({ stageName }) => stageName !== null)
    ? lines.map(({ stageName }) => stageName ?? '')
    : [];
  const count = countUsageWithin('logLines', 'logLinesPerDay', {
    ownerId: about.ownerId,
    amount: lines.length,
  });
  const part = (list: string) => Prisma.sql`(said.${Prisma.raw(list)})[x.first_line:x.last_line]`;
  const [{ ids, used }] = written.parse(
    await tx.$queryRaw(Prisma.sql`/* insert_logs */
      WITH said AS (
        SELECT ${lots.flatMap(offsetsOf)}::int[] AS offsets,
          ${lines.map(({ level }) => level)}::text[]::log_level[] AS levels,
          ${lines.map(({ message }) => message)}::text[] AS messages, ${stageNames}::text[] AS stage_names
      ), made AS (
        INSERT INTO execution_logs (
          owner_id, execution_id, chunk_id, attempt, first_at, last_at, line_count, byte_count, level_mask, offsets,
          levels, messages, stage_names, fields, cut_places)
        SELECT about.owner_id, about.execution_id, about.chunk_id, about.attempt, x.first_at, x.last_at,
          x.last_line - x.first_line + 1, x.byte_count, x.level_mask, ${part('offsets')}, ${part('levels')},
          ${part('messages')}, ${part('stage_names')}, x.fields, x.cut_places
        FROM ${aboutRow(about)} CROSS JOIN said
        CROSS JOIN json_to_recordset(${JSON.stringify(rowsOf(lots))}::json) AS x(
          first_at timestamptz(3), last_at timestamptz(3), first_line int, last_line int, byte_count int,
          level_mask smallint, fields jsonb, cut_places int[])
        RETURNING id
      ), counted AS (${count})
      -- Counted last: all of an owner's workers share the day's row.
      SELECT (SELECT coalesce(array_agg(id), '{}') FROM made) AS ids, (SELECT value FROM counted) AS used`),
  );
  return used === null ? null : ids;
}

function offsetsOf(lot: readonly TimedLine[]): number[] {
  const first = lot[0]?.at ?? 0;
  return lot.map(({ at }) => at - first);
}

/** What a row has beside its lists, and which part of them is its own. */
function rowsOf(lots: readonly TimedLine[][]): object[] {
  let before = 0;
  return lots.map((lot) => {
    const fields = lot.some((line) => line.fields !== null) ? lot.map((line) => line.fields) : null;
    const messageBytes = lot.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
    const row = {
      first_at: timeOf(lot.at(0)),
      last_at: timeOf(lot.at(-1)),
      first_line: before + 1,
      last_line: before + lot.length,
      byte_count: messageBytes + (fields ? Buffer.byteLength(JSON.stringify(fields)) : 0),
      level_mask: levelMask(lot.map(({ level }) => level)),
      fields,
      cut_places: lot.flatMap(({ isCut }, place) => (isCut ? [place + 1] : [])),
    };
    before += lot.length;
    return row;
  });
}

function timeOf(line: TimedLine | undefined): Date {
  if (!line) throw new Error('a lot without lines');
  return new Date(line.at);
}
