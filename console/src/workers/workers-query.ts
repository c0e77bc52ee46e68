import { choiceOf, oneOf, type Search } from '../app/search.js';
import { compareWorkers, type WorkerFacts, type WorkerState } from './worker-state.js';

export const SHOWN = ['ALL', 'HOLDING', 'QUIET'] as const;
export type Shown = (typeof SHOWN)[number];

const SORTS = ['state', 'seen', 'completed', 'failed'] as const;
export type WorkerSort = (typeof SORTS)[number];

export interface WorkersAddress {
  shown: Shown;
  sort: WorkerSort;
  /** Part of a name. */
  text: string;
  /** The one that is looked at. */
  open: { id: string; owner: string | null } | null;
  problems: string[];
}

/** What an address asks of the list; what makes no sense is named, and left out. */
export function readWorkersAddress(search: Search): WorkersAddress {
  const problems: string[] = [];
  const id = oneOf(search, 'worker');
  return {
    shown: choiceOf(search, 'show', SHOWN, 'ALL', problems),
    sort: choiceOf(search, 'sort', SORTS, 'state', problems),
    text: oneOf(search, 'q') ?? '',
    open: id === undefined ? null : { id, owner: oneOf(search, 'owner') ?? null },
    problems,
  };
}

interface Row extends WorkerFacts {
  id: string;
  state: WorkerState;
  completed: number;
  failed: number;
}

export const isShown = ({ holding, state }: Pick<Row, 'holding' | 'state'>, shown: Shown): boolean =>
  shown === 'ALL' || (shown === 'QUIET' ? state === 'QUIET' : holding > 0);

/** Those that are asked for, in the order asked for. */
export function chosenWorkers<Of extends Row>(
  rows: readonly Of[],
  { shown, sort, text }: Pick<WorkersAddress, 'shown' | 'sort' | 'text'>,
  now: number,
): Of[] {
  const part = text.trim().toLowerCase();
  const byState = compareWorkers(now);
  const compare: Record<WorkerSort, (a: Of, b: Of) => number> = {
    state: byState,
    seen: (a, b) => Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt),
    completed: (a, b) => b.completed - a.completed || byState(a, b),
    failed: (a, b) => b.failed - a.failed || byState(a, b),
  };
  return rows.filter((row) => isShown(row, shown) && row.id.toLowerCase().includes(part)).sort(compare[sort]);
}
