import type { Client } from '@urql/core';
import { PAST_CACHE, parsed } from '../api/client';
import { type Failure, failureOf } from '../api/errors';
import {
  type ExecutionFilter,
  type ExecutionOrder,
  type ExecutionStatus,
  RunEventsDocument,
  type RunRowFragment,
  RunsDocument,
} from '../api/generated/graphql';
import { connection } from '../page/connection';
import { followable } from './filters';
import { compareRuns } from './run-order';

const PAGE = 50;
/** Events are shown together, so that hundreds a second cost no more than a few. */
const FLUSH_MS = 250;
/** New runs that are shown, or wait to be; beyond, the list is read anew, so that it does not grow for as long as it is open. */
export const MAX_NEW = 1_000;

export interface RunListState {
  /** In the list's order; rows that match no more since they were read are among them. */
  rows: readonly RunRowFragment[];
  /** Ids of rows that match no more. */
  dimmed: ReadonlySet<string>;
  /** Ids of rows that came since the list was read. */
  fresh: ReadonlySet<string>;
  /** How many new ones wait to be shown, so that nothing moves under who reads. */
  waiting: number;
  hasMore: boolean;
  isLoading: boolean;
  failure: Failure | null;
  /** Whether changes show by themselves: not every filter can be followed. */
  isLive: boolean;
}

export interface RunListOptions {
  client: Client;
  filter: ExecutionFilter;
  order: ExecutionOrder;
}

/**
 * A list of runs that grows by pages and changes with events. It lives outside React and outside the cache: with
 * ten thousand rows, an event costs one row.
 */
export class RunList {
  readonly #options: RunListOptions;
  readonly #compare: (a: RunRowFragment, b: RunRowFragment) => number;
  readonly #statuses: ReadonlySet<ExecutionStatus> | null;
  readonly #listeners = new Set<() => void>();
  readonly #indexes = new Map<string, number>();
  readonly #waiting = new Map<string, RunRowFragment>();
  #pending = new Map<string, RunRowFragment>();
  #timer: number | undefined;
  #cursor: string | null = null;
  #isAtTop = true;
  /** From where on events are what the list does not have yet; null until its first page is read. */
  #eventCursor: string | null = null;
  #isOpen = false;
  #stop: (() => void)[] = [];
  #state: RunListState;

  constructor(options: RunListOptions) {
    this.#options = options;
    this.#compare = compareRuns(options.order);
    const { status } = options.filter;
    this.#statuses = status && status.length > 0 ? new Set(status) : null;
    this.#state = {
      rows: [],
      dimmed: new Set(),
      fresh: new Set(),
      waiting: 0,
      hasMore: true,
      isLoading: false,
      failure: null,
      isLive: followable(options.filter) !== null,
    };
  }

  readonly snapshot = (): RunListState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads the first page, then listens from where it was read: what happens between is not missed. */
  open(): void {
    this.#isOpen = true;
    this.#stop.push(
      connection.onRegained(() => {
        if (this.#state.failure) void this.more();
      }),
    );
    this.#listen();
    void this.more();
  }

  #listen(): void {
    const filter = followable(this.#options.filter);
    if (!filter || !this.#isOpen || this.#eventCursor === null) return;
    const events = this.#options.client
      .subscription(parsed(RunEventsDocument), { filter, after: this.#eventCursor }, PAST_CACHE)
      .subscribe(({ data, error }) => {
        if (data) {
          this.#eventCursor = data.executionChanged.cursor;
          this.#hear(data.executionChanged.execution);
        }
        if (error) this.#set({ isLive: false });
      });
    this.#stop.push(events.unsubscribe);
  }

  close(): void {
    this.#isOpen = false;
    window.clearTimeout(this.#timer);
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }

  /** Reads the next page, unless one is on its way. */
  async more(): Promise<void> {
    if (this.#state.isLoading || !this.#state.hasMore) return;
    this.#set({ isLoading: true, failure: null });
    const { data, error } = await this.#page(this.#cursor);
    if (!data) {
      this.#set({ isLoading: false, failure: error ? failureOf(error) : null });
      return;
    }
    const { nodes, pageInfo, eventCursor } = data.executions;
    this.#cursor = pageInfo.endCursor ?? null;
    const added = nodes.filter(({ id }) => !this.#indexes.has(id));
    for (const { id } of added) this.#waiting.delete(id);
    this.#place([...this.#state.rows, ...added]);
    this.#set({ isLoading: false, hasMore: pageInfo.hasNextPage, waiting: this.#waiting.size });
    if (this.#eventCursor !== null) return;
    this.#eventCursor = eventCursor ?? null;
    this.#listen();
  }

  /** Whether the start of the list is in sight: only then do new runs come in by themselves. */
  setAtTop(isAtTop: boolean): void {
    this.#isAtTop = isAtTop;
    if (isAtTop) this.showWaiting();
  }

  showWaiting(): void {
    if (this.#waiting.size === 0) return;
    if (this.#state.fresh.size + this.#waiting.size > MAX_NEW) return void this.#readAnew();
    const rows = [...this.#state.rows, ...this.#waiting.values()].sort(this.#compare);
    const fresh = new Set([...this.#state.fresh, ...this.#waiting.keys()]);
    this.#waiting.clear();
    this.#place(rows);
    this.#set({ fresh, waiting: 0 });
  }

  #page(after: string | null) {
    const { client, filter, order } = this.#options;
    const isFirst = this.#eventCursor === null;
    const variables = { filter, orderBy: order, first: PAGE, after, isFirst };
    return client.query(parsed(RunsDocument), variables, { requestPolicy: 'network-only' }).toPromise();
  }

  /** Reads the first page in place of all rows. Where that fails, they stay, and the next event tries again. */
  async #readAnew(): Promise<void> {
    if (this.#state.isLoading) return;
    this.#set({ isLoading: true });
    const { data } = await this.#page(null);
    // Who went on down meanwhile keeps what they read.
    if (!data || !this.#isAtTop) return this.#set({ isLoading: false });
    const { nodes, pageInfo } = data.executions;
    this.#cursor = pageInfo.endCursor ?? null;
    const fresh = new Set(nodes.flatMap(({ id }) => (this.#waiting.delete(id) ? [id] : [])));
    this.#place(nodes);
    this.#set({ isLoading: false, hasMore: pageInfo.hasNextPage, dimmed: new Set(), fresh });
    // What came while the page was on its way is newer than all of it.
    for (const row of this.#waiting.values()) if (!this.#isInSight(row)) this.#waiting.delete(row.id);
    this.#set({ waiting: this.#waiting.size });
  }

  #hear(row: RunRowFragment): void {
    this.#pending.set(row.id, row);
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, FLUSH_MS);
  }

  #flush(): void {
    const changes = this.#pending;
    this.#pending = new Map();
    const rows = [...this.#state.rows];
    const dimmed = new Set(this.#state.dimmed);
    for (const row of changes.values()) {
      const index = this.#indexes.get(row.id);
      const isMatching = this.#statuses?.has(row.status) ?? true;
      if (index !== undefined) {
        rows[index] = row;
        if (isMatching) dimmed.delete(row.id);
        else dimmed.add(row.id);
      } else if (!isMatching) {
        this.#waiting.delete(row.id);
      } else if (this.#isInSight(row) && this.#waiting.size <= MAX_NEW) {
        this.#waiting.set(row.id, row);
      }
    }
    this.#set({ rows, dimmed, waiting: this.#waiting.size });
    if (this.#isAtTop) this.showWaiting();
  }

  /** Whether a row belongs among those that were read: the others come with their page. */
  #isInSight(row: RunRowFragment): boolean {
    const last = this.#state.rows.at(-1);
    return !this.#state.hasMore || (last !== undefined && this.#compare(row, last) < 0);
  }

  #place(rows: readonly RunRowFragment[]): void {
    this.#indexes.clear();
    for (const [index, { id }] of rows.entries()) this.#indexes.set(id, index);
    this.#set({ rows });
  }

  #set(change: Partial<RunListState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
