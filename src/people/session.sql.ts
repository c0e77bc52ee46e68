import { z } from 'zod';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const sessions = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    expiresAt: z.date(),
    /** The database's time. */
    now: z.date(),
  }),
);

export type OpenSession = z.infer<typeof sessions>[number];

const COLUMNS = Prisma.sql`id, owner_id AS "ownerId", expires_at AS "expiresAt", now() AS now`;

/** Deletes a user's sessions that are over, and those beyond the newest `kept`. @returns How many. */
export async function clearSessions(
  tx: Tx,
  userId: string,
  { idleMinutes, kept }: { idleMinutes: number; kept: number },
): Promise<number> {
  return tx.$executeRaw`/* clear_sessions */
    DELETE FROM sessions
    WHERE owner_id = ${userId}::uuid
      AND (expires_at <= now() OR renewed_at <= now() - ${idleMinutes} * interval '1 minute'
        OR id IN (SELECT id FROM sessions WHERE owner_id = ${userId}::uuid
                  ORDER BY created_at DESC, id DESC OFFSET ${kept}))`;
}

export async function addSession(tx: Tx, userId: string, days: number): Promise<OpenSession> {
  const [row] = sessions.parse(
    await tx.$queryRaw(Prisma.sql`/* add_session */
      INSERT INTO sessions (owner_id, expires_at) VALUES (${userId}::uuid, now() + ${days} * interval '1 day')
      RETURNING ${COLUMNS}`),
  );
  if (!row) throw new Error('an insertion without a row');
  return row;
}

/** @returns The session; null where it is over. */
export async function renewSessionRow(tx: Tx, id: string, userId: string): Promise<OpenSession | null> {
  const [row] = sessions.parse(
    await tx.$queryRaw(Prisma.sql`/* renew_session_row */
      UPDATE sessions SET renewed_at = now()
      WHERE id = ${id}::uuid AND owner_id = ${userId}::uuid AND expires_at > now()
      RETURNING ${COLUMNS}`),
  );
  return row ?? null;
}
