import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

export interface Connection {
  /** The user's UUID. */
  ownerId: string;
  twitterId: string;
  username: string;
  displayName: string | null;
  profileImageUrl: string | null;
  /** Encrypted. */
  accessToken: Buffer;
  /** Encrypted. */
  refreshToken: Buffer;
  tokenKeyId: string;
  tokenExpiresAt: Date;
  scope: string;
  tokenType: string;
}

const written = z.array(z.object({ id: z.uuid() }));

/**
 * Writes a user's one connection: a new one, or over the one there is. Of another X account it is a new connection
 * that has verified nothing yet. It is active unless its access token has ended already.
 * @returns Its UUID; null where the X account is connected to another user.
 */
export async function upsertConnection(tx: Tx, connection: Connection): Promise<string | null> {
  // Two users at the same account: the second looks when the first is done.
  await tx.$queryRaw(Prisma.sql`/* upsert_connection */
    SELECT pg_advisory_xact_lock(hashtextextended(${`twitter/${connection.twitterId}`}, 0))::text`);
  const rows = await tx.$queryRaw(Prisma.sql`/* upsert_connection */
    INSERT INTO twitter_connections AS c (
      user_id, twitter_id, username, display_name, profile_image_url, access_token, refresh_token, token_key_id,
      token_expires_at, scope, token_type, is_active)
    SELECT ${connection.ownerId}::uuid, ${connection.twitterId}::text, ${connection.username}::text,
      ${connection.displayName}::text, ${connection.profileImageUrl}::text,
      decode(${connection.accessToken.toString('base64')}::text, 'base64'),
      decode(${connection.refreshToken.toString('base64')}::text, 'base64'), ${connection.tokenKeyId}::text,
      ${connection.tokenExpiresAt}::timestamptz, ${connection.scope}::text, ${connection.tokenType}::text,
      ${connection.tokenExpiresAt}::timestamptz > now()
    WHERE NOT EXISTS (
      SELECT ${overAllOwners('uniqueness')} FROM twitter_connections o
      WHERE o.twitter_id = ${connection.twitterId}::text AND o.user_id <> ${connection.ownerId}::uuid)
    ON CONFLICT (user_id) DO UPDATE SET
      twitter_id = EXCLUDED.twitter_id, username = EXCLUDED.username, display_name = EXCLUDED.display_name,
      profile_image_url = EXCLUDED.profile_image_url, access_token = EXCLUDED.access_token,
      refresh_token = EXCLUDED.refresh_token, token_key_id = EXCLUDED.token_key_id,
      token_expires_at = EXCLUDED.token_expires_at, scope = EXCLUDED.scope, token_type = EXCLUDED.token_type,
      is_active = EXCLUDED.is_active,
      connected_at = CASE WHEN c.twitter_id = EXCLUDED.twitter_id THEN c.connected_at ELSE now() END,
      last_verified_at = CASE WHEN c.twitter_id = EXCLUDED.twitter_id THEN c.last_verified_at END
    RETURNING c.id`);
  return written.parse(rows)[0]?.id ?? null;
}
