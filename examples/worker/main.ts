/**
 * A small worker: reads the images of a folder and keeps their sizes, hashes and duplicates in Runledger.
 *
 *   RUNLEDGER_KEY=rl_… [RUNLEDGER_URL=http://127.0.0.1:4000/graphql] node --import tsx examples/worker/main.ts [folder] [--name worker-1] [--chunk-size 5] [--pause 100] [--lease 15]
 *
 * It makes its job and one run of it, works until the run is finished, and says what came of it. Started twice, two
 * workers share the run; killed, another one finishes it. Without a folder it writes one to try it on.
 */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Ask, is, payload, Trouble } from '../client.js';
import { start } from '../start.js';
import { workOnSomeChunks } from './chunks.js';
import { writeDemoImages } from './demo-images.js';
import { CreateJob, Enqueue, LatestRun, Outcome } from './documents.js';
import { keepLeases } from './leases.js';
import { leadRun } from './run.js';
import type { RunParams, Worker } from './worker.js';

const POLL_MS = 500;
/** A run that loses its worker is tried again so often. */
const MAX_ATTEMPTS = 10;
const MAX_IMAGES = 100_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string', default: `worker-${process.pid}` },
    'chunk-size': { type: 'string', default: '5' },
    pause: { type: 'string', default: '100' },
    lease: { type: 'string', default: '15' },
  },
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const log = (line: string) => process.stdout.write(`${values.name}: ${line}\n`);
const ask = await start();
const leaseSeconds = wholeNumber(values.lease);
const worker: Worker = {
  name: values.name,
  ask,
  leases: keepLeases(ask, leaseSeconds, log),
  leaseSeconds,
  pauseMs: wholeNumber(values.pause),
  stopping: stopping.signal,
  log,
};

const [given] = positionals;
const folder = given === undefined ? join(tmpdir(), 'runledger-demo-images') : resolve(given);
if (given === undefined) await writeDemoImages(folder);
const jobId = await ensureJob(ask);
const runId = await ensureRun(ask, jobId, { folder, chunkSize: wholeNumber(values['chunk-size']) });

while (!stopping.signal.aborted) {
  const isBusy = (await leadRun(worker, jobId)) || (await workOnSomeChunks(worker, { jobId }));
  if (isBusy) continue;
  if (await tellOutcome(runId)) break;
  await sleep(POLL_MS);
}
await worker.leases.stop();

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Trouble(`"${text}" is no whole number.`);
}

/** The job, made where it is missing: of two workers that make it at once, one is answered the other's. */
async function ensureJob(ask: Ask): Promise<string> {
  const input = {
    slug: 'folder-crawl',
    name: 'Folder crawl',
    description: 'Reads the images of a folder (examples/worker).',
    maxAttempts: MAX_ATTEMPTS,
    retryBackoffSeconds: 0,
    kind: { crawl: { keywords: ['example'], maxImages: MAX_IMAGES } },
  };
  const { createJob } = await ask(CreateJob, { input });
  if (is(createJob, 'ConflictError') && createJob.existing) return createJob.existing.id;
  return payload(createJob, 'CreateJobPayload').job.id;
}

/** The run that is open, or a new one: the key lets several workers enqueue only one. */
async function ensureRun(ask: Ask, jobId: string, params: RunParams): Promise<string> {
  const { node } = await ask(LatestRun, { jobId });
  const latest = node && 'latestExecution' in node ? node.latestExecution : null;
  if (latest?.status === 'QUEUED' || latest?.status === 'RUNNING') return latest.id;
  const input = { jobId, params, idempotencyKey: `${jobId} after ${latest?.id ?? 'none'}` };
  const { enqueueExecution } = await ask(Enqueue, { input });
  const { execution, isReplay } = payload(enqueueExecution, 'EnqueueExecutionPayload');
  if (!isReplay) log(`enqueued ${execution.id}: ${params.folder}`);
  return execution.id;
}

/** Tells what came of a run. @returns Whether it is finished. */
async function tellOutcome(id: string): Promise<boolean> {
  const { node } = await ask(Outcome, { id });
  if (node?.__typename !== 'Execution') throw new Error('The run is gone.');
  const { status, attempt, itemsProcessed, errorMessage, events } = node;
  if (status === 'QUEUED' || status === 'RUNNING') return false;
  const what = errorMessage ?? `${itemsProcessed} images`;
  log(`${id} is ${status} in attempt ${attempt}: ${what}`);
  for (const { type, workerId, reason } of events.nodes) {
    log(`  ${[type, workerId, reason].filter(Boolean).join(' | ')}`);
  }
  return true;
}
