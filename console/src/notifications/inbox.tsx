import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { InboxDocument, type NotificationRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { usePages } from '../api/use-pages';
import { oneOf, useSearchState } from '../app/search';
import { Button } from '../ui/button';
import { Switch } from '../ui/checkbox';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { Stack, Toolbar } from '../ui/layout';
import { Skeleton, Spinner } from '../ui/spinner';
import { Time } from '../ui/time';
import styles from './notifications.module.css';
import { Preferences } from './preferences';
import { TypeIcon } from './type-icon';
import { placeOf, useMarkRead, useNewNotifications } from './use-notifications';

/** What the account was told, newest first and live, and what it wants to be told. */
export default function NotificationsTab() {
  return (
    <div className={styles.split}>
      <Inbox />
      <Preferences />
    </div>
  );
}

function Inbox() {
  const [search, change] = useSearchState();
  const { whyNot } = useSession();
  const unreadOnly = oneOf(search, 'unread') === 'yes';
  const pages = usePages(
    InboxDocument,
    (page) => ({ unreadOnly, ...page }),
    ({ viewer }) => viewer?.notifications,
  );
  const { rows, hasMore, isLoading, failure, more, reload } = pages;
  useNewNotifications(reload);
  const { mark, isRunning } = useMarkRead(reload);
  const newest = rows[0];
  const hasUnread = rows.some(({ readAt }) => !readAt);
  return (
    <Stack>
      <Toolbar label="Inbox">
        <Button
          isBusy={isRunning}
          disabledReason={whyNot('MANAGE') ?? (!hasUnread && 'All that is shown is read.')}
          onClick={() => newest && void mark({ until: newest.createdAt })}
        >
          Mark all as read
        </Button>
        <Switch
          label="Unread only"
          isChecked={unreadOnly}
          onChange={(isOn) => change({ unread: isOn ? 'yes' : null })}
        />
      </Toolbar>
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isLoading && rows.length === 0 && <Skeleton lines={6} height={28} />}
      <ul className={styles.list}>
        {rows.map((row) => (
          <Item
            key={row.id}
            row={row}
            whyNot={whyNot('MANAGE')}
            onRead={() => void mark({ ids: [row.id] })}
          />
        ))}
      </ul>
      {rows.length === 0 && !isLoading && !failure && (
        <EmptyState title={unreadOnly ? 'All is read' : 'You were told nothing yet'}>
          {unreadOnly
            ? 'What comes now appears here by itself.'
            : 'When a run fails, an alert opens or credits run low, it is said here, as far as you want it.'}
        </EmptyState>
      )}
      {hasMore && rows.length > 0 && <End key={rows.length} onReached={more} />}
    </Stack>
  );
}

/** Asks for more when it comes in sight. */
function End({ onReached }: { onReached: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onReached);
  latest.current = onReached;
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: '300px',
    });
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place}>
      <Spinner label="Loading more" />
    </div>
  );
}

interface ItemProps {
  row: NotificationRowFragment;
  whyNot: string | null;
  onRead: () => void;
}

function Item({ row, whyNot, onRead }: ItemProps) {
  const { type, title, body, createdAt, readAt, job, execution } = row;
  const place = placeOf(row);
  return (
    <li className={styles.item} data-unread={!readAt}>
      <TypeIcon type={type} />
      <span className={styles.title}>
        {place ? (
          <Link {...place} onClick={() => !readAt && whyNot === null && onRead()}>
            <bdi>{title}</bdi>
          </Link>
        ) : (
          <bdi>{title}</bdi>
        )}
      </span>
      <span className={styles.at}>
        <Time at={createdAt} />
      </span>
      {body && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className={styles.body} tabIndex={0}>
          <bdi>{body}</bdi>
        </div>
      )}
      <span className={styles.foot}>
        {job && (
          <Link to="/jobs/$id" params={{ id: job.id }}>
            <bdi>{job.name}</bdi>
          </Link>
        )}
        {execution && (
          <Link to="/runs/$id" params={{ id: execution.id }}>
            The run
          </Link>
        )}
        {readAt ? (
          'Read'
        ) : (
          <Button size="s" variant="ghost" disabledReason={whyNot} onClick={onRead}>
            Mark as read
          </Button>
        )}
      </span>
    </li>
  );
}
