/** A message of a task queue, as Celery has them. */
export interface Message {
  task: string;
  /** Unique for the message; a redelivery has the same one. */
  id: string;
  args: unknown;
  isRedelivered: boolean;
}

type Handler = (message: Message) => Promise<void>;

export interface Broker {
  send(task: string, id: string, args: unknown): void;
  /** Delivers until the queue is empty. */
  run(handlers: Readonly<Record<string, Handler>>): Promise<void>;
}

/** A worker dies before it acknowledges: the message comes again. */
export class WorkerDied extends Error {}

/** Something is not ready yet: the message comes again, as by Celery's `self.retry()`. */
export class Later extends Error {}

/**
 * A queue in the process that delivers at least once, like those that Celery uses.
 * @param lossy Tasks of which the first acknowledgement gets lost: that message comes again after all others.
 */
export function createBroker(lossy: readonly string[]): Broker {
  const queue: Message[] = [];
  const unacknowledged: Message[] = [];
  const loses = new Set(lossy);
  return {
    send(task, id, args) {
      queue.push({ task, id, args, isRedelivered: false });
    },
    async run(handlers) {
      const next = () => queue.shift() ?? unacknowledged.shift();
      for (let message = next(); message; message = next()) {
        const again = { ...message, isRedelivered: true };
        try {
          await handlers[message.task]?.(message);
          if (loses.delete(message.task)) unacknowledged.push(again);
        } catch (error) {
          if (!(error instanceof WorkerDied || error instanceof Later)) throw error;
          queue.push(again);
        }
      }
    },
  };
}
