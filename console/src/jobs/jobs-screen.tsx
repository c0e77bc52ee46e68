import { useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import {
  JobCountDocument,
  type JobRowFragment,
  JobsDocument,
  type JobsQuery,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { type Pages, usePages } from '../api/use-pages';
import { AddressProblems } from '../app/address-problems';
import { PagedTable } from '../app/paged-table';
import { changed, oneOf, parseSearch, stringifySearch, useSearchState } from '../app/search';
import { useColumns } from '../app/use-columns';
import { fetching } from '../page/parts';
import { Button, IconButton } from '../ui/button';
import type { Sort } from '../ui/data-table';
import { ColumnsMenu } from '../ui/data-table-head';
import { Banner, EmptyState } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { PlusIcon, RetryIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader, Stack } from '../ui/layout';
import { DEFAULT_JOB_COLUMNS, JOB_COLUMNS, JOB_ORDER_COLUMNS } from './columns';
import { FiguresContext, useJobFigures } from './figures';
import { JobFilters } from './job-filters';
import { readJobsQuery, writeJobOrder } from './jobs-query';

const JobFormDrawer = lazy(fetching(() => import('../job/form/job-form-drawer')));

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
  const choice = useColumns(JOB_COLUMNS, DEFAULT_JOB_COLUMNS);
  const create = () => change({ new: 'TASK' });

  useKeys([{ keys: 'n', label: 'New job', run: create, when: whyNot('MANAGE') === null }], 'Jobs');

  return (
    <Stack gap="tight">
      <PageHeader
        title="Jobs"
        sub={
          count &&
          `${formatNumber(count.value)}${count.isCapped ? '+' : ''} ${count.value === 1 ? 'job' : 'jobs'}; success and p95 of the last 30 days`
        }
        actions={
          <>
            <ColumnsMenu {...choice} />
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
      <AddressProblems problems={problems} />
      {figures.failure && (
        <Banner tone="warning">{`The figures of the jobs could not be read: ${figures.failure.message}`}</Banner>
      )}
      <FiguresContext.Provider value={figures}>
        <JobTable
          list={list}
          hiddenColumns={choice.hidden}
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
    </Stack>
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
  hiddenColumns: readonly string[];
  rowCount: number | undefined;
  sort: Sort;
  onSort: (sort: Sort) => void;
  isFiltered: boolean;
  onCreate: () => void;
}

function JobTable({ list, isFiltered, onCreate, ...rest }: JobTableProps) {
  const navigate = useNavigate();
  const router = useRouter();
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
    <PagedTable
      label="Jobs"
      pages={list}
      columns={JOB_COLUMNS}
      rowKey={keyOf}
      rowLabel={labelOf}
      {...rest}
      href={({ id }) => router.buildLocation({ to: '/jobs/$id', params: { id } }).href}
      onOpen={({ id }) => void navigate({ to: '/jobs/$id', params: { id }, search: {} })}
      empty={<NoJobs isFiltered={isFiltered} onCreate={onCreate} />}
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
