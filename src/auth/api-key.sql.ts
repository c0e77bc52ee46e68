import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import {
  ApiKeyScope,
  MembershipRole,
  Prisma,
  type PrismaClient,
  UserRole,
  UserStatus,
  UserTier,
} from '../generated/prisma/client.js';

/** What a request must know of the key that it came with. */
const found = z.array(
  z.object({
    id: z.uuid(),
    scopes: z.array(z.enum(ApiKeyScope)),
    isRevoked: z.boolean(),
    /** Until it expires, by the database's clock; null for never. */
    msLeft: z.number().nullable(),
    /** The account that it acts for, and whether that is a team's. */
    accountId: z.uuid(),
    isTeams: z.boolean(),
    /** Who acts: the person whose account it is, or who made it. What they are in the account. */
    userId: z.uuid(),
    accountRole: z.enum(MembershipRole),
    role: z.enum(UserRole),
    status: z.enum(UserStatus),
    tier: z.enum(UserTier),
  }),
);

/** A key by the hash of its secret, or by its id. */
export type ApiKeyRef = { keyHash: string } | { id: string };

/** The key and who acts by it; undefined where there is none, or who made a team's is no member. */
export async function findApiKey(prisma: PrismaClient, ref: ApiKeyRef) {
  const isIt = 'id' in ref ? Prisma.sql`k.id = ${ref.id}::uuid` : Prisma.sql`k.key_hash = ${ref.keyHash}`;
  const rows = await prisma.$queryRaw(Prisma.sql`/* find_api_key */
    SELECT ${overAllOwners('credentials')} k.id, k.scopes::text[] AS scopes, k.revoked_at IS NOT NULL AS "isRevoked",
      (extract(epoch FROM k.expires_at - clock_timestamp()) * 1000)::float8 AS "msLeft",
      a.id AS "accountId", a.kind = 'TEAM' AS "isTeams", u.id AS "userId", m.role::text AS "accountRole",
      u.role::text AS role, u.status::text AS status, a.tier::text AS tier
    FROM api_keys k
    JOIN accounts a ON a.id = k.owner_id
    JOIN users u ON u.id = coalesce(a.user_id, k.created_by_user_id)
    JOIN memberships m ON m.account_id = a.id AND m.user_id = u.id
    WHERE ${isIt}`);
  return found.parse(rows)[0];
}
