import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const known = z.tuple([z.object({ isKnown: z.boolean() })]);
const found = z.array(z.object({ id: z.uuid() }));
const counted = z.tuple([z.object({ count: z.int() })]);
const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    /** Null for the account itself, and its user. */
    projectId: z.uuid().nullable(),
    requestedByUserId: z.uuid().nullable(),
    /** How many rows so far, by table. */
    deleted: z.record(z.string(), z.int()),
  }),
);

/** Something that is being deleted. */
export type Deletion = z.infer<typeof locked>[number];

/**
 * Whether an account, or one of its projects, is being deleted. To be asked once their row is locked, in a statement of
 * its own: one that waits for the lock goes on with what it saw of other tables before.
 */
export async function isBeingDeleted(
  tx: Tx,
  { ownerId, projectId }: Pick<Deletion, 'ownerId' | 'projectId'>,
): Promise<boolean> {
  const [{ isKnown }] = known.parse(
    await tx.$queryRaw(Prisma.sql`/* is_being_deleted */
      SELECT EXISTS (
        SELECT FROM deletions
        WHERE owner_id = ${ownerId}::uuid AND project_id IS NOT DISTINCT FROM ${projectId}::uuid) AS "isKnown"`),
  );
  return isKnown;
}

/** Notes that an account, or one of its projects, is to be deleted; the row of it is locked. @returns Its id. */
export async function insertDeletion(
  tx: Tx,
  { ownerId, projectId, requestedByUserId }: Pick<Deletion, 'ownerId' | 'projectId' | 'requestedByUserId'>,
): Promise<string> {
  const [row] = found.parse(
    await tx.$queryRaw(Prisma.sql`/* insert_deletion */
      INSERT INTO deletions (owner_id, project_id, requested_by_user_id)
      VALUES (${ownerId}::uuid, ${projectId}::uuid, ${requestedByUserId}::uuid)
      RETURNING id`),
  );
  if (!row) throw new Error('nothing was inserted');
  return row.id;
}

/** Locks a deletion; null where there is none any more. */
export function lockDeletion(tx: Tx, id: string): Promise<Deletion | null> {
  return lockFirst(tx, Prisma.sql`WHERE id = ${id}::uuid FOR UPDATE`);
}

/** Locks the oldest deletion that nobody is at; null where there is none. @param except Those that are passed over. */
export function lockOldestDeletion(tx: Tx, except: readonly string[]): Promise<Deletion | null> {
  return lockFirst(
    tx,
    Prisma.sql`WHERE id <> ALL(${[...except]}::uuid[]) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
}

async function lockFirst(tx: Tx, which: Prisma.Sql): Promise<Deletion | null> {
  const [row] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_first */
      SELECT id, owner_id AS "ownerId", project_id AS "projectId", requested_by_user_id AS "requestedByUserId", deleted
      FROM deletions ${overAllOwners('deletions')} ${which}`),
  );
  return row ?? null;
}

/** Writes down how far a deletion is. */
export async function writeProgress(tx: Tx, { id, ownerId, deleted }: Deletion): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* write_progress */
    UPDATE deletions SET deleted = ${JSON.stringify(deleted)}::jsonb
    WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
}

/** Writes down that a deletion is complete, under who asked for it. @param resourceId As the API writes it. */
export async function recordDeletion(
  tx: Tx,
  { ownerId, projectId, requestedByUserId, deleted }: Deletion,
  { action, resourceType, resourceId }: { action: string; resourceType: string; resourceId: string },
): Promise<void> {
  // What was a team's is told there; an account that is gone, where they are who asked for it.
  const toldTo = projectId === null ? requestedByUserId : ownerId;
  await tx.$executeRaw(Prisma.sql`/* record_deletion */
    INSERT INTO activity_logs (user_id, owner_id, action, resource_type, resource_id, metadata)
    VALUES (${requestedByUserId}::uuid, ${toldTo}::uuid, ${action}, ${resourceType}, ${resourceId},
      jsonb_build_object('deleted', ${JSON.stringify(deleted)}::jsonb))`);
}

/** What a row is known by, where that is not its id. */
const KEYS: Record<string, readonly string[]> = {
  execution_facets: ['owner_id', 'field', 'unit', 'start', 'value'],
  execution_rollups: ['scope_id', 'minutes', 'state', 'start'],
  failure_archive: ['owner_id', 'fingerprint', 'day'],
  failure_groups: ['owner_id', 'fingerprint'],
  idempotency_keys: ['owner_id', 'operation', 'key'],
  usage_metrics: ['owner_id', 'day', 'name'],
  user_identities: ['issuer', 'subject'],
};

/** Some of a table's rows, as a condition. @param where Names their owner. */
function some(table: string, where: Prisma.Sql, limit: number): Prisma.Sql {
  const found = (columns: Prisma.Sql) =>
    Prisma.sql`SELECT ${columns} FROM ${Prisma.raw(table)} WHERE ${where} LIMIT ${limit}`;
  const key = KEYS[table];
  if (!key) return Prisma.sql`${where} AND id = ANY(ARRAY(${found(Prisma.raw('id'))}))`;
  const columns = Prisma.raw(key.join(', '));
  return Prisma.sql`${where} AND (${columns}) IN (${found(columns)})`;
}

/** Deletes some of a table's rows. @param where Which may go, and whose they are. @returns How many. */
export async function deleteSome(tx: Tx, table: string, where: Prisma.Sql, limit: number): Promise<number> {
  return tx.$executeRaw(
    Prisma.sql`/* delete_some */ DELETE FROM ${Prisma.raw(table)} WHERE ${some(table, where, limit)}`,
  );
}

/** Lets some of a table's rows name something no more. @param where Which name it. @returns How many. */
export async function clearSome(
  tx: Tx,
  { table, column }: { table: string; column: string },
  where: Prisma.Sql,
  limit: number,
): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* clear_some */
    UPDATE ${Prisma.raw(table)} SET ${Prisma.raw(column)} = NULL WHERE ${some(table, where, limit)}`);
}

/** Archives some of the jobs that are to go, so that nothing new is accepted of them. @returns How many. */
export async function archiveSome(tx: Tx, where: Prisma.Sql, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* archive_some */
    UPDATE jobs SET status = 'ARCHIVED', next_run_at = NULL
    WHERE ${some('jobs', Prisma.sql`${where} AND status <> 'ARCHIVED'`, limit)}`);
}

/** Locks some of a table's rows. @returns Their ids. */
export async function lockSome(
  tx: Tx,
  table: 'jobs' | 'job_executions',
  where: Prisma.Sql,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_some */
    SELECT id FROM ${Prisma.raw(table)} WHERE ${where} LIMIT ${limit} FOR UPDATE`);
  return found.parse(rows).map(({ id }) => id);
}

/** How many rows of a table there are. */
export async function countOf(tx: Tx, table: string, where: Prisma.Sql): Promise<number> {
  const [{ count }] = counted.parse(
    await tx.$queryRaw(
      Prisma.sql`/* count_of */ SELECT count(*)::int AS count FROM ${Prisma.raw(table)} WHERE ${where}`,
    ),
  );
  return count;
}
