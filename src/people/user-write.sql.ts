import { z } from 'zod';
import type { Tx } from '../core/db/transaction.js';
import { Prisma, UserRole, UserStatus, UserTier } from '../generated/prisma/client.js';
import { isBeingDeleted } from './deletion.sql.js';

const locked = z.array(
  z.object({
    id: z.uuid(),
    email: z.string(),
    fullName: z.string().nullable(),
    status: z.enum(UserStatus),
    tier: z.enum(UserTier),
    role: z.enum(UserRole),
  }),
);

export type LockedUser = z.infer<typeof locked>[number];

/** Locks a user, unless they are being deleted. @param scope Who it must be; null for anybody. */
export async function lockUser(tx: Tx, id: string, scope: string | null): Promise<LockedUser | undefined> {
  const [row] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_user */
      SELECT id, email, full_name AS "fullName", status::text AS status, user_tier::text AS tier, role::text AS role
      FROM users
      WHERE id = ${id}::uuid ${scope === null ? Prisma.empty : Prisma.sql`AND id = ${scope}::uuid`}
      FOR NO KEY UPDATE`),
  );
  return row && !(await isBeingDeleted(tx, { ownerId: id, projectId: null })) ? row : undefined;
}

/**
 * Locks all administrators who may work, in one order, so that two of them never end each other at once; none where
 * the user who is to end is no administrator.
 */
export async function lockActiveAdmins(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_active_admins */
    SELECT a.id FROM users a
    WHERE a.role = 'ADMIN' AND a.status = 'ACTIVE'
      AND EXISTS (SELECT FROM users u WHERE u.id = ${id}::uuid AND u.role = 'ADMIN')
    ORDER BY a.id FOR NO KEY UPDATE OF a`);
  return z
    .array(z.object({ id: z.uuid() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Changes the status of a locked user; whom an administrator activates, they vouch for. */
export async function writeStatus(tx: Tx, id: string, status: UserStatus): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* write_status */
    UPDATE users SET status = ${status}::user_status,
      email_verified_at = CASE WHEN ${status} = 'ACTIVE' THEN coalesce(email_verified_at, now()) ELSE email_verified_at END
    WHERE id = ${id}::uuid`);
}

/**
 * Changes the address of a locked user, which is locked, too; an administrator vouches for it.
 * @returns Whether nobody else has it.
 */
export async function writeEmail(tx: Tx, id: string, email: string): Promise<boolean> {
  const count = await tx.$executeRaw(Prisma.sql`/* write_email */
    UPDATE users SET email = ${email}, email_verified_at = now()
    WHERE id = ${id}::uuid AND NOT EXISTS (SELECT FROM users o WHERE o.email = ${email} AND o.id <> ${id}::uuid)`);
  return count > 0;
}
