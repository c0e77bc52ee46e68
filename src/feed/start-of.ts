import { refuseInput } from '../core/errors.js';
import { type Place, parseCursor } from './cursor.js';
import type { Hub } from './hub.js';
import type { Snapshot } from './snapshot.js';

/** Where a subscription begins. */
export interface Start {
  from: Place | Snapshot;
  /** Whether something is from before the subscription began. */
  isReplayed(event: { txId: bigint }): boolean;
}

/**
 * @param after A cursor, from which on what is past is sent again.
 * @throws GraphQLError BAD_USER_INPUT for a cursor that was never given out here.
 */
export async function startOf(hub: Hub, after: string | null | undefined): Promise<Start> {
  const place = after == null ? null : parseCursor(after, 'after');
  const now = await hub.events.now();
  if (!place) return { from: now, isReplayed: () => false };
  if (place.txId >= now.xmax) refuseInput(['after'], 'the cursor is ahead of this database.');
  return { from: place, isReplayed: ({ txId }) => txId < now.xmax };
}
