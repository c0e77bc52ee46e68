import { type EventRowFragment, RunEventListDocument } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { PagedTable } from '../app/paged-table';
import type { Column } from '../ui/data-table';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './parts.module.css';
import { LongText } from './run-error';
import { useOnParts } from './run-live';
import type { Run } from './run-screen';

const WORDS: Record<EventRowFragment['type'], string> = {
  QUEUED: 'Accepted into the queue',
  STARTED: 'A worker took it',
  REQUEUED: 'Queued for another attempt',
  CANCEL_REQUESTED: 'Its worker was asked to stop',
  CANCELED: 'Canceled',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
};

const COLUMNS: readonly Column<EventRowFragment>[] = [
  { id: 'type', header: 'Event', width: 220, card: 'title', cell: ({ type }) => WORDS[type] ?? type },
  { id: 'at', header: 'When', width: 170, cell: ({ at }) => <Time at={at} precision="ms" /> },
  {
    id: 'to',
    header: 'State then',
    width: 130,
    cell: ({ to }) => (to ? <StatusBadge status={to} isPlain /> : '–'),
  },
  { id: 'attempt', header: 'Attempt', width: 80, align: 'right', cell: ({ attempt }) => attempt },
  { id: 'actor', header: 'By', width: 200, cell: (event) => <By event={event} /> },
  {
    id: 'reason',
    header: 'Reason',
    width: 260,
    isGrowing: true,
    cell: ({ reason }) =>
      reason ? (
        <span className={styles.wrapped}>
          <LongText text={reason} isPlain />
        </span>
      ) : (
        '–'
      ),
  },
];

/** Every step of the run's life, with who did it and why. */
export default function EventsTab({ run }: { run: Run }) {
  const events = usePages(
    RunEventListDocument,
    (page) => ({ id: run.id, ...page }),
    ({ execution }) => execution?.events,
  );
  useOnParts([], events.reload);
  return (
    <PagedTable
      label="Events"
      columns={COLUMNS}
      pages={events}
      hasKeys={false}
      rowKey={({ id }) => id}
      rowLabel={({ type }) => WORDS[type] ?? type}
      empty={<p className={styles.note}>Its events are no longer kept.</p>}
    />
  );
}

function By({ event: { actor, workerId } }: { event: EventRowFragment }) {
  if (actor)
    return (
      <span title={[actor.role, actor.user?.email].filter(Boolean).join(', ')}>
        <bdi>{actor.name}</bdi> <span className={styles.muted}>{actor.role}</span>
      </span>
    );
  if (workerId)
    return (
      <span>
        <span className={styles.muted}>worker</span> <bdi>{workerId}</bdi>
      </span>
    );
  return <span className={styles.muted}>the server</span>;
}
