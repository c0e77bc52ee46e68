/** A worker that holds something and says nothing for so long is marked. */
export const QUIET_MS = 5 * 60_000;
/** One that holds nothing is taken for gone after so long. */
export const AWAY_MS = 15 * 60_000;

export type WorkerState = 'WORKING' | 'QUIET' | 'IDLE' | 'AWAY';

/** What is known of a worker. */
export interface WorkerFacts {
  holding: number;
  lastSeenAt: string;
  /** When the leases of what it holds run out, as far as they are known. */
  leases?: readonly (string | null | undefined)[];
}

/** What a worker does, as far as can be told from when it was heard last. */
export function workerStateOf({ holding, lastSeenAt, leases = [] }: WorkerFacts, now: number): WorkerState {
  const silentMs = now - Date.parse(lastSeenAt);
  if (holding === 0) return silentMs > AWAY_MS ? 'AWAY' : 'IDLE';
  return silentMs > QUIET_MS || leases.some((lease) => hasRunOut(lease, now)) ? 'QUIET' : 'WORKING';
}

/** Whether a lease is over: its run can be taken over. */
export const hasRunOut = (lease: string | null | undefined, now: number): boolean =>
  typeof lease === 'string' && Date.parse(lease) < now;

const RANK: Record<WorkerState, number> = { QUIET: 0, WORKING: 1, IDLE: 2, AWAY: 3 };

/** Those that need somebody first, then those that work; the last seen first among equals. */
export function compareWorkers(now: number) {
  return (a: WorkerFacts, b: WorkerFacts): number =>
    RANK[workerStateOf(a, now)] - RANK[workerStateOf(b, now)] ||
    Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt);
}
