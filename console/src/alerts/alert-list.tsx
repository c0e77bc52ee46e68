import { Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import {
  type AlertRowFragment,
  AlertRuleNamesDocument,
  type AlertStatus,
  AlertsDocument,
} from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import { readSet, SetFilter } from '../app/address-filters';
import { AddressProblems } from '../app/address-problems';
import { JobFilter } from '../app/job-select';
import { PagedTable } from '../app/paged-table';
import { oneOf, useSearchState } from '../app/search';
import { readTimes } from '../runs/filters';
import { TimesFilter } from '../runs/times-filter';
import { Button } from '../ui/button';
import type { Column } from '../ui/data-table';
import { EmptyState } from '../ui/feedback';
import { isolated } from '../ui/isolated';
import { Stack, Toolbar } from '../ui/layout';
import { MultiSelect } from '../ui/multi-select';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './alerts.module.css';
import { measureOf } from './conditions';
import { useAcknowledge } from './use-acknowledge';

const STATUSES: readonly AlertStatus[] = ['OPEN', 'ACKNOWLEDGED', 'CLOSED'];
const EVERY_MS = 15_000;
const keyOf = ({ id }: AlertRowFragment) => id;
const labelOf = ({ rule, job }: AlertRowFragment) =>
  job ? `${isolated(rule.name)}, ${isolated(job.name)}` : rule.name;

export interface AlertListProps {
  view: 'open' | 'acknowledged' | 'history';
  version: number;
  onChanged: () => void;
  onCreate: () => void;
}

export function AlertList({ view, version, onChanged, onCreate }: AlertListProps) {
  const [search, change] = useSearchState();
  const rule = oneOf(search, 'rule');
  const job = oneOf(search, 'job');
  const range = oneOf(search, 'opened');
  const statuses = readSet(search, 'status', STATUSES);
  // Taken once for a range, so that its pages fit together.
  const opened = useMemo(() => (range === undefined ? undefined : readTimes(range, Date.now())), [range]);
  const problems = [...statuses.problems];
  if (opened === null) problems.push('opened: it is no range of times.');
  const status: AlertStatus[] | undefined =
    view === 'open' ? ['OPEN'] : view === 'acknowledged' ? ['ACKNOWLEDGED'] : statuses.values;
  const filter = { status, alertRuleId: rule, jobId: job, openedAt: opened ?? undefined };
  const pages = usePages(
    AlertsDocument,
    (page) => ({ filter, ...page }),
    ({ alerts }) => alerts,
    { everyMs: EVERY_MS },
  );
  const { reload } = pages;
  // A change made here is read at once.
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  const acknowledging = useAcknowledge(onChanged);
  const { acknowledge, whyNot } = acknowledging;
  const columns = useMemo(() => columnsOf(view, { acknowledge, whyNot }), [view, acknowledge, whyNot]);
  const isFiltered = [rule, job, range].some((one) => one !== undefined) || statuses.values !== undefined;

  return (
    <Stack>
      <Toolbar label="Filters">
        <RuleFilter />
        <JobFilter />
        <TimesFilter label="Opened" value={range ?? null} onChange={(at) => change({ opened: at })} />
        {view === 'history' && <SetFilter param="status" label="Status" values={STATUSES} />}
        {isFiltered && (
          <Button
            variant="ghost"
            onClick={() => change({ rule: null, job: null, opened: null, status: null })}
          >
            Clear
          </Button>
        )}
      </Toolbar>
      <AddressProblems problems={problems} />
      <PagedTable
        label="Alerts"
        pages={pages}
        columns={columns}
        rowKey={keyOf}
        rowLabel={labelOf}
        onOpen={({ id }) => change({ alert: id })}
        empty={<NoAlerts view={view} isFiltered={isFiltered} onCreate={onCreate} />}
      />
    </Stack>
  );
}

function RuleFilter() {
  const [search, change] = useSearchState();
  const { data, failure } = useData(AlertRuleNamesDocument, {});
  const rules = data?.alertRules.nodes ?? [];
  const owners = new Set(rules.map(({ owner }) => owner.id));
  return (
    <MultiSelect
      label="Rule"
      isSingle
      options={rules.map(({ id, name, owner }) => ({
        value: id,
        label: owners.size > 1 ? `${isolated(name)} (${isolated(owner.name)})` : name,
      }))}
      value={[oneOf(search, 'rule') ?? []].flat()}
      onChange={([id]) => change({ rule: id ?? null })}
      error={failure?.message ?? null}
    />
  );
}

function columnsOf(
  view: AlertListProps['view'],
  { acknowledge, whyNot }: Pick<ReturnType<typeof useAcknowledge>, 'acknowledge' | 'whyNot'>,
): Column<AlertRowFragment>[] {
  const columns: Column<AlertRowFragment>[] = [
    {
      id: 'what',
      header: 'Alert',
      width: 280,
      isGrowing: true,
      cell: (alert) => (
        <div className={styles.alert}>
          <bdi className={styles.cut}>{alert.rule.name}</bdi>
        </div>
      ),
    },
    {
      id: 'measure',
      header: 'Measured',
      width: 300,
      isGrowing: true,
      cell: (alert) => <span className={styles.cut}>{measureOf(alert)}</span>,
    },
    {
      id: 'job',
      header: 'Job',
      width: 160,
      cell: ({ job }) =>
        job ? (
          <Link to="/jobs/$id" params={{ id: job.id }} className={styles.cut}>
            <bdi>{job.name}</bdi>
          </Link>
        ) : (
          'Several'
        ),
    },
    { id: 'opened', header: 'Opened', width: 150, cell: ({ openedAt }) => <Time at={openedAt} /> },
  ];
  if (view === 'history') {
    columns.unshift({
      id: 'status',
      header: 'Status',
      width: 130,
      card: 'line',
      cell: ({ status }) => <StatusBadge status={status} />,
    });
    columns.push({
      id: 'lasted',
      header: 'Lasted',
      width: 110,
      cell: ({ openedAt, closedAt }) => (
        <Duration ms={closedAt ? Date.parse(closedAt) - Date.parse(openedAt) : null} since={openedAt} />
      ),
    });
  } else {
    columns.push({
      id: 'for',
      header: 'For',
      width: 110,
      card: 'none',
      cell: ({ openedAt }) => <Duration since={openedAt} />,
    });
  }
  if (view === 'acknowledged') {
    columns.push({
      id: 'by',
      header: 'Acknowledged by',
      width: 170,
      cell: ({ acknowledgedBy }) => <bdi className={styles.cut}>{acknowledgedBy?.name}</bdi>,
    });
  }
  if (view === 'open') {
    columns.push({
      id: 'acknowledge',
      header: 'Action',
      width: 130,
      cell: (alert) => (
        <Button
          size="s"
          disabledReason={whyNot(alert)}
          onClick={(event) => {
            event.stopPropagation();
            void acknowledge(alert);
          }}
        >
          Acknowledge
        </Button>
      ),
    });
  }
  return columns;
}

function NoAlerts({
  view,
  isFiltered,
  onCreate,
}: Pick<AlertListProps, 'view' | 'onCreate'> & { isFiltered: boolean }) {
  const { data } = useData(AlertRuleNamesDocument, {});
  if (isFiltered) return <EmptyState title="No alert matches">Take a filter away.</EmptyState>;
  if (data?.alertRules.nodes.length === 0) {
    return (
      <EmptyState
        title="Nothing is watched yet"
        action={
          <Button variant="primary" onClick={onCreate}>
            New rule
          </Button>
        }
        code={FIRST_RULE}
      >
        A rule opens an alert when too many runs fail, when a new kind of failure appears, or when a run is
        missing, slow or waiting for too long.
      </EmptyState>
    );
  }
  return view === 'open' ? (
    <EmptyState title="All quiet">No alert is open. Rules are judged every 30 seconds.</EmptyState>
  ) : view === 'acknowledged' ? (
    <EmptyState title="Nothing is being looked after">
      What somebody acknowledges stays here until its condition holds no more.
    </EmptyState>
  ) : (
    <EmptyState title="No alert has opened yet">What opens and closes is kept here.</EmptyState>
  );
}

const FIRST_RULE = `mutation {
  createAlertRule(input: {
    name: "Too many failures"
    condition: { failureRate: { above: 0.2, rangeSeconds: 3600 } }
  }) { __typename }
}`;
