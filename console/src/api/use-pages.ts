import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { connection } from '../page/connection';
import { type Document, parsed } from './client';
import { type Failure, failureOf } from './errors';

/** What a connection of the API says of its page. */
interface Page<Row> {
  nodes: readonly Row[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** A list that is read page by page. */
export interface Pages<Row> {
  rows: readonly Row[];
  hasMore: boolean;
  isLoading: boolean;
  /** Whether the first page has come. */
  isRead: boolean;
  /** Why the next page, or the first, did not come; what came before stays. */
  failure: Failure | null;
  /** Reads the next page, unless one is on its way. */
  more(): void;
  /** Reads anew what is shown, and shows the old rows until then. */
  reload(): void;
}

export interface PagesOptions {
  /** Reads nothing yet. */
  pause?: boolean;
  /** Reads anew so often while the page is looked at. */
  everyMs?: number;
  /** Reads on by itself until it has so many rows, or all; one page if left out. */
  atLeast?: number;
}

const PAGE = 50;
/** The most rows that the API gives at once. */
const LONGEST_PAGE = 200;
/** Read anew at most, or as many as are read at first; what was further down is read again when it is asked for. */
const MOST_ANEW = 1_000;

interface State<Row> {
  key: string;
  rows: readonly Row[];
  cursor: string | null;
  hasMore: boolean;
  isLoading: boolean;
  isRead: boolean;
  failure: Failure | null;
}

/**
 * Reads a connection page by page.
 * @param variablesOf Gives the document's variables for a page; whatever else they say is which list it is.
 * @param connectionOf Takes the connection out of an answer; null where there is none.
 */
export function usePages<Data, Variables extends Record<string, unknown>, Row extends { id: string }>(
  document: Document<Data, Variables>,
  variablesOf: (page: { first: number; after: string | null }) => Variables,
  connectionOf: (data: Data) => Page<Row> | null | undefined,
  { pause = false, everyMs, atLeast = 1 }: PagesOptions = {},
): Pages<Row> {
  const client = useClient();
  const key = JSON.stringify(variablesOf({ first: PAGE, after: null }));
  const fresh = useCallback(
    (): State<Row> => ({
      key,
      rows: [],
      cursor: null,
      hasMore: true,
      isLoading: !pause,
      isRead: false,
      failure: null,
    }),
    [key, pause],
  );
  const [stored, setState] = useState(fresh);
  // The rows of another list are never shown as those of this one.
  const state = stored.key === key ? stored : fresh();
  const latest = useRef({ state, variablesOf, connectionOf });
  latest.current = { state, variablesOf, connectionOf };
  /** Counts what was asked: only the latest answer counts. */
  const asked = useRef(0);

  const read = useCallback(
    async (isAnew: boolean) => {
      const number = ++asked.current;
      const { state: before } = latest.current;
      setState({ ...before, isLoading: true, failure: null });
      let rows = isAnew ? [] : before.rows;
      let cursor = isAnew ? null : before.cursor;
      let hasMore = true;
      const wanted = isAnew
        ? Math.max(atLeast, Math.min(MOST_ANEW, before.rows.length))
        : before.rows.length + 1;
      while (hasMore && rows.length < wanted) {
        const first = Math.min(LONGEST_PAGE, Math.max(PAGE, wanted - rows.length));
        const { data, error } = await client
          .query(parsed(document), latest.current.variablesOf({ first, after: cursor }), {
            requestPolicy: 'network-only',
          })
          .toPromise();
        if (number !== asked.current) return;
        const page = data && latest.current.connectionOf(data);
        if (!page) {
          setState((now) => ({
            ...now,
            isLoading: false,
            hasMore: error !== undefined && now.hasMore,
            failure: error ? failureOf(error) : null,
          }));
          return;
        }
        rows = unique([...rows, ...page.nodes]);
        cursor = page.pageInfo.endCursor ?? null;
        hasMore = page.pageInfo.hasNextPage;
      }
      setState({ key: before.key, rows, cursor, hasMore, isLoading: false, isRead: true, failure: null });
    },
    [client, document, atLeast],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: other variables are another list.
  useEffect(() => {
    if (pause) return;
    void read(true);
    return () => {
      asked.current++;
    };
  }, [read, key, pause]);

  const reload = useCallback(() => void read(true), [read]);
  useEffect(() => {
    if (pause) return;
    const stop = connection.onRegained(reload);
    const timer =
      everyMs === undefined
        ? undefined
        : window.setInterval(() => {
            const isSeen = window.document.visibilityState === 'visible' && !connection.isLost();
            const { isLoading: isReading, rows: shown } = latest.current.state;
            // What one page cannot hold stays as it is: the list would end under who reads it.
            if (isSeen && !isReading && shown.length <= LONGEST_PAGE) reload();
          }, everyMs);
    return () => {
      stop();
      window.clearInterval(timer);
    };
  }, [reload, pause, everyMs]);

  const { rows, hasMore, isLoading, isRead, failure } = state;
  return useMemo(
    () => ({
      rows,
      hasMore,
      isLoading,
      isRead,
      failure,
      more() {
        const { state: now } = latest.current;
        if (!now.isLoading && now.hasMore) void read(false);
      },
      reload,
    }),
    [rows, hasMore, isLoading, isRead, failure, read, reload],
  );
}

/** What moved behind the page that it was read with comes again: a row is shown once. */
function unique<Row extends { id: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
