import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import {
  ApiKeyScope,
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
    userId: z.uuid(),
    role: z.enum(UserRole),
    status: z.enum(UserStatus),
    tier: z.enum(UserTier),
  }),
);

/** The key with this hash and its user; undefined where there is none. */
export async function findApiKey(prisma: PrismaClient, keyHash: string) {
  const rows = await prisma.$queryRaw(Prisma.sql`
    SELECT ${overAllOwners('credentials')} k.id, k.scopes::text[] AS scopes, k.revoked_at IS NOT NULL AS "isRevoked",
      (extract(epoch FROM k.expires_at - clock_timestamp()) * 1000)::float8 AS "msLeft",
      u.id AS "userId", u.role::text AS role, u.status::text AS status,
      u.user_tier::text AS tier
    FROM api_keys k JOIN users u ON u.id = k.owner_id
    WHERE k.key_hash = ${keyHash}`);
  return found.parse(rows)[0];
}
