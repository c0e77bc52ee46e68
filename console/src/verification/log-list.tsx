import { useMemo } from 'react';
import {
  VerificationFiguresDocument,
  type VerificationLogFilter,
  VerificationLogsDocument,
  type VerificationRowFragment,
} from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import { readSet, SetFilter } from '../app/address-filters';
import { AddressProblems } from '../app/address-problems';
import { PagedTable } from '../app/paged-table';
import { oneOf, useSearchState } from '../app/search';
import { readTimes } from '../runs/filters';
import { TimesFilter } from '../runs/times-filter';
import type { Column } from '../ui/data-table';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatDuration, formatNumber, formatPercent } from '../ui/format';
import { isolated } from '../ui/isolated';
import { Card, Stat, Stats, Toolbar } from '../ui/layout';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { TaskFilter } from './task-filter';
import styles from './verification.module.css';
import { RESULTS, TASK_TYPES, typeWord } from './words';

const keyOf = ({ id }: VerificationRowFragment) => id;
const labelOf = ({ task, user }: VerificationRowFragment) =>
  `${isolated(task.title)}, ${isolated(user.email)}`;

const COLUMNS: readonly Column<VerificationRowFragment>[] = [
  {
    id: 'task',
    header: 'Task',
    width: 220,
    isGrowing: true,
    cell: ({ task }) => <bdi className={styles.cut}>{task.title}</bdi>,
  },
  {
    id: 'result',
    header: 'Result',
    width: 120,
    cell: ({ result }) => <StatusBadge status={result} />,
  },
  {
    id: 'why',
    header: 'Why',
    width: 220,
    isGrowing: true,
    cell: ({ rejectionReason, errorMessage, resultText }) => (
      <bdi className={styles.cut}>{rejectionReason ?? errorMessage ?? resultText ?? '–'}</bdi>
    ),
  },
  {
    id: 'user',
    header: 'Of',
    width: 200,
    cell: ({ user }) => <bdi className={styles.cut}>{user.email}</bdi>,
  },
  {
    id: 'took',
    header: 'Took',
    width: 90,
    align: 'right',
    cell: ({ verificationTimeMs }) => formatDuration(verificationTimeMs),
  },
  { id: 'at', header: 'When', width: 150, cell: ({ verifiedAt }) => <Time at={verifiedAt} /> },
];

export function LogList() {
  const [search, change] = useSearchState();
  const results = readSet(search, 'result', RESULTS);
  const types = readSet(search, 'type', TASK_TYPES);
  const range = oneOf(search, 'at');
  // Taken once for a range, so that its pages fit together.
  const verifiedAt = useMemo(() => (range === undefined ? undefined : readTimes(range, Date.now())), [range]);
  const filter: VerificationLogFilter = {
    result: results.values,
    taskType: types.values,
    taskId: oneOf(search, 'task'),
    verifiedAt: verifiedAt ?? undefined,
  };
  const pages = usePages(
    VerificationLogsDocument,
    (page) => ({ filter, ...page }),
    ({ verificationLogs }) => verificationLogs,
  );
  const problems = [...results.problems, ...types.problems];
  if (verifiedAt === null) problems.push('at: it is no range of times.');
  return (
    <>
      <Toolbar label="Filters">
        <SetFilter param="result" label="Result" values={RESULTS} />
        <SetFilter param="type" label="What to do" values={TASK_TYPES} wordOf={typeWord} />
        <TaskFilter />
        <TimesFilter label="When" value={range ?? null} onChange={(at) => change({ at })} />
      </Toolbar>
      <AddressProblems problems={problems} />
      <Figures filter={filter} />
      <PagedTable
        label="Verifications"
        pages={pages}
        columns={COLUMNS}
        rowKey={keyOf}
        rowLabel={labelOf}
        onOpen={({ id }) => change({ open: id })}
        empty={
          Object.values(filter).some((value) => value !== undefined) ? (
            <EmptyState title="No verification matches">Take a filter away.</EmptyState>
          ) : (
            <EmptyState title="Nothing was verified yet">
              Each look at X for a completion is written down here, with what was found.
            </EmptyState>
          )
        }
      />
    </>
  );
}

function Figures({ filter }: { filter: VerificationLogFilter }) {
  const { data, failure, reload } = useData(VerificationFiguresDocument, { filter });
  if (failure) return <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />;
  const stats = data?.verificationStats;
  const countOf = (result: string) =>
    stats?.countsByResult.find((one) => one.result === result)?.count ?? (stats ? 0 : undefined);
  return (
    <Card>
      <Stats>
        <Stat label="Verifications" value={formatNumber(stats?.count)} />
        <Stat label="Verified" value={formatNumber(countOf('VERIFIED'))} tone="completed" />
        <Stat label="Rejected" value={formatNumber(countOf('REJECTED'))} tone="failed" />
        <Stat label="Errors" value={formatNumber(countOf('ERROR'))} tone="warning" />
        <Stat
          label="Took"
          value={formatDuration(stats?.averageMs)}
          hint={stats && `95% within ${formatDuration(stats.p95Ms)}`}
        />
        <Stat
          label="From the cache"
          value={formatPercent(stats?.cacheHitRate)}
          hint={stats && `${formatNumber(stats.apiCalls)} calls of X's API`}
        />
      </Stats>
    </Card>
  );
}
