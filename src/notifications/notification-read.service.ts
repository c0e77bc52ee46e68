import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { inTransaction } from '../core/db/transaction.js';
import { markRead, type NotificationChoice } from './notification-read.sql.js';

/** How many one call marks: what is left is marked by the next. */
export const MAX_MARKED = 10_000;

export interface Marked {
  markedCount: number;
  hasMore: boolean;
}

/** Marks notifications of the caller's own as read; those of others, and those that were read before, are passed over. */
export function markNotificationsRead(caller: Caller, choice: NotificationChoice): Promise<Marked> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const found = await markRead(tx, caller.viewer.accountId, choice, MAX_MARKED);
    const marked = { markedCount: found, hasMore: found === MAX_MARKED };
    if (found > 0) {
      await recordActivity(tx, caller, {
        action: 'notification.read',
        resource: null,
        metadata: { count: found },
      });
    }
    return marked;
  });
}
