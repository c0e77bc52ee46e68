import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { is, payload, Refused } from '../client.js';
import type { StageStatus } from '../generated/graphql.js';
import { workOnSomeChunks } from './chunks.js';
import {
  CancelRun,
  ClaimRun,
  CompleteRun,
  FailRun,
  PlanChunks,
  RecordMetrics,
  RecordStages,
  RetryFailedChunks,
  Standing,
} from './documents.js';
import { listImages } from './folder.js';
import type { Held } from './leases.js';
import { loggingTo } from './run-log.js';
import { paramsOf, type RunParams, type Worker } from './worker.js';

const POLL_MS = 500;
const MAX_CHUNK_RETRIES = 3;

/**
 * Claims a run of a job and brings it to its end: plans its chunks, works on them beside whoever else does, and
 * completes it.
 * @returns Whether there was one.
 */
export async function leadRun(worker: Worker, jobId: string): Promise<boolean> {
  const { ask, leases, leaseSeconds, name: workerId } = worker;
  const input = { workerId, jobId, leaseSeconds, requestId: randomUUID() };
  const { claimExecutions } = await ask(ClaimRun, { input });
  const [claimed] = payload(claimExecutions, 'ClaimExecutionsPayload').executions;
  if (!claimed) return false;
  const { execution, lease } = claimed;
  const run = leases.hold(execution.id, lease.token);
  const leader = loggingTo(worker, 'execution', run);
  leader.log(`leads ${execution.id}, attempt ${execution.attempt}`);
  try {
    await goThrough(leader, run, paramsOf(execution.params));
  } catch (error) {
    if (run.signal.reason === 'canceled') await cancel(leader, run);
    else if (run.signal.aborted || error instanceof Refused)
      leader.log(`the run is not mine any more: ${error}`);
    else await fail(leader, run, { errorMessage: String(error) });
  } finally {
    await leader.flush();
    leases.release(run);
  }
  return true;
}

async function goThrough(worker: Worker, run: Held, { folder, chunkSize }: RunParams): Promise<void> {
  const { log, stopping } = worker;
  await stage(worker, run, 'plan', async () => {
    const { length: totalImages } = await listImages(folder);
    if (totalImages > 0) await plan(worker, run, { totalImages, chunkSize });
  });
  await stage(worker, run, 'read', () => readAll(worker, run));
  // Its lease runs out, and another worker goes on.
  if (stopping.aborted) return log('leaves the run to others');
  const { progress, images, duplicates } = await standing(worker, run);
  const counts = { images: images.count.value, duplicates: duplicates.count.value };
  if (progress.failed > 0) {
    // Another attempt would find them as they are.
    const [errorMessage, errorCode] = [`${progress.failed} chunks failed`, 'CHUNKS_FAILED'];
    return fail(worker, run, { errorMessage, errorCode, retryable: false });
  }
  await complete(worker, run, counts);
  log(`completed: ${counts.images} images, ${counts.duplicates} of them duplicates`);
}

/** Another attempt plans the same totals and is answered the chunks that are there. */
async function plan(
  { ask, log }: Worker,
  { id: executionId, token: leaseToken }: Held,
  totals: { totalImages: number; chunkSize: number },
): Promise<void> {
  const { planChunks } = await ask(PlanChunks, { input: { executionId, leaseToken, ...totals } });
  const { chunkCount, isReplay } = payload(planChunks, 'PlanChunksPayload');
  log(`${totals.totalImages} images in ${chunkCount} chunks${isReplay ? ', planned before' : ''}`);
}

/** Works on chunks until none is open: other workers may have some, and those of a lost one come back. */
async function readAll(worker: Worker, run: Held): Promise<void> {
  const { ask, stopping } = worker;
  const executionId = run.id;
  let isRetried = false;
  while (!stopping.aborted) {
    run.signal.throwIfAborted();
    if (await workOnSomeChunks(worker, { executionId })) {
      isRetried = false;
      continue;
    }
    const { pending, processing, failed } = (await standing(worker, run)).progress;
    if (pending + processing > 0) {
      await sleep(POLL_MS, undefined, { signal: run.signal });
    } else if (failed > 0 && !isRetried) {
      await ask(RetryFailedChunks, { input: { executionId, maxRetries: MAX_CHUNK_RETRIES } });
      isRetried = true;
    } else return;
  }
}

async function stage(worker: Worker, run: Held, name: string, work: () => Promise<void>): Promise<void> {
  const startedAt = new Date().toISOString();
  const record = async (status: StageStatus, ended: { endedAt?: string; error?: unknown }) => {
    const input = { work: { execution: ref(run) }, stages: [{ name, status, startedAt, ...ended }] };
    payload((await worker.ask(RecordStages, { input })).recordStages, 'RecordStagesPayload');
  };
  await record('RUNNING', {});
  try {
    await work();
  } catch (error) {
    const ended = { endedAt: new Date().toISOString(), error: { message: String(error) } };
    if (!run.signal.aborted) await record('FAILED', ended).catch(() => undefined);
    throw error;
  }
  await record('SUCCEEDED', { endedAt: new Date().toISOString() });
}

const ref = ({ id, token }: Held) => ({ id, token });

async function standing({ ask }: Worker, { id }: Held) {
  const { node } = await ask(Standing, { id });
  if (node?.__typename !== 'Execution') throw new Error('The run is gone.');
  return node;
}

async function complete(
  { ask }: Worker,
  run: Held,
  counts: { images: number; duplicates: number },
): Promise<void> {
  const { id: executionId, token: leaseToken } = run;
  const metrics = [{ name: 'duplicates', metricType: 'GAUGE' as const, value: counts.duplicates }];
  const work = { execution: ref(run) };
  const { recordMetrics } = await ask(RecordMetrics, {
    input: { work, metrics, idempotencyKey: `${executionId}/duplicates` },
  });
  if (!is(recordMetrics, 'ConflictError')) payload(recordMetrics, 'RecordMetricsPayload');
  const { completeExecution } = await ask(CompleteRun, {
    input: { executionId, leaseToken, itemsProcessed: counts.images, result: counts },
  });
  payload(completeExecution, 'CompleteExecutionPayload');
}

async function fail(
  { ask, log }: Worker,
  { id: executionId, token: leaseToken }: Held,
  failure: { errorMessage: string; errorCode?: string; retryable?: boolean },
): Promise<void> {
  const { failExecution } = await ask(FailRun, { input: { executionId, leaseToken, ...failure } });
  const again = is(failExecution, 'FailExecutionPayload') ? failExecution.retryAt : null;
  log(`failed: ${failure.errorMessage}${again ? `; again from ${again}` : ''}`);
}

/** The worker's own word that it stopped. Without it the run is canceled when its grace time is over. */
async function cancel({ ask, log }: Worker, { id: executionId, token: leaseToken }: Held): Promise<void> {
  await ask(CancelRun, { input: { executionId, leaseToken, reason: 'The worker stopped.' } });
  log('canceled: stopped');
}
