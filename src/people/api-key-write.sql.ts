import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { ApiKeyScope, Prisma, UserRole, UserTier } from '../generated/prisma/client.js';

const owner = z.array(
  z.object({
    /** The role of whose own account it is; null for a team's. */
    role: z.enum(UserRole).nullable(),
    tier: z.enum(UserTier),
    /** The database's time. */
    now: z.date(),
  }),
);
export interface KeyOwner extends z.infer<typeof owner.element> {
  /** Whether who asks is a member of it. */
  isMember: boolean;
}

const count = z.tuple([z.object({ live: z.int() })]);

const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    createdByUserId: z.uuid().nullable(),
    name: z.string(),
    scopes: z.array(z.enum(ApiKeyScope)),
    expiresAt: z.date().nullable(),
    isExpired: z.boolean(),
    isRevoked: z.boolean(),
    isRotated: z.boolean(),
  }),
);
export type LockedKey = z.infer<typeof locked>[number];

/**
 * Locks an account of whose keys something is decided, so that two decisions never count the same keys.
 * @param userId Who asks. @param scope Which it must be; null for any.
 */
export async function lockKeyOwner(
  tx: Tx,
  accountId: string,
  { userId, scope }: { userId: string; scope: string | null },
): Promise<KeyOwner | undefined> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_key_owner */
    SELECT u.role::text AS role, a.tier::text AS tier, clock_timestamp() AS now
    FROM accounts a LEFT JOIN users u ON u.id = a.user_id
    WHERE a.id = ${accountId}::uuid ${owned('a.id', scope)}
    FOR NO KEY UPDATE OF a`);
  const [found] = owner.parse(rows);
  if (!found) return undefined;
  // A statement of its own: it sees what was committed while this waited, and a membership that is ending waits for it.
  const memberships = await tx.$queryRaw<object[]>(Prisma.sql`
    SELECT FROM memberships m WHERE m.account_id = ${accountId}::uuid AND m.user_id = ${userId}::uuid FOR KEY SHARE`);
  return { ...found, isMember: memberships.length > 0 };
}

/** How many of an account's keys work. */
export async function countLiveKeys(tx: Tx, ownerId: string): Promise<number> {
  const [{ live }] = count.parse(
    await tx.$queryRaw(Prisma.sql`/* count_live_keys */
      SELECT count(*)::int AS live FROM api_keys
      WHERE owner_id = ${ownerId}::uuid AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > clock_timestamp())`),
  );
  return live;
}

/** Locks a key. @param scope Whose it must be; null for anybody's. */
export async function lockKey(tx: Tx, id: string, scope: string | null): Promise<LockedKey | undefined> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_key */
    SELECT id, owner_id AS "ownerId", created_by_user_id AS "createdByUserId", name, scopes::text[] AS scopes, expires_at AS "expiresAt",
      coalesce(expires_at <= clock_timestamp(), false) AS "isExpired",
      revoked_at IS NOT NULL AS "isRevoked", rotated_at IS NOT NULL AS "isRotated"
    FROM api_keys WHERE id = ${id}::uuid ${owned('owner_id', scope)}
    FOR NO KEY UPDATE`);
  return locked.parse(rows)[0];
}

/** Ends a locked key that a new secret takes the place of, after a time that no key lives on for. */
export async function retireKey(
  tx: Tx,
  { id, ownerId }: Pick<LockedKey, 'id' | 'ownerId'>,
  overlapSeconds: number,
): Promise<void> {
  const end =
    overlapSeconds === 0
      ? Prisma.sql`revoked_at = clock_timestamp()`
      : Prisma.sql`expires_at = least(expires_at, clock_timestamp() + make_interval(secs => ${overlapSeconds}::int))`;
  await tx.$executeRaw(Prisma.sql`/* retire_key */
    UPDATE api_keys SET rotated_at = clock_timestamp(), ${end} WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
}

/** Ends a locked key now. */
export async function revokeKey(tx: Tx, { id, ownerId }: Pick<LockedKey, 'id' | 'ownerId'>): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* revoke_key */
    UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
}
