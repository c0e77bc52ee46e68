import type { ExecutionFilter } from '../api/generated/graphql.js';
import { choiceOf, manyOf, oneOf, type Search, unknownValue } from '../app/search.js';

/** The states as tabs; `ALL` is none of them. */
export const STATE_TABS = ['OPEN', 'RESOLVED', 'IGNORED', 'ALL'] as const;
export type StateTab = (typeof STATE_TABS)[number];

const KINDS = ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK'] as const;
const SORTS = ['count', 'last', 'first'] as const;
export type FailureSort = (typeof SORTS)[number];

/** One group: failures of two accounts may share a fingerprint. */
export interface GroupKey {
  fingerprint: string;
  /** The account whose they are; null for any that the viewer sees. */
  owner: string | null;
}

export interface FailuresQuery {
  tab: StateTab;
  sort: FailureSort;
  filter: ExecutionFilter;
  open: GroupKey | null;
  problems: string[];
}

/** What an address asks the list of failures for; what makes no sense is named, and left out. */
export function readFailuresQuery(search: Search, from: string): FailuresQuery {
  const problems: string[] = [];
  const kinds = manyOf(search, 'kind');
  const kind = KINDS.filter((one) => kinds.includes(one));
  for (const one of kinds) {
    if (!KINDS.some((known) => known === one)) problems.push(unknownValue('kind', one));
  }
  const jobIds = manyOf(search, 'job');
  const errorCode = manyOf(search, 'code');
  const failedStage = manyOf(search, 'stage');
  const fingerprint = oneOf(search, 'group');
  return {
    tab: choiceOf(search, 'state', STATE_TABS, 'OPEN', problems),
    sort: choiceOf(search, 'sort', SORTS, 'count', problems),
    filter: {
      queuedAt: { from },
      ...(kind.length > 0 && { kind }),
      ...(jobIds.length > 0 && { jobIds }),
      ...(errorCode.length > 0 && { errorCode }),
      ...(failedStage.length > 0 && { failedStage }),
    },
    open: fingerprint === undefined ? null : { fingerprint, owner: oneOf(search, 'owner') ?? null },
    problems,
  };
}

/** What can be ordered by on this side, as the API gives groups by their count alone. */
interface Sortable {
  count: number;
  firstSeenAt: string;
  lastSeenAt: string;
}

const KEYS: Record<FailureSort, (group: Sortable) => number> = {
  count: ({ count }) => count,
  last: ({ lastSeenAt }) => Date.parse(lastSeenAt),
  first: ({ firstSeenAt }) => Date.parse(firstSeenAt),
};

/** The most, or the newest, first. */
export function sortFailures<Group extends Sortable>(groups: readonly Group[], sort: FailureSort): Group[] {
  const keyOf = KEYS[sort];
  return groups.toSorted((a, b) => keyOf(b) - keyOf(a));
}
