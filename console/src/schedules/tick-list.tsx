import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Column, DataTable } from '../ui/data-table';
import { formatNumber } from '../ui/format';
import { isolated } from '../ui/isolated';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './schedules.module.css';
import { tickState } from './timeline';
import type { NextTick, PastTick } from './use-ticks';

/** A tick of either side of now. */
interface Row {
  key: string;
  at: number;
  job: { id: string; name: string; slug: string };
  state: string;
  past: PastTick | null;
}

/** The closed set of what is shown of them. */
export const TICK_KINDS = [
  { value: 'all', label: 'All ticks' },
  { value: 'next', label: 'To come' },
  { value: 'skipped', label: 'Skipped' },
  { value: 'failed', label: 'Failed' },
] as const;
export type TickKind = (typeof TICK_KINDS)[number]['value'];

const COLUMNS: readonly Column<Row>[] = [
  { id: 'at', header: 'Tick', width: 168, cell: ({ at }) => <Time at={at} /> },
  {
    id: 'job',
    header: 'Job',
    width: 240,
    isGrowing: true,
    cell: ({ job }) => (
      <Link to="/jobs/$id" params={{ id: job.id }} className={styles.job}>
        <bdi>{job.name}</bdi>
      </Link>
    ),
  },
  { id: 'state', header: 'What became of it', width: 150, cell: ({ state }) => <TickBadge state={state} /> },
  {
    id: 'run',
    header: 'Run',
    width: 90,
    cell: ({ past }) =>
      past?.execution ? (
        <Link to="/runs/$id" params={{ id: past.execution.id }} search={{}}>
          #{formatNumber(past.execution.runNumber)}
        </Link>
      ) : null,
  },
  {
    id: 'took',
    header: 'Duration',
    width: 100,
    align: 'right',
    cell: ({ past }) => <Duration ms={past?.execution?.durationMs} />,
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 320,
    isGrowing: true,
    cell: ({ past }) => past?.skipReason && <bdi className={styles.reason}>{past.skipReason}</bdi>,
  },
];

const keyOf = ({ key }: Row) => key;
const labelOf = ({ job, at }: Row) => `${isolated(job.name)}, ${new Date(at).toISOString()}`;

export function TickBadge({ state }: { state: string }) {
  if (state === 'NEXT') return <StatusBadge status="DELAYED">To come</StatusBadge>;
  if (state === 'SKIPPED') return <StatusBadge status="SKIPPED">Skipped</StatusBadge>;
  if (state === 'GONE') return <StatusBadge status="GONE">No longer kept</StatusBadge>;
  return <StatusBadge status={state} />;
}

export interface TickListProps {
  past: readonly PastTick[];
  next: readonly NextTick[];
  kind: TickKind;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}

/** The timeline in words: what comes, the next first, then what has been, the newest first. */
export function TickList({ past, next, kind, hasMore, isLoading, onMore }: TickListProps) {
  const navigate = useNavigate();
  const rows = useMemo(() => {
    const coming = next.map(
      ({ at, job }): Row => ({ key: `${job.id} ${at}`, at, job, state: 'NEXT', past: null }),
    );
    const been = past.map((tick): Row => {
      const state = tickState(tick);
      return { key: tick.id, at: Date.parse(tick.at), job: tick.job, state, past: tick };
    });
    if (kind === 'next') return coming;
    const wanted = kind === 'all' ? null : kind.toUpperCase();
    const some = wanted === null ? [...coming, ...been] : been.filter(({ state }) => state === wanted);
    return some;
  }, [past, next, kind]);
  return (
    <DataTable
      label="Ticks"
      scroll="page"
      columns={COLUMNS}
      rows={rows}
      rowKey={keyOf}
      rowLabel={labelOf}
      isLoading={isLoading}
      hasMore={hasMore && kind !== 'next'}
      onEndReached={onMore}
      onOpen={({ past: tick, job }) =>
        void (tick?.execution
          ? navigate({ to: '/runs/$id', params: { id: tick.execution.id }, search: {} })
          : navigate({ to: '/jobs/$id', params: { id: job.id }, search: {} }))
      }
      empty={<p className={styles.muted}>There is none in this range.</p>}
    />
  );
}
