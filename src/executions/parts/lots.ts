import { isAfter, type Place } from '../../feed/cursor.js';
import type { LoadedPart } from './part-types.js';
import type { PartChange } from './parts-watch.sql.js';

/** How many parts one answer has, but for the lines of a log that were recorded together. */
const PARTS_AT_ONCE = 100;

/** Parts that are answered together. */
export interface Lot {
  /** Rows by type, each once. */
  rows: Map<string, Set<string>>;
  /** How many parts these are, nearly. */
  count: number;
  /** Behind the last change of which nothing is left for the next lot: to go on from. */
  cursor: Place;
  /** The transaction of its last change. */
  txId: bigint;
  shared: Map<string, Promise<readonly LoadedPart[]>>;
}

/** Changes in lots. @param after The place before them. */
export function lotsOf(changes: readonly PartChange[], after: Place): Lot[] {
  const lots: Lot[] = [];
  let complete = after;
  let lot: Lot | undefined;
  for (const { txId, id, part, partIds, partCount } of changes) {
    const countOfRow = partCount / partIds.length;
    for (const [place, row] of partIds.entries()) {
      if (!lot || lot.count >= PARTS_AT_ONCE) {
        lot = { rows: new Map(), count: 0, cursor: complete, txId, shared: new Map() };
        lots.push(lot);
      }
      const rows = lot.rows.get(part) ?? new Set();
      lot.rows.set(part, rows.add(row));
      lot.count += countOfRow;
      lot.txId = txId;
      if (place === partIds.length - 1) {
        complete = { txId, id };
        lot.cursor = complete;
      }
    }
  }
  return lots;
}

/** The changes after a place, of those that are there in order. */
export function changesAfter(changes: readonly PartChange[], place: Place): PartChange[] {
  const first = changes.findIndex((change) => isAfter(change, place));
  return first === -1 ? [] : changes.slice(first);
}
