import type { Caller } from '../caller.js';
import type { Tx } from '../db/transaction.js';
import type { Prisma } from '../generated/prisma/client.js';
import { encodeId, type NodeType } from '../ids.js';
import type { ActivityAction } from './actions.js';

/** Something that was done to a thing, for the activity log. */
export interface Activity {
  action: ActivityAction;
  /** The thing, by its type and UUID; null where it was done to many at once. */
  resource: { type: NodeType; uuid: string } | null;
  /** What changed, without secrets: nobody can take it out again. */
  metadata?: Prisma.InputJsonObject;
}

/** How much of a text the log keeps. */
const MAX_TEXT_LENGTH = 200;

/** Which fields a change says, with their new values where those are plain; JSON, which may hold anything, is only named. */
export function changesOf(changes: object): Prisma.InputJsonObject {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [] : [[field, plain(value)]])),
  );
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT_LENGTH);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return '(changed)';
}

/**
 * Writes down who did what, in the transaction that does it. The API key that asked stands in the metadata.
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
