import { outageOf } from './db/outage.js';
import { onlyOne } from './only-one.js';
import type { Viewer } from './viewer.js';

/** How many calls go together at most. */
const MAX_CALLS = 64;

/**
 * Makes a call, perhaps together with others of its group: those that come while one is under way go together next.
 * @param group Calls with the same key may go together.
 */
export type Coalescer<Call, Answer> = (group: string, call: Call) => Promise<Answer>;

/** Answers one or more calls, in their order. */
type Work<Call, Answer> = (calls: readonly [Call, ...Call[]]) => Promise<readonly Answer[]>;

interface Waiting<Call, Answer> {
  call: Call;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Saves round trips and commits where many ask for the same thing at once; whoever asks alone never waits.
 * @param work Where it throws for several calls, each of them is made alone, so that none fails for what is wrong with
 * another; but for a database that is away.
 */
export function createCoalescer<Call, Answer>(work: Work<Call, Answer>): Coalescer<Call, Answer> {
  const groups = new Map<string, Array<Waiting<Call, Answer>>>();

  async function alone({ call, resolve, reject }: Waiting<Call, Answer>): Promise<void> {
    try {
      resolve(onlyOne(await work([call])));
    } catch (error) {
      reject(error);
    }
  }

  async function together(first: Waiting<Call, Answer>, rest: Array<Waiting<Call, Answer>>): Promise<void> {
    const calls = [first, ...rest];
    try {
      const answers = await work([first.call, ...rest.map(({ call }) => call)]);
      if (answers.length !== calls.length) throw new Error('a call was not answered');
      for (const [at, answer] of answers.entries()) calls[at]?.resolve(answer);
    } catch (error) {
      // It may have been done, and a database that is away is not asked once more for each.
      if (outageOf(error)?.kind === 'unreachable') for (const { reject } of calls) reject(error);
      else await Promise.all(calls.map(alone));
    }
  }

  /** Until nobody waits: then the group is gone. */
  async function drain(group: string, waiting: Array<Waiting<Call, Answer>>): Promise<void> {
    for (;;) {
      const [first, ...rest] = waiting.splice(0, MAX_CALLS);
      if (!first) break;
      await (rest.length === 0 ? alone(first) : together(first, rest));
    }
    groups.delete(group);
  }

  return (group, call) =>
    new Promise((resolve, reject) => {
      const waiting = groups.get(group) ?? [];
      waiting.push({ call, resolve, reject });
      if (groups.has(group)) return;
      groups.set(group, waiting);
      void drain(group, waiting);
    });
}

/** The same for whom the same may be done: one credential, acting for one owner. */
export function viewerKey({ scopes, ...viewer }: Viewer): string {
  return JSON.stringify([Object.entries(viewer).sort(), [...scopes].sort()]);
}
