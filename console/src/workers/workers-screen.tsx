import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { WorkersDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { AddressProblems } from '../app/address-problems';
import { RangePicker, useRange } from '../app/range-picker';
import { changed, parseSearch, stringifySearch, useSearchState } from '../app/search';
import { useNow } from '../ui/clock';
import { DataTable } from '../ui/data-table';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { SearchIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader, Stack } from '../ui/layout';
import { useTableKeys } from '../ui/table-keys';
import { Tabs } from '../ui/tabs';
import { NAMED_RUNS, rowsOf, WORKER_COLUMNS, type WorkerRow } from './columns';
import { WorkerDrawer } from './worker-drawer';
import styles from './workers.module.css';
import {
  chosenWorkers,
  isShown,
  readWorkersAddress,
  SHOWN,
  type Shown,
  type WorkerSort,
} from './workers-query';

/** The API gives the last seen, and no pages of them. */
const MOST = 200;
const EVERY_MS = 15_000;
const TICK_MS = 10_000;
const TAB_NAMES: Record<Shown, string> = { ALL: 'All', HOLDING: 'Holding runs', QUIET: 'Quiet' };
const keyOf = ({ key }: WorkerRow) => key;

/** Who works: what each worker holds, when it was heard, and what it ended. */
export function WorkersScreen() {
  const { range, setRange, problem } = useRange();
  const [search, change] = useSearchState();
  const text = stringifySearch(search);
  const address = useMemo(() => readWorkersAddress(parseSearch(text)), [text]);
  const { data, failure, isLoading, isReloading, reload } = useData(
    WorkersDocument,
    { seenSince: range.from, first: MOST, held: NAMED_RUNS },
    { everyMs: EVERY_MS },
  );
  const now = useNow(TICK_MS);
  const all = useMemo(() => rowsOf(data?.workers ?? [], now), [data, now]);
  const rows = useMemo(() => chosenWorkers(all, address, now), [all, address, now]);
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Find a worker', run: () => field.current?.focus() }], 'Workers');

  return (
    <Stack>
      <PageHeader
        title="Workers"
        sub={
          data &&
          `${formatNumber(all.length)}${all.length === MOST ? '+' : ''} seen in the ${range.title.toLowerCase()}, holding ${formatNumber(all.reduce((sum, row) => sum + row.holding, 0))} runs`
        }
        actions={<RangePicker range={range} setRange={setRange} />}
      />
      <div className={styles.bar}>
        <Tabs
          label="Which workers"
          tabs={SHOWN.map((shown) => ({
            value: shown,
            label: TAB_NAMES[shown],
            count: data && formatNumber(all.filter((row) => isShown(row, shown)).length),
          }))}
          value={address.shown}
          onChange={(shown) => change({ show: shown === 'ALL' ? null : shown })}
        />
        <TextField
          ref={field}
          label="Find a worker"
          isLabelHidden
          type="search"
          placeholder="Find a worker"
          icon={<SearchIcon size={14} />}
          value={address.text}
          onChange={(q) => change({ q }, { replace: true })}
        />
      </div>
      <AddressProblems problems={[problem, ...address.problems]} />
      <WorkerTable
        rows={rows}
        sort={address.sort}
        isKeyed={address.open === null}
        onSort={(sort) => change({ sort: sort === 'state' ? null : sort })}
        onOpen={({ id, owner }) => change({ worker: id, owner: owner.id })}
        isLoading={isLoading}
        empty={
          failure ? (
            <ErrorPanel
              message={failure.message}
              code={failure.code}
              onRetry={reload}
              isRetrying={isReloading}
            />
          ) : all.length > 0 ? (
            <EmptyState title="No worker matches">
              {address.shown === 'QUIET'
                ? 'Nobody that holds a run is quiet. That is well.'
                : 'Others were seen in this range.'}
            </EmptyState>
          ) : (
            <EmptyState title={`No worker was seen in the ${range.title.toLowerCase()}`} code={FIRST_CLAIM}>
              A worker is a program that claims runs by a name of its own. It is seen as soon as it claims
              one:
            </EmptyState>
          )
        }
        footer={
          all.length === MOST && `These are the ${MOST} that were seen last. A shorter range has fewer.`
        }
      />
      <WorkerDrawer
        worker={address.open}
        range={range}
        onClose={() => change({ worker: null, owner: null })}
      />
    </Stack>
  );
}

const FIRST_CLAIM = `mutation {
  claimExecutions(input: { workerId: "my-worker", limit: 1, waitSeconds: 20 }) {
    ... on ClaimExecutionsPayload { executions { execution { id params } lease { token expiresAt } } }
    ... on Error { message }
  }
}`;

interface WorkerTableProps {
  rows: readonly WorkerRow[];
  sort: WorkerSort;
  isKeyed: boolean;
  onSort: (sort: WorkerSort) => void;
  onOpen: (row: WorkerRow) => void;
  isLoading: boolean;
  empty: ReactNode;
  footer: ReactNode;
}

function WorkerTable({ rows, sort, isKeyed, onSort, onOpen, ...rest }: WorkerTableProps) {
  const router = useRouter();
  const [search] = useSearchState();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  useTableKeys({
    rows,
    rowKey: keyOf,
    activeKey,
    onActiveChange: setActiveKey,
    onOpen,
    group: 'Workers',
    isOn: isKeyed,
  });
  return (
    <DataTable
      label="Workers"
      scroll="page"
      columns={WORKER_COLUMNS}
      rows={rows}
      rowKey={keyOf}
      rowLabel={({ id }) => id}
      sort={sort === 'state' ? null : { column: sort, direction: 'desc' }}
      onSort={({ column, direction }) => onSort(direction === 'asc' ? 'state' : sortOf(column))}
      activeKey={activeKey}
      href={({ id, owner }) =>
        router.buildLocation({ to: '/workers', search: changed(search, { worker: id, owner: owner.id }) })
          .href
      }
      onOpen={onOpen}
      {...rest}
      footer={rest.footer || null}
    />
  );
}

const sortOf = (column: string): WorkerSort =>
  column === 'seen' || column === 'completed' || column === 'failed' ? column : 'state';
