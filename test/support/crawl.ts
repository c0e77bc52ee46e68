import { z } from 'zod';
import { decodeId, encodeId } from '../../src/core/ids.js';
import { createTestApp } from './app.js';
import { inputFaults, refusalIn } from './command.js';
import type { JobOf } from './world/jobs.js';

/** A run of a crawl, and the proof that its worker holds it. */
export interface CrawlRun {
  executionId: string;
  leaseToken: string;
  /** Its row's own id. */
  uuid: string;
  jobId: string;
}

const answer = z.object({ data: z.object({ result: z.looseObject({ __typename: z.string() }) }) });
const lease = z.object({
  token: z.string(),
  expiresAt: z.coerce.date(),
  deadline: z.coerce.date().nullable(),
  cancelRequested: z.boolean(),
});
const held = z.object({ __typename: z.literal('HeartbeatChunkPayload'), lease });
const claimed = z.object({
  __typename: z.literal('ClaimChunksPayload'),
  chunks: z.array(z.object({ chunk: z.looseObject({ id: z.string(), chunkIndex: z.int() }), lease })),
});
const taken = z.object({
  data: z.object({
    claimExecutions: z.object({
      executions: z.tuple([
        z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
      ]),
    }),
  }),
});

export type HeldChunk = z.infer<typeof claimed>['chunks'][number];
type Input = Record<string, unknown>;

const CHUNK = 'id chunkIndex status priority retryCount errorMessage taskId workerId startedAt finishedAt';
const LEASE = 'lease { token expiresAt deadline cancelRequested }';
const PLAN = 'execution { id progress { total pending } } chunkCount isReplay';
/** What each mutation is asked for. */
const SELECTIONS = {
  planChunks: `... on PlanChunksPayload { ${PLAN} } ... on ConflictError { existing { id } }`,
  claimChunks: `... on ClaimChunksPayload { chunks { chunk { ${CHUNK} } ${LEASE} } }`,
  heartbeatChunk: `... on HeartbeatChunkPayload { chunk { ${CHUNK} } ${LEASE} }`,
  completeChunk: `... on CompleteChunkPayload { chunk { ${CHUNK} } }`,
  completeChunks: `... on CompleteChunksPayload { results {
    __typename ... on Error { code } ... on CompleteChunkPayload { chunk { ${CHUNK} } } } }`,
  failChunk: `... on FailChunkPayload { chunk { ${CHUNK} } }`,
  retryFailedChunks: '... on RetryFailedChunksPayload { execution { id } chunkCount }',
  completeExecution: '... on CompleteExecutionPayload { execution { id status } }',
  failExecution: '... on FailExecutionPayload { execution { id status } }',
} as const;
export type CrawlMutation = keyof typeof SELECTIONS;

/** An app with owners that run crawls through its API. */
export async function openCrawls() {
  const test = await createTestApp();
  const owner = await test.given.user();

  function ask(mutation: CrawlMutation, input: Input, key = owner.key) {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation M($input: ${type}!) { result: ${mutation}(input: $input) {
      __typename
      ${mutation === 'completeChunks' ? '' : '... on Error { code } ... on NotFoundError { id }'}
      ${/^(claim|completeChunks$)/.test(mutation) ? '' : '... on InvalidTransitionError { from to }'}
      ${inputFaults(mutation)}
      ${SELECTIONS[mutation]}
    } }`;
    return test.ask(query, { input }, key);
  }

  const crawls = {
    test,
    owner,

    /** What a mutation answers, domain errors included. */
    async tell(mutation: CrawlMutation, input: Input, key?: string) {
      const { body } = await ask(mutation, input, key);
      const parsed = answer.safeParse(body);
      if (!parsed.success) throw new Error(JSON.stringify(body));
      return parsed.data.data.result;
    },

    /** The code and the path of the top-level error that a mutation answers, or of its InvalidInputError. */
    async refusal(mutation: CrawlMutation, input: Input, key?: string) {
      const { body } = await ask(mutation, input, key);
      const refusal = refusalIn(body);
      if (!refusal) throw new Error(`${mutation} was not refused: ${JSON.stringify(body)}`);
      return { code: refusal.code, path: refusal.path };
    },

    /** A crawl job of an owner. @returns Its row's id. */
    async job({ ownerId = owner.user.id, ...more }: { ownerId?: string } & JobOf = {}) {
      return (await test.given.job(ownerId, more)).row.id;
    },

    /** A run that a worker holds, of a job of its own unless one is given. */
    async run({ key = owner.key, jobId }: { key?: string; jobId?: string } = {}): Promise<CrawlRun> {
      const job = encodeId('CrawlJob', jobId ?? (await crawls.job()));
      await test.ask(
        'mutation M($jobId: ID!) { enqueueExecution(input: { jobId: $jobId }) { __typename } }',
        { jobId: job },
        key,
      );
      const { body } = await test.ask(
        `mutation M($jobId: ID!) { claimExecutions(input: { workerId: "crawler", jobId: $jobId, leaseSeconds: 600 }) {
          ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
        { jobId: job },
        key,
      );
      const [{ execution, lease: proof }] = taken.parse(body).data.claimExecutions.executions;
      const { uuid = '' } = decodeId(execution.id) ?? {};
      return { executionId: execution.id, leaseToken: proof.token, uuid, jobId: job };
    },

    /** The same with so many chunks of ten images. */
    async planned(
      count: number,
      { priority = 5, ...more }: { priority?: number; key?: string; jobId?: string } = {},
    ) {
      const run = await crawls.run(more);
      const { executionId, leaseToken } = run;
      const plan = { executionId, leaseToken, totalImages: count * 10, chunkSize: 10, priority };
      await crawls.tell('planChunks', plan, more.key);
      return run;
    },

    /** The chunks that a claim gets. @throws ZodError where it is refused. */
    async claim(input: Input, key?: string): Promise<HeldChunk[]> {
      return claimed.parse(await crawls.tell('claimChunks', { workerId: 'w', ...input }, key)).chunks;
    },

    async heartbeat(input: Input) {
      return held.parse(await crawls.tell('heartbeatChunk', input)).lease;
    },
  };
  return crawls;
}

export type Crawls = Awaited<ReturnType<typeof openCrawls>>;

/** What a worker says of a chunk that it holds. */
export function proof({ chunk, lease: { token } }: HeldChunk) {
  return { chunkId: chunk.id, leaseToken: token };
}
