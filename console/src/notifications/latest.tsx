import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Failure } from '../api/errors';
import type { NotificationRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { Button } from '../ui/button';
import { Skeleton } from '../ui/spinner';
import { Time } from '../ui/time';
import styles from './notifications.module.css';
import { TypeIcon } from './type-icon';
import { placeOf, useMarkRead } from './use-notifications';

export interface LatestProps {
  rows: readonly NotificationRowFragment[] | undefined;
  hasUnread: boolean;
  failure: Failure | null;
  onClose: () => void;
}

/** The few latest notifications, each leading to what it is about. */
export default function Latest({ rows, hasUnread, failure, onClose }: LatestProps) {
  const { whyNot } = useSession();
  const { mark, isRunning } = useMarkRead(useCallback(() => {}, []));
  const reason = whyNot('MANAGE');
  const newest = rows?.[0];
  return (
    <>
      {failure && <p className={styles.none}>{failure.message}</p>}
      {!rows && !failure && <Skeleton lines={4} width={320} />}
      {rows?.length === 0 && <p className={styles.none}>You were told nothing yet.</p>}
      <ul className={styles.latest}>
        {rows?.map((row) => {
          const place = placeOf(row);
          const content = (
            <>
              <TypeIcon type={row.type} />
              <bdi className={styles.latestTitle}>{row.title}</bdi>
              <span className={styles.latestAt}>
                <Time at={row.createdAt} />
              </span>
            </>
          );
          return (
            <li key={row.id}>
              {place ? (
                <Link
                  {...place}
                  className={styles.latestItem}
                  data-unread={!row.readAt}
                  onClick={() => {
                    if (!row.readAt && reason === null) void mark({ ids: [row.id] });
                    onClose();
                  }}
                >
                  {content}
                </Link>
              ) : (
                <div className={styles.latestItem} data-unread={!row.readAt}>
                  {content}
                </div>
              )}
            </li>
          );
        })}
      </ul>
      <div className={styles.latestFoot}>
        <Link to="/account" search={{ tab: 'notifications' }} onClick={onClose}>
          All notifications
        </Link>
        {newest && (
          <Button
            size="s"
            variant="ghost"
            isBusy={isRunning}
            disabledReason={reason ?? (!hasUnread && 'All is read.')}
            onClick={() => void mark({ until: newest.createdAt })}
          >
            Mark all as read
          </Button>
        )}
      </div>
    </>
  );
}
