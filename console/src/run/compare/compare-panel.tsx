import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { RunCompareDocument, type RunCompareQuery, RunsToCompareDocument } from '../../api/generated/graphql';
import { useData } from '../../api/use-data';
import { oneOf, useSearchState } from '../../app/search';
import { Switch } from '../../ui/checkbox';
import { Banner, EmptyState, ErrorPanel } from '../../ui/feedback';
import { formatDuration, formatNumber, formatTime } from '../../ui/format';
import { Text } from '../../ui/json-view';
import { Card, Stack, Toolbar } from '../../ui/layout';
import { usePreferences } from '../../ui/preferences';
import { Select } from '../../ui/select';
import { Skeleton } from '../../ui/spinner';
import { StateIcon, StatusBadge } from '../../ui/status-badge';
import { withUnit } from '../metrics/with-unit';
import type { Run } from '../run-screen';
import styles from './compare.module.css';
import { changeText, compareJson, compareMetrics, compareStages, type Difference } from './diff';
import { DiffTable } from './diff-table';

type Compared = NonNullable<RunCompareQuery['execution']>;

/** This run beside another one of its job: the one before it that completed, unless another is chosen. */
export default function ComparePanel({ run }: { run: Run }) {
  const [search, change] = useSearchState();
  const { time } = usePreferences();
  const filter = { jobIds: [run.job.id], queuedAt: { to: run.queuedAt } };
  const before = useData(RunsToCompareDocument, { filter: { ...filter, status: ['COMPLETED'] } });
  const around = useData(RunsToCompareDocument, { filter: { jobIds: [run.job.id] } });
  const asked = oneOf(search, 'compare');
  const previous = before.data?.executions.nodes.find(({ id }) => id !== run.id);
  const otherId = asked ?? previous?.id;
  const options = useMemo(() => {
    const rows = [...(around.data?.executions.nodes ?? []), ...(before.data?.executions.nodes ?? [])];
    const known = new Map(rows.filter(({ id }) => id !== run.id).map((row) => [row.id, row]));
    return [...known.values()]
      .sort((a, b) => (a.queuedAt < b.queuedAt ? 1 : -1))
      .map((row) => ({
        value: row.id,
        label: `#${formatNumber(row.runNumber)}, ${formatTime(row.queuedAt, time === 'relative' ? 'local' : time)}`,
        icon: <StateIcon status={row.status} />,
      }));
  }, [around.data, before.data, run.id, time]);

  if (before.failure && otherId === undefined)
    return <ErrorPanel message={before.failure.message} code={before.failure.code} onRetry={before.reload} />;
  if (before.isLoading && otherId === undefined) return <Skeleton lines={6} height={16} />;
  if (otherId === undefined && options.length === 0)
    return (
      <EmptyState title="There is nothing to compare it with">
        This is the only run of its job that is kept. When it runs again, the two can be compared here.
      </EmptyState>
    );
  const isListed = options.some(({ value }) => value === otherId);
  return (
    <Stack>
      <Toolbar label="What it is compared with">
        <div className={styles.chooser}>
          <Select
            label="Compared with"
            options={
              isListed || otherId === undefined
                ? options
                : [{ value: otherId, label: otherId, icon: null }, ...options]
            }
            value={otherId ?? null}
            placeholder="Choose a run…"
            onChange={(id) => change({ tab: 'compare', compare: id })}
          />
        </div>
      </Toolbar>
      {otherId === run.id ? (
        <Banner tone="warning">This is the same run: choose another one.</Banner>
      ) : otherId ? (
        <Both left={run.id} right={otherId} job={run.job.id} />
      ) : (
        <p className={styles.note}>No run of this job has completed before it. Choose any other one.</p>
      )}
    </Stack>
  );
}

function Both({ left, right, job }: { left: string; right: string; job: string }) {
  const a = useData(RunCompareDocument, { id: left });
  const b = useData(RunCompareDocument, { id: right });
  const failed = a.failure ? a : b.failure ? b : null;
  if (failed?.failure && failed.failure.code !== 'BAD_USER_INPUT')
    return <ErrorPanel message={failed.failure.message} code={failed.failure.code} onRetry={failed.reload} />;
  if (a.isLoading || b.isLoading) return <Skeleton lines={8} height={16} />;
  if (!a.data?.execution || !b.data?.execution)
    return <Banner tone="warning">The run to compare with does not exist, or is not yours.</Banner>;
  if (b.data.execution.job.id !== job)
    return (
      <>
        <Banner tone="warning">The other run is one of another job: most of it will differ.</Banner>
        <Tables left={a.data.execution} right={b.data.execution} />
      </>
    );
  return <Tables left={a.data.execution} right={b.data.execution} />;
}

function Tables({ left, right }: { left: Compared; right: Compared }) {
  const [isOnlyChanged, setOnlyChanged] = useState(false);
  const names = [`#${left.runNumber}, this one`, `#${right.runNumber}`] as const;
  const facts = useMemo(() => factsOf(left, right), [left, right]);
  const params = useMemo(() => compareJson(left.params, right.params), [left, right]);
  const result = useMemo(() => compareJson(left.result, right.result), [left, right]);
  const stages = useMemo(() => compareStages(left.stages.nodes, right.stages.nodes), [left, right]);
  const metrics = useMemo(() => compareMetrics(left.metrics.nodes, right.metrics.nodes), [left, right]);
  const shared = { names, isOnlyChanged };
  const isCut = [left, right].some(
    (one) => one.stages.pageInfo.hasNextPage || one.metrics.pageInfo.hasNextPage,
  );
  return (
    <Stack>
      <Toolbar label="How">
        <Switch label="Only differences" isChecked={isOnlyChanged} onChange={setOnlyChanged} />
        <Link to="/runs/$id" params={{ id: right.id }} search={{}}>
          Open #{formatNumber(right.runNumber)}
        </Link>
        {isCut && (
          <span className={styles.note}>
            Of long runs, the first 200 stages and the last 200 metrics are compared.
          </span>
        )}
      </Toolbar>
      <div className={styles.columns}>
        <Card title="Run" isFlush>
          <DiffTable label="Run" rows={facts} show={(value) => value} empty="" {...shared} />
        </Card>
        <Card title="Stages" isFlush>
          <DiffTable
            label="Stages"
            rows={stages}
            show={({ ms, status, count }) => (
              <span className={styles.stage}>
                <StateIcon status={status} /> {formatDuration(ms)}
                {count > 1 && <span className={styles.none}> ({count}×)</span>}
              </span>
            )}
            change={({ left: x, right: y }) => changeText(x?.ms, y?.ms)}
            empty="Neither has stages."
            {...shared}
          />
        </Card>
        <Card title="Params" isFlush>
          <DiffTable label="Params" rows={params} show={jsonText} empty="Neither has params." {...shared} />
        </Card>
        <Card title="Result" isFlush>
          <DiffTable label="Result" rows={result} show={jsonText} empty="Neither has a result." {...shared} />
        </Card>
        <Card title="Metrics" isFlush>
          <DiffTable
            label="Metrics"
            rows={metrics}
            show={({ value, unit }) => withUnit(value, unit)}
            change={({ left: x, right: y }) => changeText(x?.value, y?.value)}
            empty="Neither has metrics."
            {...shared}
          />
        </Card>
      </div>
    </Stack>
  );
}

const SHOWN = 200;

function jsonText(value: unknown) {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return (
    <span className={styles.value} title={text.slice(0, 2_000)}>
      <Text text={text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text} />
    </span>
  );
}

function factsOf(left: Compared, right: Compared): Difference<ReactNode>[] {
  const fact = (
    name: string,
    of: (run: Compared) => string | number | null,
    show?: (run: Compared) => ReactNode,
  ) => ({
    name,
    left: show ? show(left) : (of(left) ?? undefined),
    right: show ? show(right) : (of(right) ?? undefined),
    isSame: of(left) === of(right),
  });
  return [
    fact(
      'State',
      ({ status }) => status,
      ({ status }) => <StatusBadge status={status} isPlain />,
    ),
    fact(
      'Duration',
      ({ durationMs }) => durationMs,
      ({ durationMs }) => formatDuration(durationMs),
    ),
    fact('Until it started', waitOf, (run) => formatDuration(waitOf(run))),
    fact('Attempts', ({ attempt }) => attempt),
    fact(
      'Items',
      ({ itemsProcessed }) => itemsProcessed,
      ({ itemsProcessed }) => formatNumber(itemsProcessed),
    ),
    fact('Error code', ({ errorCode }) => errorCode),
    fact(
      'Error',
      ({ errorMessage }) => errorMessage,
      ({ errorMessage }) => (errorMessage ? jsonText(errorMessage) : undefined),
    ),
  ].filter((row) => row.left !== undefined || row.right !== undefined);
}

function waitOf({ queuedAt, startedAt }: Compared): number | null {
  return startedAt === null ? null : Date.parse(startedAt) - Date.parse(queuedAt);
}
