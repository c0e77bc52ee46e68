import { z } from 'zod';
import { encodeId } from '../../../src/core/ids.js';
import { commands } from '../command.js';
import type { JobOf } from './jobs.js';
import { openRuns, uuidOf } from './runs.js';

/** A run of a crawl, and the proof that its worker holds it. */
export interface CrawlRun {
  executionId: string;
  leaseToken: string;
  /** Its row's own id. */
  uuid: string;
  jobId: string;
}

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

function fieldsOf(mutation: CrawlMutation): string {
  return `
    ${mutation === 'completeChunks' ? '' : '... on Error { code } ... on NotFoundError { id }'}
    ${/^(claim|completeChunks$)/.test(mutation) ? '' : '... on InvalidTransitionError { from to }'}
    ${SELECTIONS[mutation]}`;
}

/** An app with owners that run crawls through its API. */
export async function openCrawls() {
  const runs = await openRuns();
  const { test, owner } = runs;
  const said = commands(test, fieldsOf, owner.key);

  const crawls = {
    test,
    owner,

    /** What a mutation answers, domain errors included. */
    tell: said.run,

    refusal: said.refusal,

    /** A crawl job of an owner. @returns Its row's id. */
    async job({ ownerId = owner.user.id, ...more }: { ownerId?: string } & JobOf = {}) {
      return (await test.given.job(ownerId, more)).row.id;
    },

    /** A run that a worker holds, of a job of its own unless one is given. */
    async run({ key = owner.key, jobId }: { key?: string; jobId?: string } = {}): Promise<CrawlRun> {
      const id = encodeId('CrawlJob', jobId ?? (await crawls.job()));
      const { executionId, leaseToken } = await runs.claimed(id, {}, key);
      return { executionId, leaseToken, uuid: uuidOf(executionId), jobId: id };
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
