import { requestError, unavailable } from '../core/errors.js';
import { createPlaces } from '../core/places.js';

/** How many subscriptions one process serves, and for one credential. The last ones are for accounts that have few. */
export const STREAM_LIMITS = { total: 2_000, perCredential: 200, reserve: 400, fewPerAccount: 10 } as const;
/** How often a stream's credential is asked about; the authenticator's cache adds its own time. */
const CHECK_MS = 2_000;
/** A reader that takes nothing for this long is gone, whatever its connection says. */
const STALL_MS = 30_000;
/** A client that was refused is asked to wait so many seconds. */
const RETRY_AFTER_SECONDS = 5;

/** Who reads a stream, and how. */
export interface Reader {
  /** The UUID of the user who reads. */
  userId: string;
  /** The UUID of the account that they read for, whose streams are counted together. */
  accountId: string;
  /** How many streams that account may have. */
  maxStreams: number;
  /** Whose streams are counted together. */
  credential: string;
  /** Asks about the credential again. @throws GraphQLError UNAUTHENTICATED where it is no longer good. */
  check(): Promise<unknown>;
  /** Breaks the connection, for a reader that does not read. */
  disconnect(): void;
}

export interface Streams {
  /**
   * Opens a stream, which ends when its work does, when the reader leaves, and with an error when the credential is
   * no longer good or the process is about to end.
   * @param work Gives the values; its signal is aborted with the reason why the stream ends.
   * @throws GraphQLError RATE_LIMITED or SERVICE_UNAVAILABLE
   */
  open<T>(reader: Reader, work: (signal: AbortSignal) => AsyncGenerator<T, void>): AsyncGenerator<T, void>;
  /** Asks about the credentials of a user's or an account's streams at once; of all for null. */
  recheck(id: string | null): void;
  /** How many are open. */
  count(): number;
  /** Ends all streams, and lets no more begin. */
  drain(): void;
}

export interface StreamOptions {
  limits?: Readonly<Record<keyof typeof STREAM_LIMITS, number>>;
  checkMs?: number;
  stallMs?: number;
}

/** Why a stream ends whose reader left. */
const LEFT = new Error('the reader left');

/** Keeps count of the streams of this process, and an eye on each. */
export function createStreams({
  limits = STREAM_LIMITS,
  checkMs = CHECK_MS,
  stallMs = STALL_MS,
}: StreamOptions = {}): Streams {
  const open = new Map<AbortController, Reader>();
  const accounts = createPlaces({
    total: limits.total,
    reserve: limits.reserve,
    fewPerHolder: limits.fewPerAccount,
  });
  const credentials = createPlaces({ total: Number.POSITIVE_INFINITY, reserve: 0, fewPerHolder: 0 });
  let isDraining = false;

  function admit({ accountId, maxStreams, credential }: Reader): void {
    if (isDraining) throw shuttingDown();
    if (accounts.heldBy(accountId) >= maxStreams)
      throw tooMany(`This account has ${maxStreams} subscriptions open already.`);
    if (!credentials.take(credential, limits.perCredential)) {
      throw tooMany(`This credential has ${limits.perCredential} subscriptions open already.`);
    }
    if (!accounts.take(accountId, maxStreams)) {
      credentials.release(credential);
      throw tooMany('This server has no more room now for subscriptions of this account.');
    }
  }

  function release({ accountId, credential }: Reader): void {
    accounts.release(accountId);
    credentials.release(credential);
  }

  const check = (controller: AbortController, reader: Reader) =>
    reader.check().catch((error) => controller.abort(error));

  return {
    open<T>(reader: Reader, work: (signal: AbortSignal) => AsyncGenerator<T, void>) {
      admit(reader);
      const controller = new AbortController();
      const { signal } = controller;
      open.set(controller, reader);
      const values = work(signal);
      /** Since when the reader has taken nothing; null while it waits for more. */
      let heldSince: number | null = performance.now();

      const timer = setInterval(async () => {
        // It was told to end and has not come to hear of it, or it stopped reading.
        const isStuck = heldSince !== null && (signal.aborted || performance.now() - heldSince >= stallMs);
        if (isStuck) {
          close(LEFT);
          reader.disconnect();
        } else if (!signal.aborted) {
          await check(controller, reader);
        }
      }, checkMs).unref();

      function close(reason: unknown): void {
        controller.abort(reason);
        clearInterval(timer);
        if (open.delete(controller)) release(reader);
      }

      const done = { done: true, value: undefined } as const;
      let isOver = false;
      async function end(reason: unknown): Promise<typeof done> {
        isOver = true;
        close(reason);
        await values.return();
        return done;
      }
      const stream: AsyncGenerator<T, void> = {
        async next() {
          if (isOver) return done;
          heldSince = null;
          try {
            signal.throwIfAborted();
            const result = await values.next();
            return result.done ? end(LEFT) : result;
          } catch (error) {
            await end(error);
            if (signal.reason === LEFT) return done;
            throw error;
          } finally {
            heldSince = performance.now();
          }
        },
        return: () => end(LEFT),
        async throw(error) {
          await end(error);
          throw error;
        },
        [Symbol.asyncIterator]: () => stream,
      };
      return stream;
    },
    recheck(id) {
      for (const [controller, reader] of open) {
        const isMeant = id === null || reader.userId === id || reader.accountId === id;
        if (isMeant) void check(controller, reader);
      }
    },
    count: () => open.size,
    drain() {
      isDraining = true;
      for (const controller of open.keys()) controller.abort(shuttingDown());
    },
  };
}

const tooMany = (message: string) =>
  requestError('RATE_LIMITED', message, { retryAfter: RETRY_AFTER_SECONDS });

const shuttingDown = () =>
  unavailable('The server is shutting down. Subscribe again, with the last cursor as `after`.');
