import { z } from 'zod';
import type { Identity } from '../auth/issuer.js';
import type { Person } from '../auth/session.js';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma, UserRole, UserStatus, UserTier } from '../generated/prisma/client.js';

const persons = z.array(
  z.object({ id: z.uuid(), role: z.enum(UserRole), status: z.enum(UserStatus), tier: z.enum(UserTier) }),
);
const found = z.array(z.object({ subject: z.string() }));

type Known = Pick<Identity, 'issuer' | 'subject'>;

/** The user whom an identity was linked to; null where it was not yet. */
export async function findIdentity(tx: Tx, { issuer, subject }: Known): Promise<Person | null> {
  const [row] = persons.parse(
    await tx.$queryRaw(Prisma.sql`/* find_identity */
      SELECT ${overAllOwners('credentials')} u.id, u.role, u.status, u.user_tier AS tier
      FROM user_identities i JOIN users u ON u.id = i.owner_id
      WHERE i.issuer = ${issuer} AND i.subject = ${subject}`),
  );
  return row ?? null;
}

/** Whether a user, whose row is locked, is somebody else to an issuer. */
export async function hasOtherIdentity(tx: Tx, userId: string, { issuer, subject }: Known): Promise<boolean> {
  const rows = await tx.$queryRaw(Prisma.sql`/* has_other_identity */
    SELECT subject FROM user_identities
    WHERE owner_id = ${userId}::uuid AND issuer = ${issuer} AND subject <> ${subject} LIMIT 1`);
  return found.parse(rows).length > 0;
}

/** @returns Whether it is new. */
export async function addIdentity(tx: Tx, userId: string, { issuer, subject }: Known): Promise<boolean> {
  const added = await tx.$executeRaw`/* add_identity */
    INSERT INTO user_identities (issuer, subject, owner_id) VALUES (${issuer}, ${subject}, ${userId}::uuid)
    ON CONFLICT (issuer, subject) DO NOTHING`;
  return added > 0;
}
