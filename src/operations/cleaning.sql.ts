import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import { restOfAccounts } from '../people/deletion-steps.js';

const found = z.array(z.object({ id: z.uuid() }));

/** What is over goes, whoever it was of. */
const ALL = overAllOwners('cleaning');

/** Deletes some of the answers whose idempotency keys are good for something new already. @returns How many. */
export async function deleteExpiredKeys(tx: Tx, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* delete_expired_keys */
    WITH ${ALL} old AS MATERIALIZED (
      SELECT owner_id, operation, key FROM idempotency_keys WHERE expires_at <= now()
      ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    DELETE FROM idempotency_keys k USING old
    WHERE k.owner_id = old.owner_id AND k.operation = old.operation AND k.key = old.key`);
}

/** Deletes some of the selections of bulk actions whose time is over. @returns How many. */
export async function deleteExpiredSelections(tx: Tx, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* delete_expired_selections */
    DELETE FROM bulk_selections ${ALL} WHERE id = ANY(ARRAY(
      SELECT id FROM bulk_selections WHERE expires_at <= now()
      ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))`);
}

/** Says of some X accounts whose access token has ended that they are not active any more. @returns Of how many. */
export async function deactivateExpired(tx: Tx, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* deactivate_expired */
    UPDATE ${ALL} twitter_connections SET is_active = false WHERE id = ANY(ARRAY(
      SELECT id FROM twitter_connections WHERE is_active AND token_expires_at <= now()
      ORDER BY token_expires_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED))`);
}

/** What every account has from the start: that it registered, its member, and the links that were mailed for it. */
const COMES_WITH_IT = new Set(['activity_logs', 'memberships', 'one_time_tokens']);
/** Whatever else has an owner makes an account one that is in use, or that somebody else set up. */
const owned = (): Array<readonly [table: string, column: string]> => [
  ['jobs', 'owner_id'],
  ['job_executions', 'owner_id'],
  ['notifications', 'owner_id'],
  ['deletions', 'owner_id'],
  ...restOfAccounts().filter(([table]) => !COMES_WITH_IT.has(table)),
];

/** Whether a user `u` registered by themselves, and nothing came of it. */
const isIdle = () => Prisma.sql`u.status = 'UNVERIFIED' AND u.email_verified_at IS NULL
  AND u.role = 'USER' AND u.user_tier = 'FREE'
  AND EXISTS (SELECT FROM activity_logs a WHERE a.user_id = u.id AND a.action = 'user.registered')
  AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id AND m.account_id <> u.id)
  AND NOT EXISTS (
    SELECT FROM one_time_tokens t WHERE t.user_id = u.id AND t.used_at IS NULL AND t.expires_at > now())
  ${Prisma.join(
    owned().map(
      ([table, column]) =>
        Prisma.sql`AND NOT EXISTS (SELECT FROM ${Prisma.raw(table)} o WHERE o.${Prisma.raw(column)} = u.id)`,
    ),
    ' ',
  )}`;

/** Locks some of the users who registered long ago and are idle: nothing comes to be theirs. @returns Their ids. */
export async function lockIdle(tx: Tx, keptDays: number, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_idle */
    SELECT u.id ${ALL} FROM users u
    WHERE u.created_at < now() - make_interval(days => ${keptDays}::int) AND ${isIdle()}
    ORDER BY u.created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`);
  return found.parse(rows).map(({ id }) => id);
}

/**
 * Deletes those of the locked users who are idle still: a link that was mailed just before they were locked is seen
 * by a statement after that only. @returns How many.
 */
export async function deleteIdle(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  return tx.$executeRaw(Prisma.sql`/* delete_idle */
    DELETE ${ALL} FROM users u WHERE u.id = ANY(${[...ids]}::uuid[]) AND ${isIdle()}`);
}
