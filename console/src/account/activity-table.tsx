import { Link } from '@tanstack/react-router';
import type { ActivityRowFragment } from '../api/generated/graphql';
import type { Pages } from '../api/use-pages';
import { PagedTable } from '../app/paged-table';
import { Id } from '../ui/copy-button';
import type { Column } from '../ui/data-table';
import { EmptyState } from '../ui/feedback';
import { isolated } from '../ui/isolated';
import { lookOf } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './account.module.css';

const JOB_IDS = /^(monitor|crawl|bot|agent|task)_/;
const SHORT = 8;

/** `execution.cancel_requested` as `Run: cancel requested`. */
export function actionText(action: string): string {
  const [resource = '', deed = ''] = action.split('.');
  const word = resource === 'execution' ? 'Run' : lookOf(resource.toUpperCase()).label;
  return deed === '' ? word : `${word}: ${deed.replaceAll('_', ' ')}`;
}

/** `status: ACTIVE, count: 3` */
function detailText(metadata: unknown): string {
  if (typeof metadata !== 'object' || metadata === null) return '';
  return Object.entries(metadata)
    .map(([name, value]) => `${name}: ${isolated(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join(', ');
}

const COLUMNS: readonly Column<ActivityRowFragment>[] = [
  {
    id: 'action',
    header: 'What was done',
    width: 240,
    cell: ({ action }) => <span className={styles.cut}>{actionText(action)}</span>,
  },
  { id: 'at', header: 'When', width: 160, cell: ({ timestamp }) => <Time at={timestamp} /> },
  {
    id: 'to',
    header: 'To what',
    width: 170,
    cell: ({ resourceId }) => <Resource id={resourceId} />,
  },
  {
    id: 'who',
    header: 'By',
    width: 190,
    cell: ({ user }) => <bdi className={styles.cut}>{user?.email ?? 'The server'}</bdi>,
  },
  {
    id: 'details',
    header: 'Details',
    width: 200,
    isGrowing: true,
    cell: ({ metadata }) => {
      const text = detailText(metadata);
      return (
        <bdi className={styles.cut} title={text}>
          {text || '–'}
        </bdi>
      );
    },
  },
];

/** Left out where one person is looked at. */
const IN_DRAWER = ['who'];

function Resource({ id }: { id: string | null | undefined }) {
  if (!id) return '–';
  const short = `…${id.slice(-SHORT)}`;
  if (id.startsWith('exec_')) {
    return (
      <Link to="/runs/$id" params={{ id }} title={id}>
        Run {short}
      </Link>
    );
  }
  if (JOB_IDS.test(id)) {
    return (
      <Link to="/jobs/$id" params={{ id }} title={id}>
        Job {short}
      </Link>
    );
  }
  return <Id short={SHORT}>{id}</Id>;
}

export interface ActivityTableProps {
  pages: Pages<ActivityRowFragment>;
  /** Of one person, beside a list that has the keys: it scrolls by itself. */
  isInDrawer?: boolean;
}

/** What was done, by whom and to what. */
export function ActivityTable({ pages, isInDrawer = false }: ActivityTableProps) {
  return (
    <PagedTable
      label="Activity"
      pages={pages}
      columns={COLUMNS}
      scroll={isInDrawer ? 'self' : 'page'}
      hasKeys={!isInDrawer}
      hiddenColumns={isInDrawer ? IN_DRAWER : undefined}
      rowKey={({ id }) => id}
      rowLabel={({ action }) => actionText(action)}
      empty={
        <EmptyState title="Nothing was done yet">
          What people and API keys change is written down here, and stays.
        </EmptyState>
      }
    />
  );
}
