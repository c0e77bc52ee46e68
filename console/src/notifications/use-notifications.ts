import { useCallback, useEffect, useRef } from 'react';
import { useClient } from 'urql';
import { parsed } from '../api/client';
import {
  LatestNotificationsDocument,
  MarkReadDocument,
  NewNotificationsDocument,
  type NotificationRowFragment,
} from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { toast } from '../ui/toasts';

/** However many come, lists are read anew no oftener. */
const WAIT_MS = 1_000;
/** Calls of at most 1,000 notifications each. */
const MOST_CALLS = 100;

/** Calls when notifications have come. All who listen share one subscription. */
export function useNewNotifications(onNew: () => void): void {
  const client = useClient();
  const latest = useRef(onNew);
  latest.current = onNew;
  useEffect(() => {
    let timer: number | undefined;
    const { unsubscribe } = client
      .subscription(parsed(NewNotificationsDocument), {})
      .subscribe(({ data }) => {
        if (!data) return;
        timer ??= window.setTimeout(() => {
          timer = undefined;
          latest.current();
        }, WAIT_MS);
      });
    return () => {
      unsubscribe();
      window.clearTimeout(timer);
    };
  }, [client]);
}

/** Marks notifications as read, and has the bell count anew. */
export function useMarkRead(onMarked: () => void) {
  const client = useClient();
  const { run, isRunning } = useCommand(MarkReadDocument);
  const mark = useCallback(
    async (which: { ids: string[] } | { until: string }) => {
      for (let calls = 0; calls < MOST_CALLS; calls++) {
        const { payload, failure } = await run(which);
        if (failure) {
          toast.error('They were not marked as read', { description: failure.message, id: 'mark-read' });
          break;
        }
        if (!payload.hasMore) break;
      }
      await client
        .query(parsed(LatestNotificationsDocument), {}, { requestPolicy: 'network-only' })
        .toPromise();
      onMarked();
    },
    [client, run, onMarked],
  );
  return { mark, isRunning };
}

/** Where a notification leads; null for nowhere. */
export function placeOf({ execution, alert, job, type }: NotificationRowFragment) {
  if (alert) return { to: '/alerts', search: { alert: alert.id } } as const;
  if (execution) return { to: '/runs/$id', params: { id: execution.id } } as const;
  if (job) return { to: '/jobs/$id', params: { id: job.id } } as const;
  return type === 'CREDITS_LOW' ? ({ to: '/account', search: { tab: 'credits' } } as const) : null;
}
