import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ConsoleBrowser } from './console-browser.js';

const Id = z.object({ id: z.string() });
const Made = z.object({ createJob: z.object({ job: Id }) });
const Enqueued = z.object({ enqueueExecution: z.object({ execution: Id }) });
const EnqueuedMany = z.object({
  enqueueExecutions: z.object({ results: z.array(z.object({ execution: Id })) }),
});
const Claimed = z.object({
  claimExecutions: z.object({
    executions: z.array(z.object({ execution: Id, lease: z.object({ token: z.string() }) })),
  }),
});
const Status = z.object({ execution: z.object({ status: z.string() }).nullable() });

/** A job of a test's own, and its runs. */
export interface ConsoleJob {
  id: string;
  enqueue(): Promise<string>;
  /** Claims what waits longest. @returns What its parts are recorded with. */
  claim(): Promise<{ id: string; token: string }>;
  /** Enqueues at most 500 at once. @returns Their ids, in their order. */
  enqueueMany(count: number): Promise<string[]>;
  /** Claims what waits longest, and fails it for good. */
  fail(errorMessage: string, errorCode?: string): Promise<string>;
  cancel(runId: string): Promise<void>;
  statusOf(runId: string): Promise<string | undefined>;
}

/** Makes a job through the API, of which nothing else knows. @param key Whose it is; the development key's if left out. */
export async function createConsoleJob(
  { ask }: Pick<ConsoleBrowser, 'ask'>,
  name = 'Tidy',
  key?: string,
): Promise<ConsoleJob> {
  const slug = `tidy-${randomUUID()}`;
  const input = { slug, name, maxAttempts: 1, kind: { bot: { botId: 'tidy' } } };
  const made = await ask(
    Made,
    'mutation ($input: CreateJobInput!) { createJob(input: $input) { ... on CreateJobPayload { job { id } } } }',
    { input },
    key,
  );
  const { id } = made.createJob.job;

  async function claim() {
    const claimed = await ask(
      Claimed,
      `mutation ($jobId: ID!) { claimExecutions(input: { jobId: $jobId, workerId: "tidy-1" }) {
        ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
      { jobId: id },
      key,
    );
    const [first] = claimed.claimExecutions.executions;
    if (!first) throw new Error('nothing waits');
    return { id: first.execution.id, token: first.lease.token };
  }

  return {
    id,
    async enqueue() {
      const { enqueueExecution } = await ask(
        Enqueued,
        'mutation ($jobId: ID!) { enqueueExecution(input: { jobId: $jobId }) { ... on EnqueueExecutionPayload { execution { id } } } }',
        { jobId: id },
        key,
      );
      return enqueueExecution.execution.id;
    },
    claim,
    async enqueueMany(count) {
      const { enqueueExecutions } = await ask(
        EnqueuedMany,
        `mutation ($items: [EnqueueExecutionInput!]!) { enqueueExecutions(input: { items: $items }) {
          ... on EnqueueExecutionsPayload { results { ... on EnqueueExecutionPayload { execution { id } } } } } }`,
        { items: Array.from({ length: count }, () => ({ jobId: id })) },
        key,
      );
      return enqueueExecutions.results.map(({ execution }) => execution.id);
    },
    async fail(errorMessage, errorCode) {
      const first = await claim();
      const failing = {
        executionId: first.id,
        leaseToken: first.token,
        errorMessage,
        errorCode,
        retryable: false,
      };
      await ask(
        z.object({ failExecution: z.object({ __typename: z.literal('FailExecutionPayload') }) }),
        'mutation ($input: FailExecutionInput!) { failExecution(input: $input) { __typename } }',
        { input: failing },
        key,
      );
      return first.id;
    },
    async cancel(runId) {
      await ask(
        z.object({ cancelExecution: z.object({ __typename: z.literal('CancelExecutionPayload') }) }),
        'mutation ($id: ID!) { cancelExecution(input: { executionId: $id }) { __typename } }',
        { id: runId },
        key,
      );
    },
    async statusOf(runId) {
      const query = 'query ($id: ID!) { execution(id: $id) { status } }';
      return (await ask(Status, query, { id: runId }, key)).execution?.status;
    },
  };
}
