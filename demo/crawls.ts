import type { ChunkStatus } from '../src/generated/prisma/enums.js';
import { addImages, type CompletedChunk } from './images.js';
import {
  DAY_MS,
  type DemoJob,
  type DemoRun,
  type Ending,
  HOUR_MS,
  LEASE_MS,
  type Ledger,
  later,
  MINUTE_MS,
  SECOND_MS,
} from './ledger.js';
import { asOperator, type People } from './people.js';

interface CrawlRun {
  hoursAgo: number;
  minutes: number;
  status: Ending['status'];
  chunks: number;
  chunkSize: number;
  /** What part of its chunks came to an end; 1 unless it was stopped or still runs. */
  progress?: number;
  dispatch?: 'QUEUE' | 'EXTERNAL';
  isRetry?: boolean;
}

interface CrawlSpec {
  name: string;
  keywords: string[];
  maxImages: number;
  runs: CrawlRun[];
  isArchived?: boolean;
}

const WORKERS = 6;
const CHUNK_ERRORS = [
  'HTTP 503 from the image host',
  'Connection reset after 31 s',
  'Image of 61 MB is over the limit of 50 MB',
];
const LEASE_LOST = 'Lease ran out: worker lost';

const DEMO_CRAWLS: readonly CrawlSpec[] = [
  {
    name: 'Street scenes',
    keywords: ['street', 'crossing', 'tram'],
    maxImages: 20_000,
    runs: [
      { hoursAgo: 480, minutes: 34, status: 'COMPLETED', chunks: 24, chunkSize: 20 },
      { hoursAgo: 290, minutes: 41, status: 'COMPLETED', chunks: 30, chunkSize: 20 },
      { hoursAgo: 216, minutes: 18, status: 'FAILED', chunks: 30, chunkSize: 20, progress: 0.5 },
      { hoursAgo: 212, minutes: 36, status: 'COMPLETED', chunks: 30, chunkSize: 20, isRetry: true },
      { hoursAgo: 3, minutes: 0, status: 'RUNNING', chunks: 420, chunkSize: 40, progress: 0.6 },
    ],
  },
  {
    name: 'Heat pump labels',
    keywords: ['heat pump', 'energy label'],
    maxImages: 800,
    runs: [
      { hoursAgo: 520, minutes: 12, status: 'COMPLETED', chunks: 16, chunkSize: 50 },
      { hoursAgo: 170, minutes: 7, status: 'CANCELED', chunks: 16, chunkSize: 50, progress: 0.4 },
      { hoursAgo: 0.1, minutes: 0, status: 'QUEUED', chunks: 0, chunkSize: 50 },
    ],
  },
  {
    name: 'Shop fronts',
    keywords: ['shop front', 'awning'],
    maxImages: 600,
    runs: [
      { hoursAgo: 400, minutes: 9, status: 'FAILED', chunks: 12, chunkSize: 50, progress: 0.25 },
      { hoursAgo: 396, minutes: 14, status: 'COMPLETED', chunks: 12, chunkSize: 50, isRetry: true },
      { hoursAgo: 60, minutes: 11, status: 'FAILED', chunks: 12, chunkSize: 50, progress: 0.75 },
    ],
  },
  {
    name: 'Road signs',
    keywords: ['road sign'],
    maxImages: 12_000,
    runs: [
      { hoursAgo: 120, minutes: 260, status: 'COMPLETED', chunks: 240, chunkSize: 50 },
      {
        hoursAgo: 1,
        minutes: 0,
        status: 'RUNNING',
        chunks: 18,
        chunkSize: 50,
        progress: 0.3,
        dispatch: 'QUEUE',
      },
    ],
  },
  {
    name: 'Old catalogue',
    keywords: ['catalogue', 'scan'],
    maxImages: 400,
    isArchived: true,
    runs: [{ hoursAgo: 640, minutes: 16, status: 'COMPLETED', chunks: 8, chunkSize: 50 }],
  },
];

const RIVERA_CRAWL: CrawlSpec = {
  name: 'Gravel bikes',
  keywords: ['gravel bike'],
  maxImages: 200,
  runs: [
    { hoursAgo: 230, minutes: 8, status: 'COMPLETED', chunks: 8, chunkSize: 25 },
    { hoursAgo: 50, minutes: 3, status: 'FAILED', chunks: 8, chunkSize: 25, progress: 0.4 },
  ],
};

/** Crawls in every state, with chunks in all four and the images that they found (seed 001). */
export function addCrawls(ledger: Ledger, people: People): void {
  for (const spec of DEMO_CRAWLS) addCrawl(ledger, people, spec, people.projects.imagery);
  addCrawl(ledger, { ...people, demo: people.rivera }, RIVERA_CRAWL, people.projects.rivera);
}

function addCrawl(ledger: Ledger, { demo: owner }: People, spec: CrawlSpec, projectId: string): void {
  const { random, rows } = ledger;
  const createdAt = ledger.ago(32 * DAY_MS + random.int(0, 20) * HOUR_MS);
  const job: DemoJob = ledger.addJob(owner, {
    kind: 'CRAWL',
    slug: spec.name.toLowerCase().replaceAll(' ', '-'),
    name: spec.name,
    description: `Images for ${spec.keywords.join(', ')}.`,
    projectId,
    status: spec.isArchived ? 'ARCHIVED' : 'ACTIVE',
    config: { engines: ['bing', 'flickr'], minWidth: 320, deduplicate: true },
    tags: ['images'],
    createdAt,
  });
  rows.crawlJobs.push({
    jobId: job.id,
    ownerId: owner.id,
    keywords: spec.keywords,
    maxImages: spec.maxImages,
  });
  let previous: DemoRun | undefined;
  const hashes: string[] = [];
  for (const item of spec.runs) {
    const run = ledger.addRun(job, {
      queuedAt: ledger.ago(item.hoursAgo * HOUR_MS),
      waitMs: item.dispatch === 'QUEUE' ? random.int(300, 4000) : 0,
      durationMs: item.minutes * MINUTE_MS + random.int(0, 40_000),
      worker: item.dispatch === 'QUEUE' ? 'crawl-worker-1' : 'celery@crawl-1',
      trigger: item.isRetry ? 'RETRY' : 'API',
      dispatch: item.dispatch ?? 'EXTERNAL',
      retryOf: item.isRetry ? previous : undefined,
      origin: asOperator(owner),
      params: { keywords: spec.keywords, maxImages: item.chunks * item.chunkSize || spec.maxImages },
      ending: endingOf(item.status, owner, random.int(90, 900)),
    });
    previous = run;
    const completed = addChunks(ledger, run, item);
    const stored = addImages(ledger, run, completed, hashes);
    if (run.status === 'QUEUED') continue;
    run.row.itemsProcessed = stored;
    if (run.status === 'COMPLETED') run.row.result = { stored, looked_at: completed.length * item.chunkSize };
  }
}

function endingOf(status: Ending['status'], owner: People['demo'], requests: number): Ending {
  if (status === 'CANCELED') return { status, by: asOperator(owner), why: 'Wrong keywords' };
  if (status === 'FAILED') {
    return {
      status,
      code: 'HOST_BLOCKED',
      message: `Image host blocked us after ${requests} requests`,
      details: { status: 403 },
    };
  }
  return { status };
}

function addChunks(
  ledger: Ledger,
  run: DemoRun,
  { chunks, chunkSize, progress = 1 }: CrawlRun,
): CompletedChunk[] {
  const { random } = ledger;
  if (!run.startedAt) return [];
  const createdAt = later(run.startedAt, 900);
  const end = run.finishedAt ?? later(ledger.now, -MINUTE_MS);
  const done = Math.floor(chunks * progress);
  const rounds = Math.ceil(done / WORKERS);
  const roundMs = (Number(end) - Number(createdAt) - 10 * SECOND_MS) / Math.max(1, rounds);
  const completed: CompletedChunk[] = [];
  for (let index = 0; index < chunks; index++) {
    const status = statusOf(index, done, chunks, run, random.next());
    const retryDraw = random.next();
    const retryCount =
      status === 'FAILED' && index < done ? 3 : retryDraw < 0.05 ? (retryDraw < 0.01 ? 2 : 1) : 0;
    const message = random.pick(CHUNK_ERRORS);
    const begun = later(createdAt, Math.floor(index / WORKERS) * roundMs + random.int(0, 2000));
    const wasClaimed = index < done || status === 'PROCESSING';
    const startedAt =
      status === 'PROCESSING'
        ? ledger.ago(random.int(10, 170) * SECOND_MS)
        : wasClaimed && status !== 'PENDING'
          ? begun
          : null;
    const worked = later(begun, roundMs * (0.5 + random.next() * 0.45));
    // What was open when the execution ended, ended with it.
    const finishedAt = status === 'COMPLETED' || status === 'FAILED' ? (index < done ? worked : end) : null;
    const id = ledger.id(createdAt);
    ledger.rows.chunks.push({
      id,
      ownerId: run.job.owner.id,
      jobId: run.job.id,
      executionId: run.id,
      chunkIndex: index,
      status,
      priority: index % 40 === 0 ? 8 : 5,
      imageRange: { start: index * chunkSize, end: (index + 1) * chunkSize },
      errorMessage:
        status === 'FAILED'
          ? index < done
            ? message
            : `Execution ended: ${run.status.toLowerCase()}`
          : status === 'PENDING' && retryCount > 0
            ? LEASE_LOST
            : null,
      retryCount,
      taskId: startedAt && run.row.dispatch === 'EXTERNAL' ? random.uuid4() : null,
      workerId: startedAt ? `celery@crawl-${1 + (index % WORKERS)}` : null,
      fence: retryCount + (startedAt ? 1 : 0),
      leaseExpiresAt:
        status === 'PROCESSING' ? later(ledger.now, LEASE_MS - random.int(60, 600) * SECOND_MS) : null,
      startedAt,
      finishedAt,
      createdAt,
      updatedAt: finishedAt ?? startedAt ?? createdAt,
    });
    if (status === 'COMPLETED' && finishedAt) completed.push({ id, finishedAt });
  }
  return completed.sort((a, b) => Number(a.finishedAt) - Number(b.finishedAt));
}

/** Failures come in runs, as they do where one host is down; an open crawl has chunks of every state. */
function statusOf(index: number, done: number, chunks: number, run: DemoRun, draw: number): ChunkStatus {
  const isHostDown = chunks > 100 && index % 97 > 88;
  if (index < done) {
    if (run.status === 'RUNNING' && chunks > 100 && draw < 0.02) return 'PENDING';
    return isHostDown || draw > 0.985 ? 'FAILED' : 'COMPLETED';
  }
  if (run.status !== 'RUNNING') return 'FAILED';
  return index < done + WORKERS ? 'PROCESSING' : 'PENDING';
}
