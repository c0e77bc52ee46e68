import { z } from 'zod';
import { allowedByTier } from '../accounts/tiers.js';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import { after, ENDS, type Mark } from '../insights/rollup-feed.sql.js';

/** What is over goes, whoever it was of. */
const ALL = overAllOwners('cleaning');

const found = z.array(z.object({ id: z.uuid() }));
const counted = z.tuple([z.object({ count: z.int() })]);

/** What of all servers' retention comes in turns: deleting, and saying what would be deleted. */
export type Turn = 'delete' | 'report';

/** Takes the turn for this transaction, if it is time and nobody has it. @param isNow Whether it is time anyway. */
export async function takeTurn(tx: Tx, turn: Turn, isNow: boolean): Promise<boolean> {
  const due = isNow ? Prisma.sql`FOR UPDATE` : Prisma.sql`AND next_at <= now() FOR UPDATE SKIP LOCKED`;
  const rows = await tx.$queryRaw<unknown[]>(
    Prisma.sql`/* take_turn */ SELECT name FROM retention_turns WHERE name = ${turn} ${due}`,
  );
  return rows.length > 0;
}

/** Says when the next one is. */
export async function endTurn(tx: Tx, turn: Turn, waitMs: number): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* end_turn */
    UPDATE retention_turns SET next_at = clock_timestamp() + make_interval(secs => ${waitMs / 1_000}::float8)
    WHERE name = ${turn}`);
}

/** Lets this transaction delete of append-only tables, and has the database archive the executions that it deletes. */
export async function beRetention(tx: Tx): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* be_retention */ SELECT set_config('runledger.retention', 'on', true)`);
}

/** A table whose rows are old by a time of their own, whoever's they are. */
export interface AgedTable {
  table: string;
  /** The time; an index over all owners begins with it, unless `byId`. */
  column: string;
  /** Whether it is when the row was made, so that the order of ids, which begin with that, is its own. */
  byId?: true;
  days: number;
}

const days = (count: Prisma.Sql) => Prisma.sql`now() - make_interval(days => ${count})`;

/** The first id that is made at a time. */
const idOf = (at: Prisma.Sql) => Prisma.sql`
  (lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

function isAged({ column, byId, days: kept }: AgedTable): Prisma.Sql {
  const since = days(Prisma.sql`${kept}::int`);
  const order = byId ? Prisma.sql`id < ${idOf(since)}` : Prisma.sql`any_owner IS NOT NULL`;
  return Prisma.sql`${order} AND ${Prisma.raw(column)} < ${since}`;
}

/** Deletes some of a table's old rows, the oldest first. @returns How many. */
export async function deleteAged(tx: Tx, aged: AgedTable, limit: number): Promise<number> {
  const table = Prisma.raw(aged.table);
  return tx.$executeRaw(Prisma.sql`/* delete_aged */
    DELETE ${ALL} FROM ${table} WHERE id = ANY(ARRAY(
      SELECT id FROM ${table} WHERE ${isAged(aged)} ORDER BY ${Prisma.raw(aged.byId ? 'id' : aged.column)}
      LIMIT ${limit} FOR UPDATE SKIP LOCKED))`);
}

/** How many old rows a table has. */
export async function countAged(db: ScopedDb, aged: AgedTable): Promise<number> {
  const [{ count }] = counted.parse(
    await db.$queryRaw(
      Prisma.sql`/* count_aged */ SELECT count(*)::int AS count ${ALL} FROM ${Prisma.raw(aged.table)} WHERE ${isAged(aged)}`,
    ),
  );
  return count;
}

/** Archived failures whose message and code are old; their counts stay. An index is of those that have any. */
const hasOldMessage = (kept: number) => Prisma.sql`
  (message IS NOT NULL OR error_code IS NOT NULL) AND day < ${days(Prisma.sql`${kept}::int`)}`;

/** Forgets what some archived failures said, the oldest first. @returns Of how many rows. */
export async function forgetMessages(tx: Tx, kept: number, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* forget_messages */
    WITH ${ALL} old AS MATERIALIZED (
      SELECT owner_id, fingerprint, day FROM failure_archive
      WHERE ${hasOldMessage(kept)} ORDER BY day LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE failure_archive a SET message = NULL, error_code = NULL FROM old
    WHERE a.owner_id = old.owner_id AND a.fingerprint = old.fingerprint AND a.day = old.day`);
}

/** How many archived failures say what is old. */
export async function countOldMessages(db: ScopedDb, kept: number): Promise<number> {
  const [{ count }] = counted.parse(
    await db.$queryRaw(
      Prisma.sql`/* count_old_messages */ SELECT count(*)::int AS count ${ALL} FROM failure_archive WHERE ${hasOldMessage(kept)}`,
    ),
  );
  return count;
}

/** Tables whose rows are old by their owner's tier. */
export type TieredTable = 'job_executions' | 'execution_logs';

/** What is old of an account `a`, as `e`. */
const isOld: Readonly<Record<TieredTable, Prisma.Sql>> = {
  job_executions: Prisma.sql`e.finished_at IS NOT NULL
    AND e.finished_sort < ${days(allowedByTier('retentionDays'))}`,
  execution_logs: Prisma.sql`e.id < ${idOf(days(allowedByTier('logRetentionDays')))}`,
};

/** The next account that has old rows of a table, in the order of their ids; null where there is none. */
export async function nextOwner(db: ScopedDb, table: TieredTable, afterId: string): Promise<string | null> {
  const [row] = found.parse(
    await db.$queryRaw(Prisma.sql`/* next_owner */
      SELECT a.id ${ALL} FROM accounts a
      WHERE a.id > ${afterId}::uuid
        AND EXISTS (SELECT FROM ${Prisma.raw(table)} e WHERE e.owner_id = a.id AND ${isOld[table]})
      ORDER BY a.id LIMIT 1`),
  );
  return row?.id ?? null;
}

/** How many old rows of a table there are. */
export async function countOld(db: ScopedDb, table: TieredTable): Promise<number> {
  const [{ count }] = counted.parse(
    await db.$queryRaw(Prisma.sql`/* count_old */
      SELECT coalesce(sum(n.count), 0)::int AS count ${ALL} FROM accounts a CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM ${Prisma.raw(table)} e WHERE e.owner_id = a.id AND ${isOld[table]}
      ) n`),
  );
  return count;
}

/** Deletes some of an owner's old logs. @returns How many rows. */
export async function deleteLogs(tx: Tx, ownerId: string, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* delete_logs */
    DELETE FROM execution_logs WHERE id = ANY(ARRAY(
      SELECT e.id FROM accounts a JOIN execution_logs e ON e.owner_id = a.id ${owned('e.owner_id', ownerId)}
      WHERE a.id = ${ownerId}::uuid AND ${isOld.execution_logs}
      ORDER BY e.id LIMIT ${limit} FOR UPDATE OF e SKIP LOCKED)) ${owned('owner_id', ownerId)}`);
}

/** How many retries after an execution are looked at for one that is open. */
export const MAX_RETRIES_LOOKED_AT = 1_000;

/**
 * Locks some of an owner's old executions, the oldest first: but for those whose work an open retry goes on with, itself
 * or through other retries, and those whose end is not in the roll-ups yet. @returns Their ids.
 */
export async function lockOld(tx: Tx, ownerId: string, mark: Mark, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_old */
    SELECT e.id FROM accounts a JOIN job_executions e ON e.owner_id = a.id ${owned('e.owner_id', ownerId)}
    WHERE a.id = ${ownerId}::uuid AND ${isOld.job_executions}
      AND NOT EXISTS (
        WITH RECURSIVE line AS (
          SELECT r.id, r.status FROM job_executions r WHERE r.retry_of_id = e.id ${owned('r.owner_id', ownerId)}
          UNION ALL
          SELECT r.id, r.status FROM line l JOIN job_executions r ON r.retry_of_id = l.id ${owned('r.owner_id', ownerId)}
        )
        SELECT FROM (SELECT status FROM line LIMIT ${MAX_RETRIES_LOOKED_AT}) l WHERE l.status IN ('QUEUED', 'RUNNING'))
      AND NOT EXISTS (
        SELECT FROM execution_events ev
        WHERE ev.execution_id = e.id AND ev.type IN ${ENDS} AND ${after(mark)} ${owned('ev.owner_id', ownerId)})
    ORDER BY e.finished_sort, e.id LIMIT ${limit} FOR UPDATE OF e SKIP LOCKED`);
  return found.parse(rows).map(({ id }) => id);
}
