import { Link } from '@tanstack/react-router';
import type { JobRowFragment } from '../api/generated/graphql';
import { StateStrip } from '../ui/charts/sparkline';
import type { Column } from '../ui/data-table';
import { formatDuration, formatNumber, formatPercent, NONE } from '../ui/format';
import { isolated } from '../ui/isolated';
import { lookOf, StatusBadge, Tags } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './columns.module.css';
import { useFigures } from './figures';

/** How a run is said in one line. */
export function runTitle(run: { runNumber: number; status: string; durationMs?: number | null }): string {
  const took =
    run.durationMs === null || run.durationMs === undefined ? '' : ` after ${formatDuration(run.durationMs)}`;
  return `Run #${formatNumber(run.runNumber)}: ${lookOf(run.status).label.toLowerCase()}${took}`;
}

export const JOB_COLUMNS: readonly Column<JobRowFragment>[] = [
  {
    id: 'name',
    header: 'Job',
    width: 240,
    isGrowing: true,
    isSortable: true,
    canHide: false,
    cell: ({ name, slug }) => (
      <span className={styles.name}>
        <bdi>{name}</bdi>
        <span className={styles.slug}>{slug}</span>
      </span>
    ),
  },
  { id: 'kind', header: 'Kind', width: 80, card: 'none', cell: ({ kind }) => lookOf(kind).label },
  { id: 'status', header: 'Status', width: 104, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'runs',
    header: 'Last runs',
    width: 238,
    cell: ({ name, executions }) =>
      executions.nodes.length === 0 ? (
        <span className={styles.none}>No run yet</span>
      ) : (
        <StateStrip
          label={`Last runs of ${isolated(name)}`}
          height={20}
          runs={executions.nodes.toReversed().map((run) => ({
            key: run.id,
            status: run.status,
            durationMs: run.durationMs,
            title: runTitle(run),
          }))}
        />
      ),
  },
  {
    id: 'success',
    header: 'Success',
    width: 78,
    align: 'right',
    cell: ({ id }) => <SuccessRate id={id} />,
  },
  { id: 'p95', header: 'p95', width: 98, align: 'right', cell: ({ id }) => <P95 id={id} /> },
  {
    id: 'next',
    header: 'Next run',
    width: 146,
    isSortable: true,
    cell: ({ status, schedule }) => <NextRun status={status} schedule={schedule ?? null} />,
  },
  {
    id: 'project',
    header: 'Project',
    width: 128,
    card: 'none',
    cell: ({ project }) =>
      project ? (
        <Link to="/jobs" search={{ project: project.id }} className={styles.project}>
          <bdi>{project.name}</bdi>
        </Link>
      ) : (
        NONE
      ),
  },
  {
    id: 'tags',
    header: 'Tags',
    width: 160,
    cell: ({ tags }) => <Tags of={tags} />,
  },
  {
    id: 'updated',
    header: 'Changed',
    width: 168,
    isSortable: true,
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
  },
];

/** Those that are shown until somebody chooses others. */
export const DEFAULT_JOB_COLUMNS = ['name', 'kind', 'status', 'runs', 'success', 'p95', 'next', 'project'];

/** Which column shows what an order is by. */
export const JOB_ORDER_COLUMNS = { name: 'NAME', next: 'NEXT_RUN_AT', updated: 'UPDATED_AT' } as const;

/** Below it, a rate is looked at twice. */
const POOR_RATE = 0.9;

function SuccessRate({ id }: { id: string }) {
  const { byJob, failure } = useFigures();
  const figures = byJob.get(id);
  if (!figures) return <Missing failure={failure?.message} />;
  const rate = figures.successRate;
  if (rate === null || rate === undefined) return NONE;
  return <span className={rate < POOR_RATE ? styles.poor : undefined}>{formatPercent(rate)}</span>;
}

function P95({ id }: { id: string }) {
  const { byJob, failure } = useFigures();
  const figures = byJob.get(id);
  return figures ? formatDuration(figures.durationMs?.p95) : <Missing failure={failure?.message} />;
}

function Missing({ failure }: { failure: string | undefined }) {
  return (
    <span className={styles.none} title={failure}>
      {failure ? 'failed' : '…'}
    </span>
  );
}

interface NextRunProps {
  status: string;
  schedule: { cron: string; pausedAt?: string | null; nextRunAt?: string | null } | null;
}

function NextRun({ status, schedule }: NextRunProps) {
  if (!schedule) return <span className={styles.none}>On demand</span>;
  if (schedule.pausedAt) return <StatusBadge status="PAUSED">Paused</StatusBadge>;
  if (status !== 'ACTIVE')
    return <span className={styles.none}>None while {lookOf(status).label.toLowerCase()}</span>;
  return <Time at={schedule.nextRunAt ?? null} precision="minute" />;
}
