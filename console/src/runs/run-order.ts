import type { ExecutionOrder, RunRowFragment } from '../api/generated/graphql';

const KEYS = {
  QUEUED_AT: ({ queuedAt }: RunRowFragment) => Date.parse(queuedAt),
  STARTED_AT: ({ startedAt }: RunRowFragment) => (startedAt ? Date.parse(startedAt) : null),
  FINISHED_AT: ({ finishedAt }: RunRowFragment) => (finishedAt ? Date.parse(finishedAt) : null),
  DURATION: ({ durationMs }: RunRowFragment) => durationMs ?? null,
} as const;

/** Compares rows as the API orders them: what has no value is last in DESC and first in ASC; ids settle ties. */
export function compareRuns({ field, direction }: ExecutionOrder) {
  const keyOf = KEYS[field];
  const sign = direction === 'DESC' ? -1 : 1;
  return (a: RunRowFragment, b: RunRowFragment): number => {
    const left = keyOf(a) ?? Number.NEGATIVE_INFINITY;
    const right = keyOf(b) ?? Number.NEGATIVE_INFINITY;
    if (left !== right) return left < right ? -sign : sign;
    return a.id === b.id ? 0 : a.id < b.id ? -sign : sign;
  };
}
