import type { FailuresQuery as Answer } from '../api/generated/graphql';
import { Sparkline } from '../ui/charts/sparkline';
import type { Column } from '../ui/data-table';
import { formatNumber } from '../ui/format';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './failures.module.css';

export type FailureRow = Answer['failureGroups'][number];

/** How much of a message a row has room for. */
const MESSAGE_LENGTH = 240;
const STAGES = 2;

export const FAILURE_COLUMNS: readonly Column<FailureRow>[] = [
  {
    id: 'failure',
    header: 'Failure',
    card: 'title',
    width: 300,
    isGrowing: true,
    cell: ({ message, errorCode, failedStages, note }) => (
      <span className={styles.failure}>
        <bdi className={styles.message}>{message.slice(0, MESSAGE_LENGTH) || 'No message'}</bdi>
        <span className={styles.facts}>
          {errorCode && <code className={styles.code}>{errorCode}</code>}
          {failedStages.length > 0 && (
            <span className={styles.cut}>
              in <bdi>{failedStages.slice(0, STAGES).join(', ')}</bdi>
              {failedStages.length > STAGES && ` and ${failedStages.length - STAGES} more`}
            </span>
          )}
          {note && (
            <span className={styles.note}>
              <bdi>{note.slice(0, 80)}</bdi>
            </span>
          )}
        </span>
      </span>
    ),
  },
  {
    id: 'count',
    header: 'Runs',
    width: 76,
    align: 'right',
    isSortable: true,
    cell: ({ count }) => <b className={styles.number}>{formatNumber(count)}</b>,
  },
  {
    id: 'trend',
    header: 'Trend',
    width: 124,
    cell: ({ buckets, count }) => (
      <Sparkline
        values={buckets.map((bucket) => bucket.count)}
        label={`${formatNumber(count)} in the range, ${formatNumber(buckets.at(-1)?.count ?? 0)} in its last part`}
        color="failed"
      />
    ),
  },
  {
    id: 'mended',
    header: 'Mended',
    card: 'none',
    width: 84,
    align: 'right',
    cell: ({ mendedCount }) => formatNumber(mendedCount),
  },
  {
    id: 'jobs',
    header: 'Jobs',
    width: 160,
    cell: ({ jobs, jobCount }) => (
      <span className={styles.jobs}>
        <bdi>{jobs[0]?.name}</bdi>
        {jobCount.value > 1 && (
          <span>{` +${formatNumber(jobCount.value - 1)}${jobCount.isCapped ? '+' : ''}`}</span>
        )}
      </span>
    ),
  },
  {
    id: 'last',
    header: 'Last seen',
    width: 144,
    isSortable: true,
    cell: ({ lastSeenAt }) => <Time at={lastSeenAt} precision="minute" />,
  },
  {
    id: 'first',
    header: 'First seen',
    card: 'none',
    width: 144,
    isSortable: true,
    cell: ({ firstSeenAt }) => <Time at={firstSeenAt} precision="minute" />,
  },
  { id: 'state', header: 'State', width: 112, cell: ({ state }) => <StatusBadge status={state} /> },
];
