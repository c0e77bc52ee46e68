import type { DemoRows } from '../../../demo/rows.js';
import type { executionRows } from './execution-rows.js';
import type { jobRows } from './job-rows.js';
import type { Making } from './making.js';
import { at, pick, several, T0, third } from './values.js';

/** What a world's runs made: most of it hangs on the first. */
export function partRows(
  { marker, ownerId }: Making,
  { first: { monitor, crawl, agent } }: ReturnType<typeof jobRows>,
  { rows: { executions }, hub }: ReturnType<typeof executionRows>,
) {
  const stages = several(marker, 'stage', 20, (id, i) => ({
    id,
    ownerId,
    executionId: i < 8 ? hub : String(executions[i]?.id),
    attempt: 1,
    name: pick(['login', 'fill', `${marker} stage`, 'a%', 'a_', 'ab', 'x', 'y'], i),
    status: pick(['SUCCEEDED', 'FAILED', 'RUNNING'] as const, i),
    startedAt: at(third(i)),
    endedAt: i % 3 === 2 ? null : at(third(i) + (i % 2)),
    meta: { marker },
    error: i % 3 === 1 ? { message: marker } : undefined,
  }));
  const chunks = several(marker, 'chunk', 14, (id, i) => {
    const isProcessing = i % 4 === 1;
    const isFinished = i % 4 > 1;
    return {
      id,
      ownerId,
      jobId: crawl,
      executionId: i < 10 ? hub : String(executions[17]?.id),
      chunkIndex: i,
      status: pick(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'] as const, i),
      priority: pick([0, 1, 1, 10, 0, 5, 0], i),
      imageRange: { start: i, end: i + 1 },
      errorMessage: `${marker} error`,
      retryCount: i % 3,
      taskId: i % 2 ? `${marker}-task-${i % 4}` : null,
      workerId: i % 2 ? null : `${marker}-worker`,
      fence: 1,
      leaseExpiresAt: isProcessing ? at(1000) : null,
      startedAt: isProcessing || isFinished ? at(1) : null,
      finishedAt: isFinished ? at(2) : null,
      createdAt: new Date(T0 + third(i)),
      updatedAt: at(0),
    };
  });
  const images = several(marker, 'image', 10, (id, i) => ({
    id,
    ownerId,
    jobId: crawl,
    executionId: i < 8 ? hub : null,
    chunkId: i < 8 ? chunks[i]?.id : null,
    url: `https://example.com/${marker}/${i}.png`,
    contentHash: pick([`${marker}-h1`, `${marker}-h2`, null], i),
    isDuplicate: i % 3 === 0,
    labels: [marker],
    metadata: { marker },
    createdAt: at(third(i)),
  }));
  const summaries = several(marker, 'summary', 12, (id, i) => ({
    id,
    ownerId,
    jobId: i < 9 ? monitor : null,
    executionId: i < 8 ? hub : null,
    isPlayground: i >= 9,
    xUsername: pick([`${marker}_0`, 'elonmusk'], i),
    topics: pick([['AI'], ['AI', marker], ['Tesla'], []], i),
    hoursBack: 24,
    content: `${pick(['100% great', '1000 great', 'snake_case', 'snakeXcase', 'a\\b'], i)} ${marker}`,
    tweetsCount: i,
    createdAt: at(third(i)),
  }));
  const metrics = several(marker, 'metric', 11, (id, i) => ({
    id,
    ownerId,
    jobId: i < 9 ? agent : null,
    executionId: i < 8 ? hub : null,
    name: pick(['cpu', 'memory', marker], i),
    metricType: pick(['COUNTER', 'GAUGE', 'HISTOGRAM', 'TIMER'] as const, i),
    value: i / 2,
    labels: { host: pick(['a', 'b'], i), of: { marker }, list: [i % 2, 'x'] },
    timestamp: at(third(i)),
  }));
  const artifacts = several(marker, 'artifact', 11, (id, i) => ({
    id,
    ownerId,
    jobId: i < 9 ? agent : null,
    executionId: i < 8 ? hub : null,
    name: pick(['report.md', `${marker}.log`], i),
    artifactType: pick(['REPORT', 'DATA', 'LOG'] as const, i),
    content: `${marker} content`,
    metadata: { marker },
    createdAt: at(third(i)),
  }));
  const logs = several(marker, 'log', 8, (id, i) => ({
    id,
    ownerId,
    executionId: hub,
    chunkId: i % 2 ? chunks[i]?.id : null,
    attempt: 1,
    firstAt: at(i),
    lastAt: new Date(at(i).getTime() + 20),
    lineCount: 2,
    byteCount: 40,
    levelMask: 10,
    offsets: [0, 20],
    levels: ['INFO' as const, 'ERROR' as const],
    messages: [`${marker} begins`, `${marker} ends`],
    stageNames: i % 3 ? [] : [`${marker} stage`, ''],
    fields: [{ marker }, null],
    cutPlaces: i % 2 ? [2] : [],
  }));
  return { stages, chunks, images, summaries, metrics, artifacts, logs } satisfies Partial<DemoRows>;
}
