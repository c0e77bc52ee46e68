import type { ExecutionFilter } from '../api/generated/graphql';
import { RunCountsDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { formatCount } from '../ui/format';
import { lookOf, StateIcon } from '../ui/status-badge';
import styles from './status-tabs.module.css';

const STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;
const COUNTS_MS = 15_000;

export interface StatusTabsProps {
  filter: ExecutionFilter;
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
}

/** How many runs are in each state under the other filters; choosing one narrows the list to it. */
export function StatusTabs({ filter, values, onChange }: StatusTabsProps) {
  const { data } = useData(RunCountsDocument, { filter }, { everyMs: COUNTS_MS });
  const counts = new Map(data?.executions.countsByStatus.map((one) => [one.status, one]));
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons of a toolbar, not fields of a form
    <div className={styles.tabs} role="group" aria-label="Status">
      <button type="button" aria-pressed={values.length === 0} onClick={() => onChange([])}>
        All
      </button>
      {STATUSES.map((status) => {
        const isChosen = values.includes(status);
        return (
          <button
            key={status}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(isChosen ? values.filter((one) => one !== status) : [...values, status])}
          >
            <StateIcon status={status} />
            {lookOf(status).label}
            <span className={styles.count}>{formatCount(counts.get(status) ?? null)}</span>
          </button>
        );
      })}
    </div>
  );
}
