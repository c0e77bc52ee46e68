import { lazy, Suspense, useState } from 'react';
import { LatestNotificationsDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { IconButton } from '../ui/button';
import { BellIcon } from '../ui/icons';
import { Popover } from '../ui/menu';
import { Skeleton } from '../ui/spinner';
import styles from './notifications.module.css';
import { useNewNotifications } from './use-notifications';

const Latest = lazy(() => import('./latest'));
const EVERY_MS = 120_000;

/** How many notifications are unread, live, and the latest of them. */
export function NotificationBell() {
  const [isOpen, setOpen] = useState(false);
  const { data, failure, reload } = useData(LatestNotificationsDocument, {}, { everyMs: EVERY_MS });
  useNewNotifications(reload);
  const unread = data?.viewer?.unread.count;
  const count = unread && unread.value > 0 ? `${unread.value}${unread.isCapped ? '+' : ''}` : null;
  return (
    <Popover
      title="Notifications"
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <IconButton
          label={count === null ? 'Notifications' : `Notifications, ${count} unread`}
          className={styles.bell}
        >
          <BellIcon />
          {count !== null && <span className={styles.count}>{count}</span>}
        </IconButton>
      }
    >
      <Suspense fallback={<Skeleton lines={4} width={320} />}>
        <Latest
          rows={data?.viewer?.latest.nodes}
          hasUnread={count !== null}
          failure={failure}
          onClose={() => setOpen(false)}
        />
      </Suspense>
    </Popover>
  );
}
