/** What PostgreSQL's `pg_current_snapshot()` says: which transactions had ended when it was taken. */
export interface Snapshot {
  /** All before this one had ended. */
  xmin: bigint;
  /** This one and all after it had not begun. */
  xmax: bigint;
  /** Those between that were still open. */
  open: ReadonlySet<bigint>;
}

/** @param text `xmin:xmax:open,open…` @throws Error where it is none. */
export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, open] = text.split(':');
  if (!xmin || !xmax || open === undefined) throw new Error(`${text} is no snapshot`);
  return {
    xmin: BigInt(xmin),
    xmax: BigInt(xmax),
    open: new Set(open === '' ? [] : open.split(',').map(BigInt)),
  };
}

/** Whether a transaction that committed had done so when the snapshot was taken. */
export function hadEnded({ xmin, xmax, open }: Snapshot, txId: bigint): boolean {
  return txId < xmin || (txId < xmax && !open.has(txId));
}
