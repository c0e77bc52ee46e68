import { z } from 'zod';
import { MembershipRole, Prisma, type PrismaClient, UserTier } from '../generated/prisma/client.js';

const found = z.array(z.object({ accountRole: z.enum(MembershipRole), tier: z.enum(UserTier) }));

/** What a user is in an account, and what that pays for; undefined where they are no member, or there is none. */
export async function findMembership(prisma: PrismaClient, userId: string, accountId: string) {
  const rows = await prisma.$queryRaw(Prisma.sql`/* find_membership */
    SELECT m.role::text AS "accountRole", a.tier::text AS tier
    FROM memberships m JOIN accounts a ON a.id = m.account_id
    WHERE m.account_id = ${accountId}::uuid AND m.user_id = ${userId}::uuid`);
  return found.parse(rows)[0];
}
