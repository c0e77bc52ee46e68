import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request has taken so far. What requests have done together counts for one of them. */
export interface Tally {
  statements: number;
  /** How long it waited because it asked to: for work to come, say. */
  waitedMs: number;
  /** Of its operation, in points; null before it is known. */
  cost: number | null;
  /** Of the errors in its answer. */
  codes: Set<string>;
  /** Under which it is found where traces are looked at; undefined where none are made. */
  trace?: { traceId: string; spanId: string };
  /** What goes on beyond its end, such as a poll that it began, is no longer its own. */
  isOver: boolean;
}

const tallies = new AsyncLocalStorage<Tally>();

/** Of the request that is under way here; undefined for what the server does by itself. */
export function tally(): Tally | undefined {
  const own = tallies.getStore();
  return own?.isOver ? undefined : own;
}

export function tallying<T>(own: Tally, work: () => T): T {
  return tallies.run(own, work);
}

export function newTally(): Tally {
  return { statements: 0, waitedMs: 0, cost: null, codes: new Set(), isOver: false };
}
