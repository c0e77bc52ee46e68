import { useMemo } from 'react';
import type { MetricRowFragment } from '../../api/generated/graphql';
import { TimeChart } from '../../ui/charts/time-chart';
import { ErrorPanel } from '../../ui/feedback';
import { formatCompact, formatNumber } from '../../ui/format';
import { isolated } from '../../ui/isolated';
import { Card } from '../../ui/layout';
import { Skeleton } from '../../ui/spinner';
import styles from '../parts.module.css';
import { useOnParts } from '../run-live';
import type { Run } from '../run-screen';
import { labelText, overAllTimes } from './label-sets';
import { useSeries } from './use-series';
import { withUnit } from './with-unit';

const HEIGHT_PX = 180;

export interface MetricChartProps {
  run: Run;
  name: string;
  latest: MetricRowFragment | undefined;
}

/** One metric over time: its mean and its least and most, a line for each of its label sets. */
export function MetricChart({ run, name, latest }: MetricChartProps) {
  const { read, failure, reload } = useSeries(run.id, name);
  useOnParts(['MetricSnapshot'], reload);
  const chart = useMemo(() => {
    const lines = read?.lines ?? [];
    const over = overAllTimes(lines.map(({ points }) => points));
    return {
      times: over.times,
      series: lines.flatMap(({ set }, at) => {
        const line = over.lines[at];
        const label = lines.length > 1 ? isolated(labelText(set)) : 'Mean, and from least to most';
        return line ? [{ id: set.key, label, isJoined: lines.length > 1, ...line }] : [];
      }),
    };
  }, [read]);
  const format = (value: number) => withUnit(value, latest?.unit ?? null);
  const isOne = (read?.lines.length ?? 0) <= 1;
  return (
    <Card title={<bdi>{name}</bdi>} actions={isOne && latest && <strong>{format(latest.value)}</strong>}>
      {failure && !read ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />
      ) : !read ? (
        <Skeleton height={HEIGHT_PX} />
      ) : (
        <>
          <TimeChart label={name} height={HEIGHT_PX} {...chart} format={format} formatAxis={formatCompact} />
          {read.leftOut > 0 && (
            <p className={styles.muted}>{`${formatNumber(read.leftOut)} more label sets are not drawn.`}</p>
          )}
        </>
      )}
    </Card>
  );
}
