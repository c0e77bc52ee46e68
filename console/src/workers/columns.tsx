import { Link } from '@tanstack/react-router';
import type { WorkersQuery } from '../api/generated/graphql';
import type { Column } from '../ui/data-table';
import { formatNumber } from '../ui/format';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import { type WorkerState, workerStateOf } from './worker-state';
import styles from './workers.module.css';

export type Worker = WorkersQuery['workers'][number];

/** A worker as a row of the list. */
export interface WorkerRow extends Worker {
  key: string;
  state: WorkerState;
  /** Shown where workers of several accounts are in the list. */
  account: string | null;
}

/** The same name with another account is another worker. */
export const keyOfWorker = ({ id, owner }: Pick<Worker, 'id' | 'owner'>) => `${owner.id} ${id}`;

/** Runs that a row names; the others are counted. */
export const NAMED_RUNS = 3;

export function rowsOf(workers: readonly Worker[], now: number): WorkerRow[] {
  const isOfSeveral = new Set(workers.map(({ owner }) => owner.id)).size > 1;
  return workers.map((worker) => ({
    ...worker,
    key: keyOfWorker(worker),
    state: workerStateOf(
      { ...worker, leases: worker.executions.map(({ leaseExpiresAt }) => leaseExpiresAt) },
      now,
    ),
    account: isOfSeveral ? worker.owner.name : null,
  }));
}

export const WORKER_COLUMNS: readonly Column<WorkerRow>[] = [
  {
    id: 'worker',
    header: 'Worker',
    card: 'title',
    width: 220,
    isGrowing: true,
    cell: ({ id, account }) => (
      <span className={styles.worker}>
        <bdi className={styles.name}>{id}</bdi>
        {account && <bdi className={styles.account}>{account}</bdi>}
      </span>
    ),
  },
  { id: 'state', header: 'State', width: 110, cell: ({ state }) => <StatusBadge status={state} /> },
  {
    id: 'holds',
    header: 'Holds',
    width: 320,
    isGrowing: true,
    cell: ({ executions, holding }) =>
      holding === 0 ? (
        <span className={styles.muted}>nothing</span>
      ) : (
        <span className={styles.runs}>
          {executions.slice(0, NAMED_RUNS).map((run) => (
            <span key={run.id} className={styles.run}>
              <Link to="/runs/$id" params={{ id: run.id }} search={{}} className={styles.cut}>
                <bdi>{run.job.name}</bdi> #{formatNumber(run.runNumber)}
              </Link>
              <span className={styles.muted}>
                for <Duration since={run.startedAt} />
                {run.cancelRequestedAt && ', asked to stop'}
              </span>
            </span>
          ))}
          {holding > NAMED_RUNS && (
            <span className={styles.muted}>{`and ${formatNumber(holding - NAMED_RUNS)} more`}</span>
          )}
        </span>
      ),
  },
  {
    id: 'seen',
    header: 'Last seen',
    width: 156,
    isSortable: true,
    cell: ({ lastSeenAt }) => <Time at={lastSeenAt} />,
  },
  {
    id: 'completed',
    header: 'Completed',
    width: 104,
    align: 'right',
    isSortable: true,
    cell: ({ completed }) => formatNumber(completed),
  },
  {
    id: 'failed',
    header: 'Failed',
    width: 84,
    align: 'right',
    isSortable: true,
    cell: ({ failed }) => (
      <span className={failed > 0 ? styles.failed : undefined}>{formatNumber(failed)}</span>
    ),
  },
];
