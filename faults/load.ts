import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Api } from './api.js';

const PRODUCERS = 3;
const WORKERS = 5;
const BATCH = 4;
const WORK_MS = 20;
const PAUSE_MS = 15;
const LEASE_SECONDS = 8;
const FAILS_EVERY = 7;
const FAILS_FOR_GOOD_EVERY = 11;
/** The jobs that runs are made of: the second one has a limit. */
export const JOBS = ['free', 'limited'] as const;
export const LIMIT = 3;

export const ENQUEUE = `mutation ($input: EnqueueExecutionInput!) { result: enqueueExecution(input: $input) {
  __typename ... on Error { code message } ... on EnqueueExecutionPayload { isReplay execution { id } } } }`;
export const CLAIM = `mutation ($input: ClaimExecutionsInput!) { result: claimExecutions(input: $input) {
  __typename ... on Error { code message }
  ... on ClaimExecutionsPayload { executions { execution { id attempt } lease { token } } } } }`;
export const COMPLETE = `mutation ($input: CompleteExecutionInput!) { result: completeExecution(input: $input) {
  __typename ... on Error { code message } ... on CompleteExecutionPayload { execution { id status } } } }`;
const FAIL = `mutation ($input: FailExecutionInput!) { result: failExecution(input: $input) {
  __typename ... on Error { code message } ... on FailExecutionPayload { retryAt execution { id status } } } }`;

const enqueued = z.object({ isReplay: z.boolean(), execution: z.object({ id: z.string() }) });
const claimed = z.object({
  executions: z.array(
    z.object({
      execution: z.object({ id: z.string(), attempt: z.int() }),
      lease: z.object({ token: z.string() }),
    }),
  ),
});
type Claimed = z.infer<typeof claimed>['executions'][number];

/** What was acknowledged, as those wrote it down who heard it. */
export interface Journal {
  /** Runs by the keys that they were enqueued with. */
  enqueued: Map<string, string>;
  /** How runs ended, and by which lease. */
  ended: Map<string, { status: 'COMPLETED' | 'FAILED'; token: string }>;
  /** How many leases were lost: their workers wrote nothing. */
  lost: number;
  /** What must never be. */
  faults: string[];
}

export const createJournal = (): Journal => ({ enqueued: new Map(), ended: new Map(), lost: 0, faults: [] });

export interface Load {
  /** Ends the producers, lets the workers do what is left, and ends them. */
  drain(): Promise<void>;
}

/** @param padding How many characters each run carries along. */
export function startLoad(api: Api, journal: Journal, padding = 0): Load {
  let isProducing = true;
  let isWorking = true;
  const asks = (who: string, work: () => Promise<void>) =>
    work().catch((error: unknown) => void journal.faults.push(`${who}: ${error}`));

  async function produce(): Promise<void> {
    for (let number = 0; isProducing; number += 1) {
      const key = randomUUID();
      const result = await api.ask(ENQUEUE, {
        jobSlug: JOBS[number % 3 === 0 ? 1 : 0],
        idempotencyKey: key,
        params: { key, padding: 'x'.repeat(padding) },
      });
      const { execution } = enqueued.parse(result);
      journal.enqueued.set(key, execution.id);
      await sleep(PAUSE_MS);
    }
  }

  async function work(workerId: string): Promise<void> {
    while (isWorking) {
      const result = await api.ask(CLAIM, {
        workerId,
        requestId: randomUUID(),
        limit: BATCH,
        leaseSeconds: LEASE_SECONDS,
        waitSeconds: 1,
      });
      const { executions } = claimed.parse(result);
      await sleep(WORK_MS);
      await Promise.all(executions.map(end));
    }
  }

  async function end({ execution: { id, attempt }, lease: { token } }: Claimed): Promise<void> {
    const chance = Number.parseInt(id.slice(-4), 36) || 0;
    const isFailure = chance % FAILS_EVERY === 0 && attempt === 1;
    const forGood = chance % FAILS_FOR_GOOD_EVERY === 0;
    const proof = { executionId: id, leaseToken: token };
    const result = isFailure
      ? await api.ask(FAIL, { ...proof, errorMessage: 'It did not work.', retryable: !forGood })
      : await api.ask(COMPLETE, { ...proof, result: { token }, itemsProcessed: 1 });
    if (result.code === 'LEASE_LOST') journal.lost += 1;
    else if (result.code !== undefined) journal.faults.push(`${id}: ${JSON.stringify(result)}`);
    else if (!isFailure || forGood) {
      const before = journal.ended.get(id);
      if (before) journal.faults.push(`${id} ended twice, by ${before.token} and ${token}`);
      journal.ended.set(id, { status: isFailure ? 'FAILED' : 'COMPLETED', token });
    }
  }

  const producers = Array.from({ length: PRODUCERS }, () => asks('a producer', produce));
  const workers = Array.from({ length: WORKERS }, (_, n) => asks('a worker', () => work(`load-${n}`)));
  return {
    async drain() {
      isProducing = false;
      await Promise.all(producers);
      isWorking = false;
      await Promise.all(workers);
    },
  };
}

/** Works until nothing is left that can be done. */
export async function finish(api: Api, journal: Journal, isOpen: () => Promise<boolean>): Promise<void> {
  while (await isOpen()) {
    const rest = startLoad(api, { ...journal, enqueued: new Map() });
    await sleep(500);
    await rest.drain();
  }
}
