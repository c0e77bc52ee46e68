import type { Client } from '@urql/core';
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { PAST_CACHE, parsed } from '../api/client';
import {
  RunPageEventsDocument,
  type RunPageEventsSubscription,
  RunPagePartsDocument,
  type RunPagePartsSubscription,
} from '../api/generated/graphql';

export type RunEvent = RunPageEventsSubscription['executionChanged'];
export type RunPart = RunPagePartsSubscription['partsChanged']['parts'][number];
export type PartName = RunPart['__typename'];

type Listener<Value> = (value: Value) => void;

/** What one run reports while it is looked at: its events, and its parts for as long as it takes any. */
export class RunLive {
  readonly #client: Client;
  readonly #id: string;
  readonly #events = new Set<Listener<RunEvent>>();
  readonly #parts = new Set<Listener<readonly RunPart[]>>();
  #stop: (() => void)[] = [];

  constructor(client: Client, id: string) {
    this.#client = client;
    this.#id = id;
  }

  /** The run itself is changed in the cache by what an event brings. */
  open(): void {
    const events = this.#client
      .subscription(parsed(RunPageEventsDocument), { id: this.#id })
      .subscribe(({ data }) => {
        if (data) for (const listener of this.#events) listener(data.executionChanged);
      });
    const parts = this.#client
      .subscription(parsed(RunPagePartsDocument), { id: this.#id }, PAST_CACHE)
      .subscribe(({ data }) => {
        if (data) for (const listener of this.#parts) listener(data.partsChanged.parts);
      });
    this.#stop = [events.unsubscribe, parts.unsubscribe];
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }

  onEvent(listener: Listener<RunEvent>): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onParts(listener: Listener<readonly RunPart[]>): () => void {
    this.#parts.add(listener);
    return () => this.#parts.delete(listener);
  }
}

export const RunLiveContext = createContext<RunLive | null>(null);

/** For the screen of one run, which hands it to its parts by the context. */
export function useOpenRunLive(id: string): RunLive {
  const client = useClient();
  const [live] = useState(() => new RunLive(client, id));
  useEffect(() => {
    live.open();
    return () => live.close();
  }, [live]);
  return live;
}

export function useRunLive(): RunLive {
  const live = useContext(RunLiveContext);
  if (!live) throw new Error('useRunLive is for the parts of the screen of one run');
  return live;
}

/** Many changes in a moment are answered by one look. */
const SETTLE_MS = 700;

/** Calls back soon after a part of one of these kinds was recorded, or with an event of the run. */
export function useOnParts(names: readonly PartName[], run: () => void, withEvents = true): void {
  const live = useRunLive();
  const latest = useRef({ names, run });
  latest.current = { names, run };
  useEffect(() => {
    let timer: number | undefined;
    const soon = () => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        latest.current.run();
      }, SETTLE_MS);
    };
    const stops = [
      live.onParts((parts) => {
        if (parts.some(({ __typename }) => latest.current.names.includes(__typename))) soon();
      }),
    ];
    if (withEvents) stops.push(live.onEvent(soon));
    return () => {
      window.clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [live, withEvents]);
}
