import { changedFields, recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { requireAccountOwner } from '../core/db/tenancy.js';
import { inTransaction } from '../core/db/transaction.js';
import { requireScope } from '../core/scopes.js';
import { lockPreferences, writeSecretVersion } from './notification-preferences.sql.js';
import type { WebhookSecrets } from './webhooks/secrets.js';

/** What is undefined stays as it is. */
export interface PreferenceChanges {
  onFailure?: boolean;
  onCompletion?: boolean;
  onLowCredits?: boolean;
  lowCreditsThreshold?: number;
  email?: boolean;
  webhookUrl?: string | null;
}

/**
 * Changes what the caller is told, and how. Who names an address for webhooks gets the secret that they are signed
 * with, the first time and when they want a new one: it is told here and nowhere else. What is told is what may be
 * read: who may not read sends it nowhere.
 * @returns The new secret; null where there is none.
 */
export function updateNotificationPreferences(
  caller: Caller,
  secrets: WebhookSecrets,
  changes: PreferenceChanges,
  wantsNewSecret: boolean,
): Promise<string | null> {
  const ownerId = caller.viewer.accountId;
  requireAccountOwner(caller.viewer);
  requireScope(caller.viewer, 'READ');
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const { webhookSecretVersion } = await lockPreferences(tx, ownerId);
    const { changed } = changedFields(changes);
    const needsSecret = wantsNewSecret || (changes.webhookUrl != null && webhookSecretVersion === 0);
    if (changed.length > 0) {
      await tx.notificationPreferences.update({
        where: { ownerId },
        data: changes,
        select: { ownerId: true },
      });
    }
    const version = webhookSecretVersion + 1;
    if (needsSecret) await writeSecretVersion(tx, ownerId, version);
    if (changed.length > 0 || needsSecret) {
      await recordActivity(tx, caller, {
        action: 'account.notification_preferences_updated',
        resource: { type: 'Account', uuid: ownerId },
        metadata: { changed, newWebhookSecret: needsSecret },
      });
    }
    return needsSecret ? secrets.secretOf(ownerId, version) : null;
  });
}
