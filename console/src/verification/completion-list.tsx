import { type CompletionRowFragment, CompletionsDocument } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { readSet, SetFilter } from '../app/address-filters';
import { AddressProblems } from '../app/address-problems';
import { PagedTable } from '../app/paged-table';
import { oneOf, useSearchState } from '../app/search';
import type { Column } from '../ui/data-table';
import { EmptyState } from '../ui/feedback';
import { isolated } from '../ui/isolated';
import { Toolbar } from '../ui/layout';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { TaskFilter } from './task-filter';
import styles from './verification.module.css';
import { COMPLETION_STATUSES } from './words';

const keyOf = ({ id }: CompletionRowFragment) => id;
const labelOf = ({ task, user }: CompletionRowFragment) => `${isolated(task.title)}, ${isolated(user.email)}`;

const COLUMNS: readonly Column<CompletionRowFragment>[] = [
  {
    id: 'task',
    header: 'Task',
    width: 260,
    isGrowing: true,
    cell: ({ task }) => <bdi className={styles.cut}>{task.title}</bdi>,
  },
  {
    id: 'status',
    header: 'Status',
    width: 130,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: 'user',
    header: 'By',
    width: 220,
    cell: ({ user }) => <bdi className={styles.cut}>{user.email}</bdi>,
  },
  { id: 'submitted', header: 'Submitted', width: 160, cell: ({ submittedAt }) => <Time at={submittedAt} /> },
  {
    id: 'decided',
    header: 'Decided',
    width: 160,
    cell: ({ decidedAt }) => (decidedAt ? <Time at={decidedAt} /> : 'Not yet'),
  },
];

export function CompletionList() {
  const [search, change] = useSearchState();
  const statuses = readSet(search, 'status', COMPLETION_STATUSES);
  const taskId = oneOf(search, 'task');
  const pages = usePages(
    CompletionsDocument,
    (page) => ({ status: statuses.values, taskId, ...page }),
    ({ completions }) => completions,
    { everyMs: 30_000 },
  );
  const isFiltered = statuses.values !== undefined || taskId !== undefined;
  return (
    <>
      <Toolbar label="Filters">
        <SetFilter param="status" label="Status" values={COMPLETION_STATUSES} />
        <TaskFilter />
      </Toolbar>
      <AddressProblems problems={statuses.problems} />
      <PagedTable
        label="Completions"
        pages={pages}
        columns={COLUMNS}
        rowKey={keyOf}
        rowLabel={labelOf}
        onOpen={({ id }) => change({ open: id })}
        empty={
          isFiltered ? (
            <EmptyState title="No completion matches">Take a filter away.</EmptyState>
          ) : (
            <EmptyState title="Nobody has claimed a task yet">
              Open a task and submit it, once you have done it.
            </EmptyState>
          )
        }
      />
    </>
  );
}
