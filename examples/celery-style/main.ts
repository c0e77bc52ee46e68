/**
 * Reports of workers that have a queue of their own (Celery, RQ, cron): Runledger gives out no work here, it is told.
 *
 *   RUNLEDGER_KEY=rl_… [RUNLEDGER_URL=http://127.0.0.1:4000/graphql] node --import tsx examples/celery-style/main.ts
 *
 * The queue delivers at least once. A worker dies after it started a run, and its message comes again; the
 * acknowledgement of a part gets lost, and that comes again after it was done; so does the first message at the end.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { is, payload } from '../client.js';
import type { WorkRef } from '../generated/graphql.js';
import { start } from '../start.js';
import { createBroker, Later, type Message, WorkerDied } from './broker.js';
import {
  ClaimChunk,
  Complete,
  CompleteChunk,
  CreateJob,
  PlanChunks,
  RecordLogs,
  RecordStages,
  Start,
} from './documents.js';

const JOB = 'nightly-crawl';
/** The queue's name, not the process's: a redelivery reaches another process, and must be the same request. */
const WORKER = 'celery@crawls';
/** As long as a task may take: these workers only report, and send no heartbeats. */
const LEASE_SECONDS = 600;

const ask = await start();
function log({ task, id, isRedelivered }: Message, line: string): void {
  process.stdout.write(`${task} ${id.slice(0, 8)}${isRedelivered ? ' (redelivered)' : ''}: ${line}\n`);
}

/** Says it in the run's own log too. The message's id is the key: one that comes again is recorded once. */
async function tell(message: Message, work: WorkRef, line: string): Promise<void> {
  log(message, line);
  const input = { work, lines: [{ message: line }], idempotencyKey: message.id };
  payload((await ask(RecordLogs, { input })).recordLogs, 'RecordLogsPayload');
}

const crawlArgs = z.object({ images: z.int(), chunkSize: z.int() });
const partArgs = z.object({ chunkId: z.string() });
const finishArgs = z.object({ executionId: z.string(), leaseToken: z.string() });

const broker = createBroker(['part', 'crawl']);

await ask(CreateJob, {
  input: { slug: JOB, name: 'Nightly crawl', kind: { crawl: { keywords: ['example'], maxImages: 1_000 } } },
});
broker.send('crawl', randomUUID(), { images: 100, chunkSize: 40 });
await broker.run({ crawl, part, finish });

/** Starts the run. The task's id is the idempotency key: whoever gets the message again is answered the same run. */
async function crawl(message: Message): Promise<void> {
  const { startExecution } = await ask(Start, {
    input: {
      jobSlug: JOB,
      params: message.args,
      workerId: WORKER,
      leaseSeconds: LEASE_SECONDS,
      idempotencyKey: message.id,
    },
  });
  const { execution, lease, isReplay } = payload(startExecution, 'StartExecutionPayload');
  log(message, `${isReplay ? 'was started before' : 'started'}: ${execution.id}, ${execution.status}`);
  if (!lease) return log(message, 'nothing is left to do: acknowledged');
  if (!message.isRedelivered) {
    log(message, 'the worker dies');
    throw new WorkerDied();
  }
  const { images: totalImages, chunkSize } = crawlArgs.parse(message.args);
  const now = new Date().toISOString();
  const stages = [{ name: 'plan', status: 'SUCCEEDED' as const, startedAt: now, endedAt: now }];
  const work = { execution: { id: execution.id, token: lease.token } };
  payload((await ask(RecordStages, { input: { work, stages } })).recordStages, 'RecordStagesPayload');
  const { planChunks } = await ask(PlanChunks, {
    input: { executionId: execution.id, leaseToken: lease.token, totalImages, chunkSize },
  });
  const { nodes } = payload(planChunks, 'PlanChunksPayload').execution.chunks;
  await tell(message, work, `sends ${nodes.length} parts`);
  broker.send('finish', randomUUID(), { executionId: execution.id, leaseToken: lease.token });
  for (const { id: chunkId } of nodes) broker.send('part', randomUUID(), { chunkId });
}

/** Takes the message's own chunk; the queue's id of it is kept there as `taskId`. */
async function part(message: Message): Promise<void> {
  const { chunkId } = partArgs.parse(message.args);
  const { claimChunks } = await ask(ClaimChunk, {
    input: {
      chunkIds: [chunkId],
      workerId: WORKER,
      taskId: message.id,
      requestId: message.id,
      leaseSeconds: LEASE_SECONDS,
    },
  });
  const [claimed] = payload(claimChunks, 'ClaimChunksPayload').chunks;
  if (!claimed) return log(message, 'its chunk was done before, or is in other hands: acknowledged');
  const { chunk, lease } = claimed;
  const work = { chunk: { id: chunk.id, token: lease.token } };
  const { completeChunk } = await ask(CompleteChunk, {
    input: { chunkId: chunk.id, leaseToken: lease.token },
  });
  payload(completeChunk, 'CompleteChunkPayload');
  await tell(message, work, `chunk ${chunk.chunkIndex} is done, taskId ${chunk.taskId?.slice(0, 8)}`);
}

/** Completes the run, as a chord's callback does; too early it is told what is open, and comes again. */
async function finish(message: Message): Promise<void> {
  const { executionId, leaseToken } = finishArgs.parse(message.args);
  const { completeExecution } = await ask(Complete, { input: { executionId, leaseToken } });
  if (is(completeExecution, 'OpenChunksError')) {
    log(message, `${completeExecution.pending + completeExecution.processing} chunks are open: later`);
    throw new Later();
  }
  const { execution } = payload(completeExecution, 'CompleteExecutionPayload');
  log(message, `${execution.id} is ${execution.status}`);
}
