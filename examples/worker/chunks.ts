import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { is, payload, Refused } from '../client.js';
import type { WorkerClaimChunksMutation } from '../generated/graphql.js';
import { ClaimChunks, CompleteChunk, FailChunk, RecordImages, RecordMetrics } from './documents.js';
import { listImages, readImage } from './folder.js';
import type { Held } from './leases.js';
import { loggingTo } from './run-log.js';
import { paramsOf, type Worker } from './worker.js';

/** How many chunks a worker works on at once. */
const AT_ONCE = 2;

type Claimed = Extract<
  WorkerClaimChunksMutation['claimChunks'],
  { __typename: 'ClaimChunksPayload' }
>['chunks'][number];

/**
 * Claims some chunks and works on them. A worker needs no lease of the run for that: several share its chunks.
 * @param where The chunks of one run, or of any run of a job.
 * @returns Whether there were any.
 */
export async function workOnSomeChunks(
  worker: Worker,
  where: { executionId: string } | { jobId: string },
): Promise<boolean> {
  const { ask, name: workerId, leaseSeconds } = worker;
  // The request id is new for each claim: an answer that got lost is asked again with it, by the client.
  const input = { ...where, workerId, limit: AT_ONCE, leaseSeconds, requestId: randomUUID() };
  const { chunks } = payload((await ask(ClaimChunks, { input })).claimChunks, 'ClaimChunksPayload');
  await Promise.all(chunks.map((claimed) => workOnChunk(worker, claimed)));
  return chunks.length > 0;
}

async function workOnChunk(worker: Worker, { chunk, lease }: Claimed): Promise<void> {
  const { leases } = worker;
  const { start, end } = chunk.imageRange;
  const held = leases.hold(chunk.id, lease.token);
  const reader = loggingTo(worker, 'chunk', held);
  reader.log(`chunk ${chunk.chunkIndex}: images ${start} to ${end - 1}`);
  try {
    await readChunk(reader, chunk, held);
    reader.log(`chunk ${chunk.chunkIndex}: done`);
  } catch (error) {
    if (held.signal.aborted) reader.log(`chunk ${chunk.chunkIndex}: stopped, ${held.signal.reason}`);
    else if (error instanceof Refused) {
      reader.log(`chunk ${chunk.chunkIndex}: not mine any more, ${error.code}`);
    } else await failChunk(reader, held, String(error));
  } finally {
    await reader.flush();
    leases.release(held);
  }
}

async function readChunk(worker: Worker, chunk: Claimed['chunk'], held: Held): Promise<void> {
  const { ask, pauseMs } = worker;
  const { start, end } = chunk.imageRange;
  const { folder } = paramsOf(chunk.execution.params);
  const startedAt = performance.now();
  const images = [];
  for (const name of (await listImages(folder)).slice(start, end)) {
    images.push(await readImage(folder, name));
    await sleep(pauseMs, undefined, { signal: held.signal });
  }
  const work = { chunk: { id: held.id, token: held.token } };
  // A worker that was killed may have got so far before this one. The key is the chunk's, so its images are recorded
  // once, by whatever lease. Other images than it saw are a ConflictError: it was there first.
  const recorded = await ask(RecordImages, { input: { work, images, idempotencyKey: chunk.id } });
  if (!is(recorded.recordImages, 'ConflictError')) payload(recorded.recordImages, 'RecordImagesPayload');
  const measured = await ask(RecordMetrics, {
    input: {
      work,
      metrics: [
        { name: 'chunk.time', metricType: 'TIMER', value: performance.now() - startedAt, unit: 'ms' },
        { name: 'chunk.bytes', metricType: 'COUNTER', value: bytesOf(images), unit: 'byte' },
      ],
      idempotencyKey: `${chunk.id}/${chunk.retryCount}`,
    },
  });
  payload(measured.recordMetrics, 'RecordMetricsPayload');
  const completed = await ask(CompleteChunk, { input: { chunkId: held.id, leaseToken: held.token } });
  payload(completed.completeChunk, 'CompleteChunkPayload');
}

async function failChunk({ ask, log }: Worker, { id, token }: Held, errorMessage: string): Promise<void> {
  log(`a chunk failed: ${errorMessage}`);
  await ask(FailChunk, { input: { chunkId: id, leaseToken: token, errorMessage } });
}

function bytesOf(images: ReadonlyArray<{ fileSize: number }>): number {
  return images.reduce((sum, { fileSize }) => sum + fileSize, 0);
}
