import {
  type MetricRowFragment,
  RunMetricNamesDocument,
  RunMetricsDocument,
} from '../../api/generated/graphql';
import { useData } from '../../api/use-data';
import { usePages } from '../../api/use-pages';
import { PagedTable } from '../../app/paged-table';
import { manyOf, useSearchState } from '../../app/search';
import type { Column } from '../../ui/data-table';
import { EmptyState, ErrorPanel } from '../../ui/feedback';
import { formatNumber } from '../../ui/format';
import { Stack, Stat, Stats, Toolbar } from '../../ui/layout';
import { MultiSelect } from '../../ui/multi-select';
import { Skeleton } from '../../ui/spinner';
import { Tag } from '../../ui/status-badge';
import { Time } from '../../ui/time';
import styles from '../parts.module.css';
import { useOnParts } from '../run-live';
import type { Run } from '../run-screen';
import { MetricChart } from './metric-chart';
import { withUnit } from './with-unit';

/** Drawn at once; the others are chosen by name. */
const MAX_CHARTS = 8;

const EXAMPLE = `mutation {
  recordMetrics(input: {
    work: { execution: { id: "exec_…", token: "…" } }
    metrics: [{ name: "rows_per_second", value: 1250, metricType: GAUGE }]
  }) { __typename }
}`;

const COLUMNS: readonly Column<MetricRowFragment>[] = [
  { id: 'name', header: 'Name', width: 200, isGrowing: true, cell: ({ name }) => <bdi>{name}</bdi> },
  {
    id: 'value',
    header: 'Value',
    width: 150,
    align: 'right',
    cell: ({ value, unit }) => withUnit(value, unit),
  },
  { id: 'type', header: 'Type', width: 110, cell: ({ metricType }) => metricType.toLowerCase() },
  { id: 'labels', header: 'Labels', width: 260, cell: ({ labels }) => <Labels labels={labels} /> },
  {
    id: 'at',
    header: 'Measured',
    width: 170,
    cell: ({ timestamp }) => <Time at={timestamp} precision="ms" />,
  },
];

/** What was measured: over time where there is more than one value, and all of it as a list. */
export default function MetricsTab({ run }: { run: Run }) {
  const [search, change] = useSearchState();
  const filter = { executionId: run.id };
  const names = useData(RunMetricNamesDocument, { filter });
  const chosen = manyOf(search, 'metric');
  const list = usePages(
    RunMetricsDocument,
    (page) => ({ id: run.id, filter: chosen.length > 0 ? { name: chosen } : null, ...page }),
    ({ execution }) => execution?.metrics,
  );
  useOnParts(['MetricSnapshot'], () => {
    names.reload();
    list.reload();
  });
  if (names.failure)
    return <ErrorPanel message={names.failure.message} code={names.failure.code} onRetry={names.reload} />;
  if (!names.data) return <Skeleton lines={6} height={16} />;
  const known = names.data.metricNames;
  if (known.length === 0)
    return (
      <EmptyState title="Nothing was measured" code={EXAMPLE}>
        Workers record counters, gauges, timers and histograms while they work.
      </EmptyState>
    );
  const shown = known.filter(({ value }) => chosen.length === 0 || chosen.includes(value));
  const drawn = shown.filter(({ count }) => count.value > 1);
  const single = shown.filter(({ count }) => count.value === 1);
  const latest = new Map(list.rows.toReversed().map((row) => [row.name, row]));
  return (
    <Stack>
      <Toolbar label="Which metrics">
        <MultiSelect
          label="Metrics"
          options={known.map(({ value, count }) => ({
            value,
            label: value,
            count: `${formatNumber(count.value)}${count.isCapped ? '+' : ''}`,
          }))}
          value={chosen}
          onChange={(metric) => change({ metric }, { replace: true })}
        />
        {drawn.length > MAX_CHARTS && (
          <span className={styles.muted}>
            The {MAX_CHARTS} most measured of {drawn.length} are drawn; choose others by name.
          </span>
        )}
      </Toolbar>
      {single.length > 0 && (
        <Stats>
          {single.slice(0, 12).map(({ value: name }) => {
            const row = latest.get(name);
            return (
              <Stat
                key={name}
                label={name}
                value={row ? withUnit(row.value, row.unit) : '…'}
                hint={row?.metricType.toLowerCase()}
              />
            );
          })}
        </Stats>
      )}
      {drawn.length > 0 && (
        <div className={styles.charts}>
          {drawn.slice(0, MAX_CHARTS).map(({ value: name }) => (
            <MetricChart key={name} run={run} name={name} latest={latest.get(name)} />
          ))}
        </div>
      )}
      <PagedTable
        label="Measurements"
        columns={COLUMNS}
        pages={list}
        hasKeys={false}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
      />
    </Stack>
  );
}

function Labels({ labels }: { labels: unknown }) {
  if (typeof labels !== 'object' || labels === null) return null;
  const entries: [string, unknown][] = Object.entries(labels);
  return (
    <span className={styles.tags}>
      {entries.slice(0, 6).map(([name, value]) => (
        <Tag key={name} name={name}>
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </Tag>
      ))}
    </span>
  );
}
