import type { Client } from '@urql/core';
import { parsed } from '../../api/client';
import { type Failure, failureOf } from '../../api/errors';
import { type LogFilter, type LogRowFragment, RunLogsBeforeDocument } from '../../api/generated/graphql';
import { connection } from '../../page/connection';
import type { RunLive, RunPart } from '../run-live';
import { matches, merged } from './log-lines';

const PAGE = 200;
/** Kept at most: of a longer log the oldest are let go, and read again when one scrolls up to them. */
const MAX_LINES = 20_000;
/** Lines are shown together, so that hundreds a second cost no more than a few. */
const FLUSH_MS = 150;

export interface LogState {
  /** By time. */
  lines: readonly LogRowFragment[];
  /** Whether there are older ones to read. */
  hasBefore: boolean;
  isLoading: boolean;
  isRead: boolean;
  failure: Failure | null;
}

/** The end of a log, which grows at its end by what is pushed, and at its start by what is read. */
export class LogStore {
  readonly #client: Client;
  readonly #live: RunLive;
  readonly #id: string;
  readonly #filter: LogFilter;
  readonly #listeners = new Set<() => void>();
  #pending: LogRowFragment[] = [];
  #timer: number | undefined;
  #before: string | null = null;
  #stop: (() => void)[] = [];
  #isOpen = false;
  #state: LogState = { lines: [], hasBefore: true, isLoading: false, isRead: false, failure: null };

  constructor(client: Client, live: RunLive, id: string, filter: LogFilter) {
    this.#client = client;
    this.#live = live;
    this.#id = id;
    this.#filter = filter;
  }

  readonly snapshot = (): LogState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Listens first, then reads: what is logged between is not missed. */
  open(): void {
    this.#isOpen = true;
    this.#stop = [
      this.#live.onParts((parts) => this.#hear(parts)),
      connection.onRegained(() => {
        if (this.#state.failure) void this.before();
      }),
    ];
    if (!this.#state.isRead) void this.before();
  }

  close(): void {
    this.#isOpen = false;
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }

  /** Reads what is before the first line, or the end of the log at first. */
  async before(): Promise<void> {
    if (this.#state.isLoading || !this.#state.hasBefore) return;
    this.#set({ isLoading: true, failure: null });
    const { data, error } = await this.#client
      .query(
        parsed(RunLogsBeforeDocument),
        { id: this.#id, filter: this.#filter, last: PAGE, before: this.#before },
        { requestPolicy: 'network-only' },
      )
      .toPromise();
    const page = data?.execution?.logs;
    if (!page) {
      this.#set({
        isLoading: false,
        failure: error ? failureOf(error) : null,
        hasBefore: error !== undefined,
      });
      return;
    }
    this.#before = page.pageInfo.startCursor ?? this.#before;
    this.#set({
      lines: merged(page.nodes, this.#state.lines),
      hasBefore: page.pageInfo.hasPreviousPage,
      isLoading: false,
      isRead: true,
    });
  }

  #hear(parts: readonly RunPart[]): void {
    for (const part of parts) {
      if (part.__typename === 'LogLine' && matches(this.#filter, part)) this.#pending.push(part);
    }
    if (this.#pending.length === 0) return;
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, FLUSH_MS);
  }

  #flush(): void {
    // Until the end of the log is read, it is not known what lies between.
    if (!this.#state.isRead && this.#isOpen) {
      this.#timer = window.setTimeout(() => {
        this.#timer = undefined;
        this.#flush();
      }, FLUSH_MS);
      return;
    }
    const [first] = this.#state.lines;
    const news = this.#pending.filter(({ at }) => !this.#state.hasBefore || !first || at >= first.at);
    this.#pending = [];
    const lines = merged(this.#state.lines, news);
    const kept = lines.length > MAX_LINES ? lines.slice(-MAX_LINES) : lines;
    if (kept !== lines) this.#before = kept[0]?.cursor ?? null;
    this.#set({ lines: kept, hasBefore: this.#state.hasBefore || kept !== lines });
  }

  #set(change: Partial<LogState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
