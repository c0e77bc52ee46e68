import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ExecutionStatus, OverviewNowQuery, OverviewStatsQuery } from '../api/generated/graphql';
import type { Loaded } from '../api/use-data';
import type { Range } from '../app/range';
import { ErrorPanel } from '../ui/feedback';
import { formatCount, formatDuration, formatNumber, formatPercent } from '../ui/format';
import { Card, Stat, type StatProps } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { lookOf, StateIcon } from '../ui/status-badge';
import styles from './overview.module.css';

export interface FiguresProps {
  range: Range;
  now: Loaded<OverviewNowQuery>;
  stats: Loaded<OverviewStatsQuery>;
}

const OPEN = ['QUEUED', 'RUNNING'] as const;
const ENDED = ['COMPLETED', 'FAILED', 'CANCELED'] as const;
const TONES: Partial<Record<ExecutionStatus, StatProps['tone']>> = { RUNNING: 'running', FAILED: 'failed' };

/** What is open now, and what became of what was accepted in the range. Each number leads to its runs. */
export function Figures({ range, now, stats }: FiguresProps) {
  return (
    <div className={styles.figures}>
      <Card title="Now">
        <Part loaded={now}>
          {({ executions }) =>
            OPEN.map((status) => (
              <State
                key={status}
                status={status}
                count={executions.countsByStatus.find((one) => one.status === status)}
              />
            ))
          }
        </Part>
      </Card>
      <Card title={`Accepted in the ${range.title.toLowerCase()}`}>
        <Part loaded={stats}>
          {(data) => (
            <>
              {ENDED.map((status) => (
                <State
                  key={status}
                  status={status}
                  count={data.now.countsByStatus.find((one) => one.status === status)}
                  before={data.before.countsByStatus.find((one) => one.status === status)?.count}
                  queued={`${range.from}..`}
                />
              ))}
              <Stat
                label="Success rate"
                value={formatPercent(data.now.successRate)}
                hint={data.before.successRate !== null && before(formatPercent(data.before.successRate))}
              />
              <Stat
                label="Median duration"
                value={formatDuration(data.now.durationMs?.p50)}
                hint={data.before.durationMs && before(formatDuration(data.before.durationMs.p50))}
              />
              <Stat
                label="95th percentile"
                value={formatDuration(data.now.durationMs?.p95)}
                hint={data.before.durationMs && before(formatDuration(data.before.durationMs.p95))}
              />
            </>
          )}
        </Part>
      </Card>
    </div>
  );
}

/** As long before the range as the range is. */
const before = (text: string) => `vs ${text} before`;

function Part<Data>({ loaded, children }: { loaded: Loaded<Data>; children: (data: Data) => ReactNode }) {
  const { data, failure, reload, isReloading } = loaded;
  if (data !== undefined) return <div className={styles.stats}>{children(data)}</div>;
  if (failure) {
    return (
      <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} isRetrying={isReloading} />
    );
  }
  return (
    <div role="status" aria-label="Loading" className={styles.figuresLoading}>
      <Skeleton lines={2} height={20} />
    </div>
  );
}

interface StateProps {
  status: ExecutionStatus;
  count: { count: number; isCapped?: boolean } | undefined;
  before?: number;
  queued?: string;
}

function State({ status, count, before: earlier, queued }: StateProps) {
  const { label } = lookOf(status);
  return (
    <Stat
      label={label}
      tone={count && count.count > 0 ? TONES[status] : 'default'}
      value={
        <Link
          to="/runs"
          search={{ status: [status], queued }}
          className={styles.figure}
          aria-label={`${label}: ${formatCount(count)}`}
        >
          <StateIcon status={status} size={14} />
          {formatCount(count)}
        </Link>
      }
      hint={earlier === undefined ? undefined : before(formatNumber(earlier))}
    />
  );
}
