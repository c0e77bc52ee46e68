import { z } from 'zod';
import { parseId } from '../../../src/core/ids.js';
import type { Execution, ExecutionEvent } from '../../../src/generated/prisma/client.js';
import { rescueLostWork } from '../../../src/operations/rescue.service.js';
import { createTestApp } from '../app.js';
import { commands } from '../command.js';
import type { GivenJob, JobOf } from './jobs.js';
import { LONG_SECONDS } from './work.js';

const lease = z.object({
  id: z.string(),
  token: z.string(),
  expiresAt: z.coerce.date(),
  deadline: z.coerce.date().nullable(),
  cancelRequested: z.boolean(),
});
const execution = z.looseObject({ id: z.string(), status: z.string() });
const issues = z.array(z.object({ path: z.array(z.string()), message: z.string() }));
const failure = {
  __typename: z.string(),
  code: z.string().optional(),
  message: z.string().optional(),
  issues: issues.optional(),
};
const item = z.object({
  ...failure,
  execution: execution.optional(),
  lease: lease.nullish(),
  isReplay: z.boolean().optional(),
  isPending: z.boolean().optional(),
  retryAt: z.coerce.date().nullish(),
  existing: z.object({ id: z.string() }).nullish(),
  from: z.string().optional(),
  to: z.string().optional(),
  allowed: z.array(z.string()).optional(),
  pending: z.int().optional(),
  processing: z.int().optional(),
});
const answer = item.extend({
  results: z.array(item).optional(),
  executions: z.array(z.object({ execution, lease })).optional(),
  matched: z.int().optional(),
  succeeded: z.int().optional(),
  hasMore: z.boolean().optional(),
  selection: z.string().nullish(),
  selected: z.object({ value: z.int(), isCapped: z.boolean() }).nullish(),
  failures: z.array(z.object({ executionId: z.string(), error: z.object(failure) })).optional(),
  failureGroup: z.looseObject({ fingerprint: z.string() }).nullish(),
});

/** What a mutation answers: of its payload and its errors what there is. */
export type Answer = z.infer<typeof answer>;
export type Lease = z.infer<typeof lease>;

/** A run that a worker holds. */
export interface HeldRun {
  /** As the API writes it. */
  executionId: string;
  leaseToken: string;
}

const EXECUTION = `execution {
  id status attempt runNumber trigger dispatch priority failureReason params plan result itemsProcessed errorMessage
  errorFingerprint workerId availableAt startedAt finishedAt durationMs leaseExpiresAt cancelRequestedAt cancelDeadline retryOf { id }
  createdBy { name role } cancelRequestedBy { name role user { id } }
}`;
const LEASE = 'lease { id token expiresAt deadline cancelRequested }';
const FAILURE = `... on Error { code message }`;
const ITEM_FAILURE = `${FAILURE} ... on InvalidInputError { issues { path message } }`;
const BULK =
  'matched succeeded hasMore selection selected { value isCapped } failures { executionId error { __typename code message } }';
/** What a payload is asked for. */
const PAYLOADS: Readonly<Record<string, string>> = {
  enqueueExecution: `${EXECUTION} isReplay`,
  enqueueExecutions: `results { __typename ... on EnqueueExecutionPayload { ${EXECUTION} isReplay } ${ITEM_FAILURE} }`,
  startExecution: `${EXECUTION} ${LEASE} isReplay`,
  claimExecutions: `executions { ${EXECUTION} ${LEASE} }`,
  heartbeatExecution: `${EXECUTION} ${LEASE}`,
  heartbeats: `results { __typename ... on HeartbeatPayload { ${LEASE} } ${ITEM_FAILURE} }`,
  completeExecution: EXECUTION,
  completeExecutions: `results { __typename ... on CompleteExecutionPayload { ${EXECUTION} } ${ITEM_FAILURE} }`,
  completeAndClaim: `results { __typename ... on CompleteExecutionPayload { ${EXECUTION} } ${ITEM_FAILURE} }
    executions { ${EXECUTION} ${LEASE} }`,
  failExecution: `${EXECUTION} retryAt`,
  failExecutions: `results { __typename ... on FailExecutionPayload { ${EXECUTION} } ${ITEM_FAILURE} }`,
  completeChunks: `results { __typename ... on CompleteChunkPayload { chunk { id } } ${ITEM_FAILURE} }`,
  snoozeExecution: EXECUTION,
  cancelExecution: `${EXECUTION} isPending`,
  retryExecution: EXECUTION,
  setFailureGroupState:
    'failureGroup { fingerprint state note count resolvedAt resolvedBy { name user { id } } }',
  bulkCancelExecutions: BULK,
  bulkRetryExecutions: BULK,
};
/** The errors that say more than their code, and the mutations whose unions have them. */
const DETAILS: ReadonlyArray<[RegExp, string]> = [
  [/^(enqueue|start|retry)Execution$/, '... on ConflictError { existing { id } }'],
  [
    /^(enqueue|start|heartbeat|complete|fail|snooze|cancel|retry)Execution$/,
    '... on InvalidTransitionError { from to allowed }',
  ],
  [/^(complete|snooze)Execution$/, '... on OpenChunksError { pending processing }'],
];

/** How long a test waits for what the server does by itself. */
const SOON_MS = 100;

function fieldsOf(mutation: string): string {
  const noun = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`.replace(/^Bulk(Cancel|Retry)/, 'Bulk');
  const details = DETAILS.flatMap(([pattern, text]) => (pattern.test(mutation) ? [text] : []));
  return `... on ${noun}Payload { ${PAYLOADS[mutation]} } ${FAILURE} ${details.join(' ')}`;
}

/** An app with an owner that drives runs through its API, and ways to let time pass. */
export async function openRuns(deps?: Parameters<typeof createTestApp>[0]) {
  const test = await createTestApp(deps);
  const { prisma, given } = test;
  const owner = await given.user({ fullName: 'Ada' });
  const said = commands(test, fieldsOf, owner.key);

  const runs = {
    test,
    prisma,
    given,
    owner,
    leases: await given.leases(),

    /** What a mutation answers, domain errors included. @throws Error with the answer where it is a top-level error. */
    tell: async (mutation: string, input: object, key?: string): Promise<Answer> =>
      answer.parse(await said.run(mutation, input, key)),

    refusal: said.refusal,

    /** A job of the owner's, of one attempt, without a wait before another. */
    job: (more: JobOf = {}): Promise<GivenJob> =>
      given.job(owner.user.id, { maxAttempts: 1, retryBackoffSeconds: 0, ...more }),

    /** Puts a run in the queue. @returns Its id. */
    async enqueued(jobId: string, more: object = {}, key?: string): Promise<string> {
      const { execution: run } = await runs.tell('enqueueExecution', { jobId, ...more }, key);
      if (!run) throw new Error('nothing was put in the queue');
      return run.id;
    },

    /** Puts a run of a job in the queue and claims it; of a job of its own unless one is given. */
    async claimed(jobId?: string, more: object = {}, key?: string): Promise<HeldRun & { lease: Lease }> {
      const job = jobId ?? (await runs.job()).id;
      await runs.enqueued(job, {}, key);
      return runs.claim(job, more, key);
    },

    /** Claims one run of a job. */
    async claim(jobId: string, more: object = {}, key?: string): Promise<HeldRun & { lease: Lease }> {
      const claim = { workerId: 'w1', jobId, leaseSeconds: LONG_SECONDS, ...more };
      const { executions } = await runs.tell('claimExecutions', claim, key);
      const [one] = executions ?? [];
      if (!one) throw new Error('nothing was claimed');
      return { executionId: one.execution.id, leaseToken: one.lease.token, lease: one.lease };
    },

    /** A run's row, as it stands. */
    row(executionId: string): Promise<Execution> {
      return prisma.execution.findUniqueOrThrow({ where: { id: uuidOf(executionId) } });
    },

    /** A run's events, as they happened. */
    events(executionId: string): Promise<ExecutionEvent[]> {
      return prisma.executionEvent.findMany({
        where: { executionId: uuidOf(executionId) },
        orderBy: { id: 'asc' },
      });
    },

    /** The types of a run's events. */
    async steps(executionId: string): Promise<string[]> {
      return (await runs.events(executionId)).map(({ type }) => type);
    },

    /** Plans so many chunks of ten for a run, as rows. @returns Their UUIDs, in order. */
    chunks: async (executionId: string, count: number): Promise<string[]> =>
      (await given.chunks(uuidOf(executionId), count)).map(({ uuid }) => uuid),

    holdChunk: given.holdChunk,

    /** Lets a run's lease end. */
    async leaseEnds(executionId: string): Promise<void> {
      await prisma.$executeRaw`
        UPDATE job_executions SET lease_expires_at = clock_timestamp() - interval '1 second'
        WHERE id = ${uuidOf(executionId)}::uuid AND status = 'RUNNING'`;
    },

    /** Lets the time end that a run has to stop. */
    async graceEnds(executionId: string): Promise<void> {
      await prisma.$executeRaw`
        UPDATE job_executions SET cancel_deadline = clock_timestamp() - interval '1 second'
        WHERE id = ${uuidOf(executionId)}::uuid AND status = 'RUNNING' AND cancel_deadline IS NOT NULL`;
    },

    /** Lets so many seconds pass since a run's start. */
    async startedAgo(executionId: string, seconds: number): Promise<void> {
      await prisma.$executeRaw`
        UPDATE job_executions SET started_at = clock_timestamp() - make_interval(secs => ${seconds}::int)
        WHERE id = ${uuidOf(executionId)}::uuid`;
    },

    rescue: () => rescueLostWork(test.database.prisma),

    /** Looks until something holds. @throws Error where it does not within the time. */
    async until(holds: () => Promise<boolean>, timeoutMs: number): Promise<void> {
      const end = performance.now() + timeoutMs;
      while (!(await holds())) {
        if (performance.now() > end) throw new Error(`it did not hold within ${timeoutMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, SOON_MS));
      }
    },
  };
  return runs;
}

export type Runs = Awaited<ReturnType<typeof openRuns>>;

export function uuidOf(executionId: string): string {
  return parseId(executionId, ['Execution'], []).uuid;
}
