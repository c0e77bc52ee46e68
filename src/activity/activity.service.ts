import type { Caller } from '../core/caller.js';
import type { Tx } from '../core/db/transaction.js';
import { encodeId } from '../core/ids.js';
import type { NodeType } from '../core/node-types.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { ActivityAction } from './actions.js';

/** Something that was done to a thing, for the activity log. */
export interface Activity {
  action: ActivityAction;
  /** The thing, by its type and UUID; null where it was done to many at once. */
  resource: { type: NodeType; uuid: string } | null;
  /**
   * Which fields changed, ids, words of closed lists and counts. Nothing that somebody typed, and nothing that tells
   * who somebody is: nobody can take it out again, also when the person it is about is deleted. The one exception is
   * the purpose of a borrowed token.
   */
  metadata?: Prisma.InputJsonObject;
}

/** Which fields a change says; their values are in the thing itself, and go with it. */
export function changedFields(changes: object): { changed: string[] } {
  return {
    changed: Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [] : [field])),
  };
}

/**
 * Writes down who did what, and for which account, in the transaction that does it. The API key that asked stands in the metadata.
 * The log is of what people and keys decide; what workers report of the work they hold is in `execution_events`.
 */
export async function recordActivity(
  tx: Tx,
  { viewer }: Pick<Caller, 'viewer'>,
  activity: Activity,
): Promise<void> {
  const { action, resource, metadata } = activity;
  await tx.activityLog.createMany({
    data: {
      userId: viewer.userId,
      ownerId: viewer.accountId,
      action,
      resourceType: action.slice(0, action.indexOf('.')),
      resourceId: resource && encodeId(resource.type, resource.uuid),
      metadata: {
        ...metadata,
        ...(viewer.apiKeyId !== null && { apiKeyId: encodeId('ApiKey', viewer.apiKeyId) }),
      },
    },
  });
}
