import { SocialTasksDocument, type TaskRowFragment } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { readChoice, readSet, SetFilter } from '../app/address-filters';
import { AddressProblems } from '../app/address-problems';
import { PagedTable } from '../app/paged-table';
import { useSearchState } from '../app/search';
import type { Column } from '../ui/data-table';
import { EmptyState } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { Toolbar } from '../ui/layout';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './verification.module.css';
import { TASK_TYPES, typeWord } from './words';

const keyOf = ({ id }: TaskRowFragment) => id;
const labelOf = ({ title }: TaskRowFragment) => title;

const COLUMNS: readonly Column<TaskRowFragment>[] = [
  {
    id: 'title',
    header: 'Task',
    width: 260,
    isGrowing: true,
    cell: ({ title }) => <bdi className={styles.cut}>{title}</bdi>,
  },
  {
    id: 'type',
    header: 'What to do',
    width: 180,
    cell: ({ taskType, taskTypeText }) => (
      <bdi className={styles.cut}>{taskTypeText ?? typeWord(taskType)}</bdi>
    ),
  },
  {
    id: 'target',
    header: 'Account or post',
    width: 200,
    cell: ({ target }) => <bdi className={styles.cut}>{target}</bdi>,
  },
  {
    id: 'reward',
    header: 'Credits',
    width: 90,
    align: 'right',
    cell: ({ rewardCredits }) => formatNumber(rewardCredits),
  },
  {
    id: 'state',
    header: 'State',
    width: 120,
    cell: ({ isActive }) =>
      isActive ? <StatusBadge status="ACTIVE" /> : <StatusBadge status="ARCHIVED">Closed</StatusBadge>,
  },
  { id: 'at', header: 'Created', width: 160, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

export function TaskList() {
  const [search, change] = useSearchState();
  const types = readSet(search, 'type', TASK_TYPES);
  const state = readChoice(search, 'state', ['any', 'open', 'closed'], 'any');
  const pages = usePages(
    SocialTasksDocument,
    (page) => ({
      taskType: types.values,
      isActive: state === 'any' ? undefined : state === 'open',
      ...page,
    }),
    ({ socialTasks }) => socialTasks,
  );
  const isFiltered = types.values !== undefined || state !== 'any';
  return (
    <>
      <Toolbar label="Filters">
        <SetFilter param="type" label="What to do" values={TASK_TYPES} wordOf={typeWord} />
        <SetFilter
          param="state"
          label="State"
          isSingle
          values={['open', 'closed']}
          wordOf={(value) => (value === 'open' ? 'Active' : 'Closed')}
        />
      </Toolbar>
      <AddressProblems problems={types.problems} />
      <PagedTable
        label="Tasks"
        pages={pages}
        columns={COLUMNS}
        rowKey={keyOf}
        rowLabel={labelOf}
        onOpen={({ id }) => change({ open: id })}
        empty={
          isFiltered ? (
            <EmptyState title="No task matches">Take a filter away.</EmptyState>
          ) : (
            <EmptyState title="There is no task yet" code={FIRST_TASK}>
              Administrators make tasks; everybody sees them.
            </EmptyState>
          )
        }
      />
    </>
  );
}

const FIRST_TASK = `mutation {
  createSocialTask(input: {
    title: "Follow us"
    taskType: FOLLOW
    target: "runledger"
    rewardCredits: 10
  }) { __typename }
}`;
