import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { OverviewStatsQuery } from '../api/generated/graphql';
import type { Loaded } from '../api/use-data';
import type { Range } from '../app/range';
import type { ChartSeries } from '../ui/charts/time-chart';
import { TimeChart } from '../ui/charts/time-chart';
import { formatCompact, formatDuration } from '../ui/format';
import styles from './overview.module.css';
import { Panel } from './panel';

const HEIGHT_PX = 180;

type Buckets = OverviewStatsQuery['now']['buckets'];

/** How much was accepted, what became of it, and how long it took. A range that is drawn leads to its runs. */
export function Charts({ range, stats }: { range: Range; stats: Loaded<OverviewStatsQuery> }) {
  const navigate = useNavigate();
  const open = (from: number, to: number) =>
    void navigate({
      to: '/runs',
      search: { queued: `${new Date(from).toISOString()}..${new Date(to).toISOString()}` },
    });
  return (
    <div className={styles.two}>
      <Panel title="Throughput" loaded={stats} lines={8}>
        {({ now }) =>
          now.count === 0 ? (
            <Nothing>{`Nothing was accepted in the ${range.title.toLowerCase()}. A longer range may show more.`}</Nothing>
          ) : (
            <Throughput buckets={now.buckets} onSelect={open} />
          )
        }
      </Panel>
      <Panel title="Duration" loaded={stats} lines={8}>
        {({ now }) =>
          now.durationMs ? (
            <Durations buckets={now.buckets} onSelect={open} />
          ) : (
            <Nothing>{`No run that was accepted in the ${range.title.toLowerCase()} has started and ended.`}</Nothing>
          )
        }
      </Panel>
    </div>
  );
}

function Nothing({ children }: { children: string }) {
  return <p className={styles.nothing}>{children}</p>;
}

/** `40 s`, `5.5 h`: there is no room for two units at an axis. */
function shortDuration(ms: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ] as const;
  const unit = units.find(([length]) => ms >= length);
  return unit ? `${formatCompact(ms / unit[0])} ${unit[1]}` : `${formatCompact(ms)} ms`;
}

interface ChartProps {
  buckets: Buckets;
  onSelect: (from: number, to: number) => void;
}

const timesOf = (buckets: Buckets) => buckets.map(({ start }) => Date.parse(start));

function Throughput({ buckets, onSelect }: ChartProps) {
  const times = useMemo(() => timesOf(buckets), [buckets]);
  const series = useMemo<ChartSeries[]>(
    () => [
      seriesOf('completed', 'Completed', buckets, (one) => one.completed),
      seriesOf('failed', 'Failed', buckets, (one) => one.failed),
      seriesOf('canceled', 'Canceled', buckets, (one) => one.canceled),
      seriesOf(
        'queued',
        'Open still',
        buckets,
        (one) => one.count - one.completed - one.failed - one.canceled,
      ),
    ],
    [buckets],
  );
  return (
    <TimeChart
      label="Runs by when they were accepted"
      kind="stacked"
      times={times}
      series={series}
      height={HEIGHT_PX}
      onSelectRange={onSelect}
    />
  );
}

function seriesOf(
  color: 'completed' | 'failed' | 'canceled' | 'queued',
  label: string,
  buckets: Buckets,
  pick: (bucket: Buckets[number]) => number,
): ChartSeries {
  return { id: color, label, color, values: buckets.map(pick) };
}

function Durations({ buckets, onSelect }: ChartProps) {
  const times = useMemo(() => timesOf(buckets), [buckets]);
  const series = useMemo<ChartSeries[]>(
    () => [
      {
        id: 'p50',
        label: 'Median',
        color: 'accent',
        values: buckets.map(({ durationMs }) => durationMs?.p50 ?? null),
      },
      {
        id: 'p95',
        label: '95th percentile',
        color: 'warning',
        values: buckets.map(({ durationMs }) => durationMs?.p95 ?? null),
      },
    ],
    [buckets],
  );
  return (
    <TimeChart
      label="Duration of runs by when they were accepted"
      times={times}
      series={series}
      format={formatDuration}
      formatAxis={shortDuration}
      height={HEIGHT_PX}
      onSelectRange={onSelect}
    />
  );
}
