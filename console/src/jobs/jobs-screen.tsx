import { useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import {
  JobCountDocument,
  type JobRowFragment,
  JobsDocument,
  type JobsQuery,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { type Pages, usePages } from '../api/use-pages';
import { changed, oneOf, parseSearch, stringifySearch, useSearchState } from '../app/search';
import { Button, IconButton } from '../ui/button';
import { DataTable, type Sort } from '../ui/data-table';
import { Banner, EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { ColumnsIcon, PlusIcon, RetryIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader } from '../ui/layout';
import { Menu } from '../ui/menu';
import { Spinner } from '../ui/spinner';
import { useTableKeys } from '../ui/table-keys';
import { DEFAULT_JOB_COLUMNS, JOB_COLUMNS, JOB_ORDER_COLUMNS } from './columns';
import { FiguresContext, useJobFigures } from './figures';
import { JobFilters } from './job-filters';
import { readJobsQuery, writeJobOrder } from './jobs-query';
import styles from './jobs-screen.module.css';

const JobFormDrawer = lazy(() => import('../job/form/job-form-drawer'));

const RENEWED_MS = 30_000;
const keyOf = ({ id }: JobRowFragment) => id;
const labelOf = ({ name }: JobRowFragment) => name;
const pageOf = ({ jobs }: JobsQuery) => jobs;

/** Every job: how its last runs went, what is usual for it, and when it runs next. */
export function JobsScreen() {
  const [search, change] = useSearchState();
  const { whyNot } = useSession();
  const isCreating = oneOf(search, 'new') !== undefined;
  // The same text is the same list, whatever else of the page renders anew.
  const text = stringifySearch(changed(search, { cols: null, new: null }));
  const { filter, order, problems } = useMemo(() => readJobsQuery(parseSearch(text)), [text]);
  const list = usePages(JobsDocument, (page) => ({ filter, orderBy: order, ...page }), pageOf, {
    everyMs: RENEWED_MS,
  });
  const count = useData(JobCountDocument, { filter }, { everyMs: RENEWED_MS }).data?.jobs.count;
  const figures = useJobFigures(useMemo(() => list.rows.map(keyOf), [list.rows]));
  const tags = useMemo(() => [...new Set(list.rows.flatMap((job) => job.tags))].sort(), [list.rows]);
  const columns = oneOf(search, 'cols')?.split(',') ?? DEFAULT_JOB_COLUMNS;
  const create = () => change({ new: 'TASK' });

  useKeys([{ keys: 'n', label: 'New job', run: create, when: whyNot('MANAGE') === null }], 'Jobs');

  return (
    <div className={styles.screen}>
      <PageHeader
        title="Jobs"
        sub={
          count &&
          `${formatNumber(count.value)}${count.isCapped ? '+' : ''} ${count.value === 1 ? 'job' : 'jobs'}; success and p95 of the last 30 days`
        }
        actions={
          <>
            <Menu
              align="end"
              trigger={
                <IconButton label="Columns">
                  <ColumnsIcon />
                </IconButton>
              }
              items={JOB_COLUMNS.filter(({ canHide }) => canHide !== false).map(({ id, header }) => ({
                label: header,
                isChecked: columns.includes(id),
                onSelect: () => {
                  const next = columns.includes(id) ? columns.filter((one) => one !== id) : [...columns, id];
                  const isDefault = next.join() === DEFAULT_JOB_COLUMNS.join();
                  change({ cols: isDefault ? null : next.join() }, { replace: true });
                },
              }))}
            />
            <IconButton label="Read the list anew" onClick={list.reload}>
              <RetryIcon />
            </IconButton>
            <Button
              variant="primary"
              icon={<PlusIcon />}
              shortcut="N"
              disabledReason={whyNot('MANAGE')}
              onClick={create}
            >
              New job
            </Button>
          </>
        }
      />
      <JobFilters search={search} onChange={change} tags={tags} />
      {problems.length > 0 && (
        <Banner tone="warning">{`Parts of this address make no sense and are left out: ${problems.join(' ')}`}</Banner>
      )}
      {figures.failure && (
        <Banner tone="warning">{`The figures of the jobs could not be read: ${figures.failure.message}`}</Banner>
      )}
      <FiguresContext.Provider value={figures}>
        <JobTable
          list={list}
          columns={columns}
          rowCount={count && !count.isCapped ? count.value : undefined}
          sort={{ column: columnOf(order.field), direction: order.direction === 'DESC' ? 'desc' : 'asc' }}
          onSort={(sort) => change({ order: writeJobOrder(orderOf(sort)) })}
          isFiltered={stringifySearch(changed(search, { cols: null, new: null, order: null })) !== ''}
          onCreate={create}
        />
      </FiguresContext.Provider>
      {isCreating && (
        <Suspense fallback={null}>
          <JobFormDrawer job={null} onClose={() => change({ new: null }, { replace: true })} />
        </Suspense>
      )}
    </div>
  );
}

const columnOf = (field: string) =>
  Object.entries(JOB_ORDER_COLUMNS).find(([, order]) => order === field)?.[0] ?? 'none';

function orderOf({ column, direction }: Sort) {
  const field = Object.entries(JOB_ORDER_COLUMNS).find(([id]) => id === column)?.[1] ?? 'NAME';
  return { field, direction: direction === 'desc' ? 'DESC' : 'ASC' } as const;
}

interface JobTableProps {
  list: Pages<JobRowFragment>;
  columns: readonly string[];
  rowCount: number | undefined;
  sort: Sort;
  onSort: (sort: Sort) => void;
  isFiltered: boolean;
  onCreate: () => void;
}

function JobTable({ list, columns, isFiltered, onCreate, ...rest }: JobTableProps) {
  const { rows, hasMore, isLoading, failure, more } = list;
  const navigate = useNavigate();
  const router = useRouter();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const open = ({ id }: JobRowFragment) => void navigate({ to: '/jobs/$id', params: { id }, search: {} });
  const hidden = useMemo(
    () => JOB_COLUMNS.map(({ id }) => id).filter((id) => id !== 'name' && !columns.includes(id)),
    [columns],
  );
  useTableKeys({ rows, rowKey: keyOf, activeKey, onActiveChange: setActiveKey, onOpen: open, group: 'Jobs' });
  useKeys(
    [
      {
        keys: '/',
        label: 'Search jobs',
        run: () => document.querySelector<HTMLInputElement>('input[data-search]')?.focus(),
      },
    ],
    'Jobs',
  );
  return (
    <DataTable
      label="Jobs"
      scroll="page"
      columns={JOB_COLUMNS}
      hiddenColumns={hidden}
      rows={rows}
      rowKey={keyOf}
      rowLabel={labelOf}
      {...rest}
      activeKey={activeKey}
      href={({ id }) => router.buildLocation({ to: '/jobs/$id', params: { id } }).href}
      onOpen={open}
      hasMore={hasMore}
      onEndReached={more}
      isLoading={isLoading}
      empty={failure ? null : <NoJobs isFiltered={isFiltered} onCreate={onCreate} />}
      footer={
        failure ? (
          <ErrorPanel
            message={failure.message}
            code={failure.code}
            onRetry={rows.length > 0 ? more : list.reload}
          />
        ) : isLoading && rows.length > 0 && hasMore ? (
          <Spinner label="Loading more" />
        ) : null
      }
    />
  );
}

const FIRST_JOB = `mutation {
  createJob(input: { name: "Send email", kind: { task: { handler: "send-email" } } }) {
    ... on CreateJobPayload { job { id slug } }
    ... on Error { code message }
  }
}`;

function NoJobs({ isFiltered, onCreate }: { isFiltered: boolean; onCreate: () => void }) {
  const { whyNot } = useSession();
  return isFiltered ? (
    <EmptyState title="No job matches">
      Take a filter away. Archived jobs are shown by the status Archived.
    </EmptyState>
  ) : (
    <EmptyState
      title="No jobs yet"
      code={FIRST_JOB}
      action={
        <Button variant="primary" disabledReason={whyNot('MANAGE')} onClick={onCreate}>
          New job
        </Button>
      }
    >
      A job says what is to be run, by which workers, within which limits and when. Make one here, or by the
      API.
    </EmptyState>
  );
}
