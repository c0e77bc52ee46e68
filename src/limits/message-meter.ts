/** What one WebSocket may send in a minute: points, one a message and one for every so many bytes of it. */
export const SOCKET_RATES = { points: 600, bytesPerPoint: 8_192, faults: 20 } as const;
/** Messages that a WebSocket may send before it has said who asks. */
export const MESSAGES_BEFORE_ACK = 5;
const WINDOW_MS = 60_000;

/** Counts what one connection sends, before anything of it is parsed. */
export interface MessageMeter {
  /** A message came. @returns Whether it may be read. */
  message(bytes: number, isAcknowledged: boolean): boolean;
  /** An operation of it was refused. @returns Whether the connection may go on. */
  fault(): boolean;
}

export function createMessageMeter(clock: () => number = () => performance.now()): MessageMeter {
  let since = clock();
  let points = 0;
  let faults = 0;
  let unacknowledged = 0;

  function turnWindow(): void {
    if (clock() - since < WINDOW_MS) return;
    since = clock();
    points = 0;
    faults = 0;
  }

  return {
    message(bytes, isAcknowledged) {
      turnWindow();
      points += 1 + Math.floor(bytes / SOCKET_RATES.bytesPerPoint);
      if (!isAcknowledged) unacknowledged += 1;
      return points <= SOCKET_RATES.points && unacknowledged <= MESSAGES_BEFORE_ACK;
    },
    fault() {
      turnWindow();
      faults += 1;
      return faults < SOCKET_RATES.faults;
    },
  };
}
