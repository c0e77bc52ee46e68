import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { openSse, type TestStream } from '../test/support/streams.js';
import type { Api } from './api.js';

const CHANGED = `subscription ($after: String) { executionChanged(after: $after) { cursor id } }`;
const event = z.object({ cursor: z.string(), id: z.string() });
const RETRY_MS = 200;

/** Follows all events through whichever server is next, and goes on with the next one where a stream breaks. */
export interface Follower {
  /** The events that came, in their order. */
  ids: string[];
  /** How often a stream was opened again. */
  resumed: number;
  close(): Promise<void>;
}

export async function follow(api: Api): Promise<Follower> {
  let isClosed = false;
  let after: string | null = null;
  let turn = 0;
  let stream: TestStream | undefined;
  const follower: Follower = {
    ids: [],
    resumed: -1,
    async close() {
      isClosed = true;
      stream?.close();
      await following;
    },
  };

  /** What has come since it was last asked. */
  function take(from: TestStream): void {
    const news = from.values(event);
    from.answers.length = 0;
    for (const { id, cursor } of news) {
      follower.ids.push(id);
      after = cursor;
    }
  }

  async function read(): Promise<void> {
    turn += 1;
    const next = await openSse(api.urls[turn % api.urls.length] ?? '', api.key, CHANGED, { after }).catch(
      () => null,
    );
    if (!next) return;
    stream = next;
    follower.resumed += 1;
    let isOver = false;
    void next.ended.then(() => {
      isOver = true;
    });
    while (!isOver && !isClosed) {
      take(next);
      await sleep(50);
    }
    next.close();
    take(next);
  }

  const following = (async () => {
    while (!isClosed) {
      await read();
      await sleep(RETRY_MS);
    }
  })();
  while (follower.resumed < 0) await sleep(20);
  return follower;
}
