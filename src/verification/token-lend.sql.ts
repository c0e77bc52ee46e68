import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import type { StoredTokens } from './renew-tokens.js';

const lent = z.array(
  z.object({
    ownerId: z.uuid(),
    accessToken: z.string().transform((text): Buffer => Buffer.from(text, 'base64')),
    tokenKeyId: z.string(),
    tokenType: z.string(),
    scope: z.string(),
    tokenExpiresAt: z.date(),
    isActive: z.boolean(),
    isExpired: z.boolean(),
  }),
);
const owners = z.array(z.object({ ownerId: z.uuid(), now: z.date() }));

export type LentAccount = z.infer<typeof lent>[number];

/** Holds anybody's X account, whose access token is lent. */
export async function holdForLoan(tx: Tx, id: string): Promise<LentAccount | null> {
  const rows = await tx.$queryRaw(Prisma.sql`/* hold_for_loan */
    SELECT ${overAllOwners('administration')} user_id AS "ownerId", encode(access_token, 'base64') AS "accessToken", token_key_id AS "tokenKeyId",
      token_type AS "tokenType", scope, token_expires_at AS "tokenExpiresAt", is_active AS "isActive",
      token_expires_at <= now() AS "isExpired"
    FROM twitter_connections WHERE id = ${id}::uuid
    FOR SHARE`);
  return lent.parse(rows)[0] ?? null;
}

/** Locks anybody's X account. @returns Whose it is, and the database's time. */
export async function lockForReplacement(tx: Tx, id: string): Promise<{ ownerId: string; now: Date } | null> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_for_replacement */
    SELECT ${overAllOwners('administration')} user_id AS "ownerId", now() AS now FROM twitter_connections WHERE id = ${id}::uuid
    FOR NO KEY UPDATE`);
  return owners.parse(rows)[0] ?? null;
}

/** Gives a locked account new tokens, with which it is active. */
export async function writeReplacement(
  tx: Tx,
  {
    id,
    ownerId,
    tokenExpiresAt,
    ...tokens
  }: StoredTokens & { id: string; ownerId: string; tokenExpiresAt: Date },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* write_replacement */
    UPDATE twitter_connections SET
      access_token = decode(${tokens.accessToken.toString('base64')}::text, 'base64'),
      refresh_token = decode(${tokens.refreshToken.toString('base64')}::text, 'base64'),
      token_key_id = ${tokens.tokenKeyId}::text, token_expires_at = ${tokenExpiresAt}::timestamptz, is_active = true
    WHERE id = ${id}::uuid AND user_id = ${ownerId}::uuid`);
}
