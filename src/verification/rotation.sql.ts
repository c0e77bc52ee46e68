import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import type { StoredTokens } from './renew-tokens.js';

const base64 = z.string().transform((text): Buffer => Buffer.from(text, 'base64'));
const connections = z.array(
  z.object({
    id: z.uuid(),
    userId: z.uuid(),
    accessToken: base64,
    refreshToken: base64,
    tokenKeyId: z.string(),
  }),
);

export type StoredConnection = z.infer<typeof connections>[number];

/** Locks X connections whose tokens another key than this encrypts, by their ids after one. */
export async function lockOutdated(
  tx: Tx,
  keyId: string,
  after: string,
  limit: number,
): Promise<StoredConnection[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_outdated */
    SELECT ${overAllOwners('rotation')} id, user_id AS "userId", encode(access_token, 'base64') AS "accessToken",
      encode(refresh_token, 'base64') AS "refreshToken", token_key_id AS "tokenKeyId"
    FROM twitter_connections
    WHERE token_key_id <> ${keyId} AND id > ${after}::uuid
    ORDER BY id
    LIMIT ${limit}
    FOR NO KEY UPDATE`);
  return connections.parse(rows);
}

/** Writes the tokens of connections that are locked, in one statement. */
export async function writeRenewed(
  tx: Tx,
  renewed: ReadonlyArray<StoredTokens & { id: string }>,
): Promise<void> {
  if (renewed.length === 0) return;
  const rows = renewed.map(({ id, accessToken, refreshToken, tokenKeyId }) => ({
    id,
    access: accessToken.toString('base64'),
    refresh: refreshToken.toString('base64'),
    key: tokenKeyId,
  }));
  await tx.$executeRaw(Prisma.sql`/* write_renewed */
    UPDATE ${overAllOwners('rotation')} twitter_connections c SET access_token = decode(r.access, 'base64'),
      refresh_token = decode(r.refresh, 'base64'), token_key_id = r.key
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, access text, refresh text, key text)
    WHERE c.id = r.id`);
}
