import { Link } from '@tanstack/react-router';
import type { RunRowFragment } from '../api/generated/graphql';
import type { Column } from '../ui/data-table';
import { formatNumber } from '../ui/format';
import { lookOf, StatusBadge, Tags } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './columns.module.css';

/** The state as a person would say it: a run that is to stop is being canceled. */
export const stateOf = ({ status, cancelRequestedAt }: RunRowFragment) =>
  status === 'RUNNING' && cancelRequestedAt ? 'CANCELING' : status;

/** Every column that the list of runs can have. */
export const RUN_COLUMNS: readonly Column<RunRowFragment>[] = [
  {
    id: 'run',
    header: 'Run',
    card: 'title',
    width: 260,
    isGrowing: true,
    canHide: false,
    cell: ({ job, runNumber, errorMessage, errorCode }) => (
      <span className={styles.run}>
        <bdi className={styles.job}>{job.name}</bdi>{' '}
        <span className={styles.number}>#{formatNumber(runNumber)}</span>
        {errorMessage && (
          <bdi className={styles.error} title={errorMessage.slice(0, 500)}>
            {errorCode && <b>{errorCode} </b>}
            {errorMessage.slice(0, 200)}
          </bdi>
        )}
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: 124,
    cell: (run) => <StatusBadge status={stateOf(run)} />,
  },
  {
    id: 'queued',
    header: 'Queued',
    width: 148,
    isSortable: true,
    cell: ({ queuedAt }) => <Time at={queuedAt} />,
  },
  {
    id: 'started',
    header: 'Started',
    width: 148,
    isSortable: true,
    cell: ({ startedAt }) => <Time at={startedAt ?? null} />,
  },
  {
    id: 'finished',
    header: 'Finished',
    width: 148,
    isSortable: true,
    cell: ({ finishedAt }) => <Time at={finishedAt ?? null} />,
  },
  {
    id: 'duration',
    header: 'Duration',
    width: 92,
    align: 'right',
    isSortable: true,
    cell: ({ durationMs, startedAt, finishedAt }) => (
      <Duration ms={durationMs ?? null} since={finishedAt ? null : startedAt} />
    ),
  },
  {
    id: 'attempt',
    header: 'Attempt',
    width: 78,
    align: 'right',
    cell: ({ attempt }) => attempt,
  },
  {
    id: 'worker',
    header: 'Worker',
    width: 136,
    cell: ({ workerId }) => workerId && <bdi className={styles.cut}>{workerId}</bdi>,
  },
  {
    id: 'tags',
    header: 'Tags',
    width: 150,
    cell: ({ tags }) => <Tags of={tags} />,
  },
  {
    id: 'items',
    header: 'Items',
    width: 90,
    align: 'right',
    cell: ({ itemsProcessed }) => formatNumber(itemsProcessed),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: 96,
    cell: ({ kind }) => lookOf(kind).label,
  },
  {
    id: 'trigger',
    header: 'Trigger',
    width: 100,
    cell: ({ trigger }) => (trigger === 'API' ? 'API' : lookOf(trigger).label),
  },
  { id: 'bot', header: 'Bot', width: 130, cell: ({ botId }) => <bdi>{botId}</bdi> },
  { id: 'priority', header: 'Priority', width: 84, align: 'right', cell: ({ priority }) => priority },
  { id: 'external', header: 'External id', width: 150, cell: ({ externalId }) => <bdi>{externalId}</bdi> },
  {
    id: 'job',
    header: 'Job',
    width: 160,
    cell: ({ job }) => (
      <Link to="/jobs/$id" params={{ id: job.id }} className={styles.cut}>
        {job.slug}
      </Link>
    ),
  },
];

/** Those that are shown until somebody chooses others. */
export const DEFAULT_COLUMNS = ['run', 'status', 'queued', 'duration', 'attempt', 'worker', 'tags'];

/** Which column shows what an order is by. */
export const ORDER_COLUMNS = {
  queued: 'QUEUED_AT',
  started: 'STARTED_AT',
  finished: 'FINISHED_AT',
  duration: 'DURATION',
} as const;
