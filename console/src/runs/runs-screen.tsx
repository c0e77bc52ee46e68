import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RunRowFragment } from '../api/generated/graphql';
import { AddressProblems } from '../app/address-problems';
import { manyOf, parseSearch, stringifySearch, useSearchState } from '../app/search';
import { useColumns } from '../app/use-columns';
import { Button, IconButton } from '../ui/button';
import { DataTable, type Selection, type Sort } from '../ui/data-table';
import { ColumnsMenu } from '../ui/data-table-head';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { RetryIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { useKeys } from '../ui/keys';
import { PageHeader, Stack } from '../ui/layout';
import { Spinner } from '../ui/spinner';
import { useTableKeys } from '../ui/table-keys';
import { BulkBar } from './bulk-bar';
import { DEFAULT_COLUMNS, ORDER_COLUMNS, RUN_COLUMNS } from './columns';
import { FilterBar } from './filter-bar';
import { readRunsQuery, writeOrder } from './filters';
import { MAX_NEW, type RunList, type RunListState } from './run-list';
import styles from './runs-screen.module.css';
import { StatusTabs } from './status-tabs';
import { useRunActions } from './use-run-actions';
import { useRunList } from './use-run-list';
import { ViewsMenu } from './views-menu';

const keyOf = ({ id }: RunRowFragment) => id;
const labelOf = ({ job, runNumber }: RunRowFragment) => `${isolated(job.name)}, run ${runNumber}`;
/** Scrolled less than this, new runs come in by themselves. */
const TOP_PX = 120;

/** The list of runs: every filter and order of the API, in the address and live. */
export function RunsScreen() {
  const [search, change] = useSearchState();
  const [readAt, setReadAt] = useState(() => Date.now());
  const { cols: _cols, ...asked } = search;
  // The same text is the same list, whatever else of the page renders anew.
  const text = stringifySearch(asked);
  const { filter, order, problems } = useMemo(() => readRunsQuery(parseSearch(text), readAt), [text, readAt]);
  const [list, state] = useRunList(filter, order);
  const [selection, setSelection] = useState<Selection>(new Set());
  const navigate = useNavigate();

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen in another list is not chosen in this one.
  useEffect(() => setSelection(new Set()), [text]);
  const refresh = useCallback(() => setReadAt(Date.now()), []);

  const choice = useColumns(RUN_COLUMNS, DEFAULT_COLUMNS);
  return (
    <Stack gap="tight">
      <PageHeader
        title="Runs"
        actions={
          <>
            {!state.isLive && <span className={styles.still}>Not live with this filter</span>}
            <ViewsMenu search={search} onOpen={(view) => void navigate({ to: '/runs', search: view })} />
            <ColumnsMenu {...choice} />
            <IconButton label="Read the list anew" onClick={refresh}>
              <RetryIcon />
            </IconButton>
          </>
        }
      />
      <StatusTabs
        filter={filter}
        values={manyOf(search, 'status')}
        onChange={(values) => change({ status: values })}
      />
      <div className={styles.tools}>
        <FilterBar search={search} filter={filter} onChange={change} />
        <BulkBar selection={selection} filter={filter} onClear={() => setSelection(new Set())} />
      </div>
      <AddressProblems problems={problems} />
      <RunTable
        list={list}
        state={state}
        hidden={choice.hidden}
        sort={{ column: columnOf(order.field), direction: order.direction === 'DESC' ? 'desc' : 'asc' }}
        onSort={(sort) => change({ order: writeOrder(orderOf(sort)) })}
        selection={selection}
        onSelectionChange={setSelection}
        isFiltered={text !== ''}
      />
    </Stack>
  );
}

const columnOf = (field: string) =>
  Object.entries(ORDER_COLUMNS).find(([, order]) => order === field)?.[0] ?? 'queued';

function orderOf({ column, direction }: Sort) {
  const field = Object.entries(ORDER_COLUMNS).find(([id]) => id === column)?.[1] ?? 'QUEUED_AT';
  return { field, direction: direction === 'desc' ? 'DESC' : 'ASC' } as const;
}

interface RunTableProps {
  list: RunList;
  state: RunListState;
  hidden: readonly string[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selection: Selection;
  onSelectionChange: (selection: Selection) => void;
  isFiltered: boolean;
}

function RunTable({
  list,
  state,
  hidden,
  selection,
  onSelectionChange,
  isFiltered,
  ...sorting
}: RunTableProps) {
  const { rows, dimmed, fresh, waiting, hasMore, isLoading, failure } = state;
  const navigate = useNavigate();
  const router = useRouter();
  const actions = useRunActions();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const active = rows.find(({ id }) => id === activeKey);
  const open = ({ id }: RunRowFragment) => void navigate({ to: '/runs/$id', params: { id }, search: {} });

  useEffect(() => {
    const look = () => list.setAtTop(window.scrollY < TOP_PX);
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [list]);

  useTableKeys({
    rows,
    rowKey: keyOf,
    activeKey,
    onActiveChange: setActiveKey,
    onOpen: open,
    selection,
    onSelectionChange,
    group: 'Runs',
  });
  useKeys(
    [
      { keys: '/', label: 'Add a filter', run: () => document.getElementById('add-filter')?.click() },
      {
        keys: 'r',
        label: 'Retry the run',
        when: active !== undefined && actions.whyNotRetry(active) === null,
        run: () => active && actions.retry(active),
      },
      {
        keys: 'c',
        label: 'Cancel the run',
        when: active !== undefined && actions.whyNotCancel(active) === null,
        run: () => active && actions.cancel(active),
      },
    ],
    'Runs',
  );

  return (
    <>
      {waiting > 0 && (
        <p className={styles.waiting}>
          <Button
            variant="primary"
            onClick={() => {
              list.showWaiting();
              window.scrollTo({ top: 0 });
            }}
          >
            {waiting > MAX_NEW ? `More than ${MAX_NEW} new` : `${waiting} new`}
          </Button>
        </p>
      )}
      <DataTable
        label="Runs"
        scroll="page"
        columns={RUN_COLUMNS}
        hiddenColumns={hidden}
        rows={rows}
        rowKey={keyOf}
        rowLabel={labelOf}
        {...sorting}
        selection={selection}
        onSelectionChange={onSelectionChange}
        activeKey={activeKey}
        href={({ id }) => router.buildLocation({ to: '/runs/$id', params: { id } }).href}
        onOpen={open}
        mark={({ id }) => (dimmed.has(id) ? 'dimmed' : fresh.has(id) ? 'new' : null)}
        hasMore={hasMore}
        onEndReached={() => void list.more()}
        isLoading={isLoading}
        empty={failure ? null : <NoRuns isFiltered={isFiltered} />}
        footer={
          failure ? (
            <ErrorPanel message={failure.message} code={failure.code} onRetry={() => void list.more()} />
          ) : isLoading && rows.length > 0 ? (
            <Spinner label="Loading more" />
          ) : null
        }
      />
      {actions.dialogs}
    </>
  );
}

const FIRST_RUN = `mutation {
  createJob(input: { slug: "hello", name: "Hello", kind: { bot: { botId: "hello" } } }) { __typename }
  enqueueExecution(input: { jobSlug: "hello" }) { __typename }
}`;

function NoRuns({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No run matches">Take a filter away, or look at a longer range.</EmptyState>
  ) : (
    <EmptyState title="Nothing has run yet" code={FIRST_RUN}>
      A run appears as soon as something is enqueued, or a worker says that it started something.
    </EmptyState>
  );
}
