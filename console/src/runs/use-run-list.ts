import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useClient } from 'urql';
import type { ExecutionFilter, ExecutionOrder } from '../api/generated/graphql';
import { RunList, type RunListState } from './run-list';

/**
 * The list that a filter and an order stand for; another list for others.
 * @param filter Must stay the same object for as long as it says the same.
 */
export function useRunList(filter: ExecutionFilter, order: ExecutionOrder): [RunList, RunListState] {
  const client = useClient();
  const list = useMemo(() => new RunList({ client, filter, order }), [client, filter, order]);
  useEffect(() => {
    list.open();
    return () => list.close();
  }, [list]);
  return [list, useSyncExternalStore(list.subscribe, list.snapshot)];
}
