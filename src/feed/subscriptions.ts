import type { GraphQLResolveInfo } from 'graphql';
import { isTooLong } from '../core/answers.js';
import { NEEDS_CREDENTIALS } from '../core/db/tenancy.js';
import { tooSlow, unauthenticated } from '../core/errors.js';
import { inTime } from '../core/in-time.js';
import { requireScope } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { Context } from '../graphql/context.js';
import type { Reader } from './streams.js';

/**
 * Who a subscription is for, as of now.
 * @throws GraphQLError UNAUTHENTICATED where nobody is any more, FORBIDDEN where they may not read any more.
 */
export async function currentViewer({ authenticate }: Context): Promise<Viewer> {
  const viewer = await authenticate();
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  requireScope(viewer, 'READ');
  return viewer;
}

/** Who reads a subscription's stream. @throws GraphQLError UNAUTHENTICATED without credentials. */
export function readerOf(context: Context): Reader {
  const { viewer, streamsOf, disconnect } = context;
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  const { userId, accountId, apiKeyId, sessionId } = viewer;
  return {
    userId,
    accountId,
    maxStreams: streamsOf(viewer),
    credential: apiKeyId ?? sessionId ?? userId,
    check: () => currentViewer(context),
    disconnect,
  };
}

/** An event that is sent as it happens costs nothing, where its document costs no more than this. */
export const FREE_EVENT_COST = 20;
/** Events that are read again for one point, whether they are sent or not. */
export const REPLAYED_EVENTS_PER_POINT = 10;
/** Events that one statement completes, and what they may cost together. */
const LOADED_AT_ONCE = 100;
const POINTS_AT_ONCE = 5_000;

/** What the events of one subscription cost. */
export interface EventCosts<Weighed> {
  /** For events that are read again from before it began, as they are found. @throws GraphQLError RATE_LIMITED */
  replay(events: number): Promise<void>;
  /**
   * Completes events by some at a time, so that none of them holds much, each lot paid for before it is read.
   * @param isReplayed Whether it is from before the subscription began.
   * @throws GraphQLError RATE_LIMITED, or SERVICE_UNAVAILABLE where it takes too long.
   */
  load<Event extends Weighed, Loaded>(
    events: readonly Event[],
    isReplayed: (event: Event) => boolean,
    read: (some: readonly Event[]) => Promise<readonly Loaded[]>,
  ): AsyncGenerator<Loaded, void>;
}

/**
 * Each event costs what its document costs: those that are read again, and those that are dear.
 * @param times How often it costs that, where it holds many things.
 */
export function eventCosts<Weighed = unknown>(
  { costAgain, spend, queryTimeoutMs }: Context,
  info: GraphQLResolveInfo,
  times: (event: Weighed) => number = () => 1,
): EventCosts<Weighed> {
  const cost = costAgain(info);
  const atOnce = Math.min(LOADED_AT_ONCE, Math.max(1, Math.floor(POINTS_AT_ONCE / Math.max(1, cost))));
  return {
    replay: (events) => spend(Math.ceil(events / REPLAYED_EVENTS_PER_POINT)),
    async *load(events, isReplayed, read) {
      for (const some of together(events, times, atOnce)) {
        const paid = some.filter((event) => cost * times(event) > FREE_EVENT_COST || isReplayed(event));
        const points = paid.reduce((sum, event) => sum + times(event) * cost, 0);
        if (points > 0) await spend(points);
        yield* inParts(some, (part) => inTime(read(part), queryTimeoutMs, () => tooSlow(queryTimeoutMs)));
      }
    },
  };
}

/** Events in lots of so many; one that counts for more is a lot by itself. */
function* together<Event>(
  events: readonly Event[],
  times: (event: Event) => number,
  atOnce: number,
): Generator<Event[], void> {
  let some: Event[] = [];
  let count = 0;
  for (const event of events) {
    const more = times(event);
    if (some.length > 0 && count + more > atOnce) {
      yield some;
      some = [];
      count = 0;
    }
    some.push(event);
    count += more;
  }
  if (some.length > 0) yield some;
}

/** As many at once as an answer may hold, so that only an event which is too long by itself ends the stream. */
async function* inParts<Event, Loaded>(
  events: readonly Event[],
  read: (some: readonly Event[]) => Promise<readonly Loaded[]>,
): AsyncGenerator<Loaded, void> {
  const loaded = await read(events).catch((error) => {
    if (events.length === 1 || !isTooLong(error)) throw error;
    return null;
  });
  if (loaded) {
    yield* loaded;
    return;
  }
  const half = Math.ceil(events.length / 2);
  yield* inParts(events.slice(0, half), read);
  yield* inParts(events.slice(half), read);
}
