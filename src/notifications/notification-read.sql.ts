import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

/** Which of a user's notifications: by their UUIDs, or those up to a time. */
export type NotificationChoice = { ids: readonly string[] } | { until: Date };

/** Marks a user's unread notifications as read, the newest of them first. @returns How many there were to mark. */
export async function markRead(
  tx: Tx,
  ownerId: string,
  choice: NotificationChoice,
  limit: number,
): Promise<number> {
  const chosen =
    'ids' in choice
      ? Prisma.sql`id = ANY(${[...choice.ids]}::uuid[])`
      : Prisma.sql`created_at <= ${choice.until}::timestamptz`;
  return tx.$executeRaw(Prisma.sql`/* mark_read */
    WITH unread AS (
      SELECT id FROM notifications
      WHERE owner_id = ${ownerId}::uuid AND read_at IS NULL AND ${chosen}
      ORDER BY created_at DESC, id DESC
      LIMIT ${limit}
      FOR NO KEY UPDATE
    )
    UPDATE notifications n SET read_at = now() FROM unread
    WHERE n.id = unread.id ${owned('n.owner_id', ownerId)}`);
}
