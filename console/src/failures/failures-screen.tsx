import { Link, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { FailuresDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { AddressProblems } from '../app/address-problems';
import type { Range } from '../app/range';
import { RangePicker, useRange } from '../app/range-picker';
import { changed, manyOf, parseSearch, type Search, stringifySearch, useSearchState } from '../app/search';
import { FacetFilter } from '../runs/facet-filter';
import { FILTER_FIELDS } from '../runs/filters';
import { Button, IconButton } from '../ui/button';
import { DataTable } from '../ui/data-table';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { RetryIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader, Stack, Toolbar } from '../ui/layout';
import { useTableKeys } from '../ui/table-keys';
import { Tabs } from '../ui/tabs';
import { FAILURE_COLUMNS, type FailureRow } from './columns';
import { type FailureSort, readFailuresQuery, type StateTab, sortFailures } from './failures-query';
import { GroupDrawer } from './group-drawer';
import { keyOfGroup, useDecisions } from './use-decisions';

/** The API gives the most frequent, and no pages of them. */
const FEW = 50;
const MOST = 200;
const EVERY_MS = 60_000;
const TABS: readonly { value: StateTab; label: string }[] = [
  { value: 'OPEN', label: 'Open' },
  { value: 'RESOLVED', label: 'Resolved' },
  { value: 'IGNORED', label: 'Ignored' },
  { value: 'ALL', label: 'All' },
];
/** Where all have the state of the tab, none needs to say it. */
const STATE_HIDDEN = ['state'];
const NONE_HIDDEN: readonly string[] = [];
const FILTERS = ['job', 'kind', 'code', 'stage'];

/** Failures that look alike as one row each: what it says, how often, where, and what was decided of it. */
export function FailuresScreen() {
  const { range, setRange, problem } = useRange();
  const [search, change] = useSearchState();
  const text = stringifySearch(search);
  const query = useMemo(() => readFailuresQuery(parseSearch(text), range.from), [text, range.from]);
  const [first, setFirst] = useState(FEW);
  const decisions = useDecisions();
  const loaded = useData(
    FailuresDocument,
    {
      filter: query.filter,
      state: query.tab === 'ALL' ? null : [query.tab],
      first,
      bucket: range.trend,
      timezone: range.timezone,
    },
    { everyMs: query.open ? undefined : EVERY_MS },
  );
  const { data, failure, isLoading, isReloading, reload } = loaded;
  const { forget } = decisions;
  // What was decided here shows until the server was asked anew: its answer says it, too.
  useEffect(() => {
    if (!isReloading) forget();
  }, [isReloading, forget]);

  const groups = data?.failureGroups;
  const rows = useMemo(() => sortFailures(groups ?? [], query.sort), [groups, query.sort]);
  const isCut = groups !== undefined && groups.length === first;
  return (
    <Stack>
      <PageHeader
        title="Failures"
        sub="Failed runs that look alike, as one row each"
        actions={
          <>
            <RangePicker range={range} setRange={setRange} />
            <IconButton label="Read the list anew" onClick={reload} isBusy={isReloading}>
              <RetryIcon />
            </IconButton>
          </>
        }
      />
      <Tabs
        label="State"
        tabs={TABS}
        value={query.tab}
        onChange={(tab) => change({ state: tab === 'OPEN' ? null : tab })}
      />
      <Filters search={search} range={range} onChange={change} />
      <AddressProblems problems={[problem, ...query.problems]} />
      <FailureTable
        rows={rows.map(decisions.shown)}
        tab={query.tab}
        sort={query.sort}
        range={range}
        isLoading={isLoading}
        isFiltered={FILTERS.some((name) => manyOf(search, name).length > 0)}
        onSort={(sort) => change({ sort: sort === 'count' ? null : sort })}
        onOpen={({ fingerprint, owner }) => change({ group: fingerprint, owner: owner.id })}
        isKeyed={query.open === null}
        decisions={decisions}
        error={
          failure && (
            <ErrorPanel
              message={failure.message}
              code={failure.code}
              onRetry={reload}
              isRetrying={isReloading}
            />
          )
        }
        footer={
          isCut &&
          (first < MOST ? (
            <Button onClick={() => setFirst(MOST)}>{`Show the ${MOST} most frequent`}</Button>
          ) : (
            `These are the ${formatNumber(MOST)} most frequent. Filters show the others.`
          ))
        }
      />
      <GroupDrawer
        group={query.open}
        range={range}
        decisions={decisions}
        onClose={() => change({ group: null, owner: null })}
        onRange={() => setRange('30d')}
      />
    </Stack>
  );
}

interface FiltersProps {
  search: Search;
  range: Range;
  onChange: (changes: Record<string, string | readonly string[] | null>) => void;
}

function Filters({ search, range, onChange }: FiltersProps) {
  const filter = useMemo(
    () => ({ status: ['FAILED' as const], queuedAt: { from: range.from } }),
    [range.from],
  );
  const used = FILTERS.filter((name) => manyOf(search, name).length > 0);
  return (
    <Toolbar label="Filters">
      {FILTERS.map((name) => {
        const field = FILTER_FIELDS.find(({ param }) => param === name);
        return (
          field && (
            <FacetFilter
              key={name}
              field={field}
              values={manyOf(search, name)}
              filter={filter}
              onChange={(values) => onChange({ [name]: values })}
            />
          )
        );
      })}
      {used.length > 0 && (
        <Button
          variant="ghost"
          onClick={() => onChange(Object.fromEntries(used.map((name) => [name, null])))}
        >
          Clear
        </Button>
      )}
    </Toolbar>
  );
}

interface FailureTableProps {
  rows: readonly FailureRow[];
  tab: StateTab;
  sort: FailureSort;
  range: Range;
  isLoading: boolean;
  isFiltered: boolean;
  isKeyed: boolean;
  onSort: (sort: FailureSort) => void;
  onOpen: (row: FailureRow) => void;
  decisions: ReturnType<typeof useDecisions>;
  error: ReactNode;
  footer: ReactNode;
}

function FailureTable(props: FailureTableProps) {
  const { rows, tab, sort, range, isLoading, isFiltered, isKeyed, onSort, onOpen, decisions } = props;
  const router = useRouter();
  const [search] = useSearchState();
  const session = useSession();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const active = rows.find((row) => keyOfGroup(row) === activeKey);
  useTableKeys({
    rows,
    rowKey: keyOfGroup,
    activeKey,
    onActiveChange: setActiveKey,
    onOpen,
    group: 'Failures',
    isOn: isKeyed,
  });
  const canDecide = isKeyed && active !== undefined && session.whyNot('MANAGE') === null;
  useKeys(
    [
      {
        keys: 'e',
        label: 'Resolve the failures, or open them again',
        when: canDecide,
        run: () =>
          active && void decisions.decide(active, { state: active.state === 'OPEN' ? 'RESOLVED' : 'OPEN' }),
      },
      {
        keys: 'i',
        label: 'Ignore the failures',
        when: canDecide && active?.state !== 'IGNORED',
        run: () => active && void decisions.decide(active, { state: 'IGNORED' }),
      },
    ],
    'Failures',
  );
  return (
    <DataTable
      label="Failures"
      scroll="page"
      columns={FAILURE_COLUMNS}
      hiddenColumns={tab === 'ALL' ? NONE_HIDDEN : STATE_HIDDEN}
      rows={rows}
      rowKey={keyOfGroup}
      rowLabel={({ message }) => message.slice(0, 80)}
      sort={{ column: sort, direction: 'desc' }}
      onSort={({ column }) => onSort(column === 'last' || column === 'first' ? column : 'count')}
      activeKey={activeKey}
      href={({ fingerprint, owner }) =>
        router.buildLocation({
          to: '/failures',
          search: changed(search, { group: fingerprint, owner: owner.id }),
        }).href
      }
      onOpen={onOpen}
      mark={(row) => (decisions.has(row) && tab !== 'ALL' && row.state !== tab ? 'dimmed' : null)}
      isLoading={isLoading}
      empty={props.error ?? <NoFailures tab={tab} range={range} isFiltered={isFiltered} />}
      footer={props.footer || null}
    />
  );
}

const FIRST_FAILURE = `mutation {
  failExecution(input: { executionId: "exec_…", leaseToken: "…", errorCode: "HTTP_503", errorMessage: "upstream answered 503" }) { __typename }
}`;

function NoFailures({ tab, range, isFiltered }: { tab: StateTab; range: Range; isFiltered: boolean }) {
  const when = range.title.toLowerCase();
  if (isFiltered)
    return <EmptyState title="No failure matches">Take a filter away, or look at a longer range.</EmptyState>;
  if (tab === 'RESOLVED' || tab === 'IGNORED') {
    return (
      <EmptyState title={`No ${tab.toLowerCase()} failure in the ${when}`}>
        Open failures can be{' '}
        {tab === 'RESOLVED'
          ? 'resolved: they open again if they come again'
          : 'ignored: they stay so if they come again'}
        .
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={`Nothing failed in the ${when}`}
      code={FIRST_FAILURE}
      action={<Link to="/runs">All runs</Link>}
    >
      Runs that fail with messages that look alike are shown as one. Workers say why a run failed:
    </EmptyState>
  );
}
