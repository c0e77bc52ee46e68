import { useNavigate } from '@tanstack/react-router';
import { JobStatsDocument, type JobStatsQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { TimeChart } from '../ui/charts/time-chart';
import { ErrorPanel } from '../ui/feedback';
import { formatDuration, formatNumber, formatPercent } from '../ui/format';
import { Card, Stat, Stats } from '../ui/layout';
import { usePreferences } from '../ui/preferences';
import { Select } from '../ui/select';
import { Skeleton } from '../ui/spinner';
import { useNow } from '../ui/time';
import styles from './job-screen.module.css';
import { type FigureRange, RANGES, rangeStart } from './range';

const RENEWED_MS = 60_000;
const CHART_PX = 190;

type Figures = NonNullable<JobStatsQuery['job']>['stats'];

export interface JobFiguresProps {
  id: string;
  range: FigureRange;
  onRangeChange: (value: string) => void;
}

/** How many ran, how they ended and how long they took, over a range. */
export function JobFigures({ id, range, onRangeChange }: JobFiguresProps) {
  const from = rangeStart(range, useNow(RENEWED_MS));
  const mode = usePreferences().time;
  const timezone = mode === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const variables = { id, from, bucket: range.bucket, timezone };
  const { data, failure, isLoading, reload } = useData(JobStatsDocument, variables);
  const stats = data?.job?.stats;
  return (
    <Card
      title="Statistics"
      actions={
        <Select
          label="Range"
          isLabelHidden
          options={RANGES.map(({ value, label }) => ({ value, label: `Last ${label}` }))}
          value={range.value}
          onChange={onRangeChange}
        />
      }
    >
      {failure ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />
      ) : stats ? (
        <Shown stats={stats} id={id} />
      ) : (
        isLoading && <Skeleton height={CHART_PX + 70} />
      )}
    </Card>
  );
}

const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'm' },
  { ms: 1_000, name: 's' },
];

/** In one unit, since an axis has little room: `1.5 h`. */
function axisDuration(ms: number): string {
  const unit = UNITS.find((one) => ms >= one.ms);
  return unit ? `${Math.round((ms / unit.ms) * 10) / 10} ${unit.name}` : `${Math.round(ms)} ms`;
}

function Shown({ stats, id }: { stats: Figures; id: string }) {
  const navigate = useNavigate();
  const count = (status: string) => stats.countsByStatus.find((one) => one.status === status)?.count ?? 0;
  const times = stats.buckets.map(({ start }) => Date.parse(start));
  const open = (from: number, to: number) =>
    void navigate({
      to: '/runs',
      search: { job: [id], queued: `${new Date(from).toISOString()}..${new Date(to).toISOString()}` },
    });
  return (
    <>
      <Stats>
        <Stat label="Runs" value={formatNumber(stats.count)} />
        <Stat
          label="Success rate"
          value={formatPercent(stats.successRate)}
          hint={`${formatNumber(count('COMPLETED'))} completed`}
        />
        <Stat
          label="Failed"
          value={formatNumber(count('FAILED'))}
          tone={count('FAILED') > 0 ? 'failed' : 'default'}
        />
        <Stat label="p50" value={formatDuration(stats.durationMs?.p50)} />
        <Stat
          label="p95"
          value={formatDuration(stats.durationMs?.p95)}
          hint={`longest ${formatDuration(stats.durationMs?.max)}`}
        />
      </Stats>
      {stats.count > 0 && (
        <div className={styles.charts}>
          <TimeChart
            label="Runs by how they ended"
            kind="stacked"
            height={CHART_PX}
            times={times}
            onSelectRange={open}
            series={[
              {
                ...{ id: 'completed', label: 'Completed', color: 'completed' },
                values: stats.buckets.map(({ completed }) => completed),
              },
              {
                ...{ id: 'failed', label: 'Failed', color: 'failed' },
                values: stats.buckets.map(({ failed }) => failed),
              },
              {
                ...{ id: 'canceled', label: 'Canceled', color: 'canceled' },
                values: stats.buckets.map(({ canceled }) => canceled),
              },
              {
                ...{ id: 'open', label: 'Open', color: 'running' },
                values: stats.buckets.map((one) => one.count - one.completed - one.failed - one.canceled),
              },
            ]}
          />
          {stats.durationMs && (
            <TimeChart
              label="How long runs took"
              height={CHART_PX}
              times={times}
              format={formatDuration}
              formatAxis={axisDuration}
              onSelectRange={open}
              series={[
                {
                  ...{ id: 'p50', label: 'p50', color: 'accent' },
                  values: stats.buckets.map(({ durationMs }) => durationMs?.p50 ?? null),
                },
                {
                  ...{ id: 'p95', label: 'p95', color: 'warning' },
                  values: stats.buckets.map(({ durationMs }) => durationMs?.p95 ?? null),
                },
              ]}
            />
          )}
        </div>
      )}
    </>
  );
}
