import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type Document, parsed } from '../api/client';
import { type Failure, failureOf } from '../api/errors';

interface Page<Node> {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** A list that is read page by page. */
export interface Pages<Node> {
  rows: readonly Node[];
  hasMore: boolean;
  isLoading: boolean;
  /** Whether the first page has come. */
  isRead: boolean;
  failure: Failure | null;
  more(): void;
  /** Reads anew as many pages as are shown; they stay until then. */
  reload(): void;
}

interface State<Node> {
  rows: readonly Node[];
  cursor: string | null;
  hasMore: boolean;
  isLoading: boolean;
  isRead: boolean;
  failure: Failure | null;
}

/** Read anew at once, at most; what was further down is read again when it is scrolled to. */
const MAX_RELOADED = 5;

/**
 * @param variables Without `after`. What they say decides, not which object they are.
 * @param pick The list in an answer.
 */
export function usePages<Data, Variables extends Record<string, unknown>, Node extends { id: string }>(
  document: Document<Data, Variables>,
  variables: Variables,
  pick: (data: Data) => Page<Node> | null | undefined,
  /** Read at first, at most. */
  firstPages = 1,
): Pages<Node> {
  const client = useClient();
  const key = JSON.stringify(variables);
  const empty: State<Node> = {
    rows: [],
    cursor: null,
    hasMore: true,
    isLoading: true,
    isRead: false,
    failure: null,
  };
  const [state, setState] = useState(empty);
  const latest = useRef({ variables, pick, state, pages: 0, turn: 0 });
  latest.current = { ...latest.current, variables, pick, state };

  const read = useCallback(
    async (pages: number, start: string | null, isAnew: boolean) => {
      const turn = ++latest.current.turn;
      setState((old) => ({ ...old, isLoading: true, failure: null }));
      let cursor = start;
      let hasMore = true;
      let read = 0;
      const found: Node[] = [];
      while (hasMore && read < pages) {
        const { data, error } = await client
          .query(
            parsed(document),
            { ...latest.current.variables, after: cursor },
            { requestPolicy: 'network-only' },
          )
          .toPromise();
        if (latest.current.turn !== turn) return;
        const page = data === undefined || data === null ? null : latest.current.pick(data);
        if (!page) {
          const failure = error ? failureOf(error) : null;
          setState((old) => ({
            ...old,
            isLoading: false,
            hasMore: failure !== null && old.hasMore,
            failure,
          }));
          return;
        }
        found.push(...page.nodes);
        cursor = page.pageInfo.endCursor ?? null;
        hasMore = page.pageInfo.hasNextPage;
        read++;
      }
      latest.current.pages = isAnew ? read : latest.current.pages + read;
      setState((old) => ({
        rows: unique(isAnew ? found : [...old.rows, ...found]),
        cursor,
        hasMore,
        isLoading: false,
        isRead: true,
        failure: null,
      }));
    },
    [client, document],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: other variables are another list.
  useEffect(() => {
    latest.current.pages = 0;
    setState(empty);
    void read(firstPages, null, true);
    return () => {
      latest.current.turn++;
    };
  }, [read, key, firstPages]);

  const more = useCallback(() => {
    const { state: now } = latest.current;
    if (!now.isLoading && now.hasMore) void read(1, now.cursor, !now.isRead);
  }, [read]);
  const reload = useCallback(
    () =>
      void read(Math.min(Math.max(MAX_RELOADED, firstPages), Math.max(1, latest.current.pages)), null, true),
    [read, firstPages],
  );
  const { cursor: _cursor, ...shown } = state;
  return { ...shown, more, reload };
}

function unique<Node extends { id: string }>(rows: readonly Node[]): Node[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
