import type { RequestPolicy } from '@urql/core';
import { useEffect, useMemo, useRef } from 'react';
import { useQuery } from 'urql';
import { connection } from '../page/connection';
import { type Document, parsed } from './client';
import { type Failure, failureOf } from './errors';

/** What a query has by now. */
export interface Loaded<Data> {
  /** The latest answer, also while a newer one is on its way. */
  data: Data | undefined;
  /** Why there is no answer. Single fields that failed are in `partial`. */
  failure: Failure | null;
  /** The fields that failed beside data, by their path joined with dots. */
  partial: ReadonlyMap<string, Failure>;
  /** Whether nothing has come yet. */
  isLoading: boolean;
  /** Whether something newer is being asked for. */
  isReloading: boolean;
  reload(): void;
}

export interface DataOptions {
  /** Asks nothing yet. */
  pause?: boolean;
  /** Asks again so often while the page is looked at. */
  everyMs?: number;
  /** `cache-and-network` if left out: what is known is shown at once, and asked for anew. */
  policy?: RequestPolicy;
}

/** Asks a query, and asks it again when a lost connection is back. */
export function useData<Data, Variables extends Record<string, unknown>>(
  document: Document<Data, Variables>,
  variables: Variables,
  { pause = false, everyMs, policy = 'cache-and-network' }: DataOptions = {},
): Loaded<Data> {
  const query = useMemo(() => parsed(document), [document]);
  const [{ data, error, fetching, stale }, execute] = useQuery<Data, Variables>({
    query,
    variables,
    pause,
    requestPolicy: policy,
  });
  const reload = useMemo(() => () => execute({ requestPolicy: 'network-only' }), [execute]);
  const latest = useRef(reload);
  latest.current = reload;

  useEffect(() => {
    if (pause) return;
    return connection.onRegained(() => latest.current());
  }, [pause]);

  useEffect(() => {
    if (pause || everyMs === undefined) return;
    const timer = window.setInterval(() => {
      if (window.document.visibilityState === 'visible' && !connection.isLost()) latest.current();
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [pause, everyMs]);

  const partial = useMemo(() => {
    const failures = new Map<string, Failure>();
    for (const one of error?.graphQLErrors ?? []) {
      const { code } = one.extensions;
      failures.set((one.path ?? []).join('.'), {
        code: typeof code === 'string' ? code : 'UNKNOWN',
        message: one.message,
        issues: [],
      });
    }
    return failures;
  }, [error]);

  const hasData = data !== undefined && data !== null;
  return {
    data: hasData ? data : undefined,
    failure: error && !hasData ? failureOf(error) : null,
    partial,
    isLoading: fetching && !hasData,
    isReloading: (fetching || stale) && hasData,
    reload,
  };
}
