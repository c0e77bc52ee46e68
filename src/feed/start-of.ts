import { refuseInput } from '../core/errors.js';
import { afterTransaction, encodeCursor, type Place, parseCursor } from './cursor.js';
import type { Hub } from './hub.js';
import type { Snapshot } from './snapshot.js';

/** Where a subscription begins. */
export interface Start {
  from: Place | Snapshot;
  /** Whether something is from before the subscription began. */
  isReplayed(event: { txId: bigint }): boolean;
}

/**
 * A cursor from which on whoever reads something after this call, and then subscribes, misses nothing: all before the
 * oldest transaction that is open has ended, and so is in what they read. Some of what comes behind it may be so too.
 */
export async function cursorOfNow(hub: Hub): Promise<string> {
  const { xmin } = await hub.events.now();
  return encodeCursor(afterTransaction(xmin - 1n));
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
