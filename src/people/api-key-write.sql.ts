import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { ApiKeyScope, Prisma, UserRole, UserTier } from '../generated/prisma/client.js';

const owner = z.array(
  z.object({
    role: z.enum(UserRole),
    tier: z.enum(UserTier),
    /** The database's time. */
    now: z.date(),
  }),
);
export type KeyOwner = z.infer<typeof owner>[number];

const count = z.tuple([z.object({ live: z.int() })]);

const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
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
 * Locks a user for whose keys something is decided, so that two decisions never count the same keys.
 * @param scope Who it must be; null for anybody.
 */
export async function lockKeyOwner(
  tx: Tx,
  userId: string,
  scope: string | null,
): Promise<KeyOwner | undefined> {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT role::text AS role, user_tier::text AS tier, clock_timestamp() AS now FROM users
    WHERE id = ${userId}::uuid ${owned('id', scope)}
    FOR NO KEY UPDATE`);
  return owner.parse(rows)[0];
}

/** How many of a user's keys work. */
export async function countLiveKeys(tx: Tx, ownerId: string): Promise<number> {
  const [{ live }] = count.parse(
    await tx.$queryRaw(Prisma.sql`
      SELECT count(*)::int AS live FROM api_keys
      WHERE owner_id = ${ownerId}::uuid AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > clock_timestamp())`),
  );
  return live;
}

/** Locks a key. @param scope Whose it must be; null for anybody's. */
export async function lockKey(tx: Tx, id: string, scope: string | null): Promise<LockedKey | undefined> {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT id, owner_id AS "ownerId", name, scopes::text[] AS scopes, expires_at AS "expiresAt",
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
  await tx.$executeRaw(Prisma.sql`
    UPDATE api_keys SET rotated_at = clock_timestamp(), ${end} WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
}

/** Ends a locked key now. */
export async function revokeKey(tx: Tx, { id, ownerId }: Pick<LockedKey, 'id' | 'ownerId'>): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
}
