import { createHash } from 'node:crypto';
import type { Prisma } from '../src/generated/prisma/client.js';
import type { MetricType } from '../src/generated/prisma/enums.js';
import type { AgentSpec } from './agent-spec.js';
import { AGENT_TASKS } from './agent-tasks.js';
import {
  DAY_MS,
  type DemoJob,
  type DemoRun,
  type Ending,
  type Ledger,
  later,
  MINUTE_MS,
  SECOND_MS,
} from './ledger.js';
import { asOperator, type People } from './people.js';

const SPREAD_DAYS = 28;
/** Seed 003's figure; what the runs' own metrics leave of it are execution times. */
const METRICS = 45;

/** The agents' part: seed 003's eight tasks with 42 runs, 45 metrics and 32 artifacts. */
export function addAgents(ledger: Ledger, people: People): void {
  const runs = AGENT_TASKS.map((spec, index) =>
    addTask(ledger, people, spec, ledger.ago(32 * DAY_MS - index * 40 * MINUTE_MS)),
  );
  addMetrics(ledger, people, runs);
}

function addTask(ledger: Ledger, people: People, spec: AgentSpec, createdAt: Date): DemoRun[] {
  const { random } = ledger;
  const job = ledger.addJob(people.demo, {
    kind: 'AGENT',
    slug: spec.name.toLowerCase().replaceAll(' ', '-'),
    name: spec.name,
    description: spec.description,
    projectId: spec.tags.includes('research') ? people.projects.research : null,
    config: { model: spec.model, temperature: spec.temperature, tools: spec.tools },
    tags: spec.tags,
    maxAttempts: spec.maxAttempts,
    timeoutSeconds: 7200,
    createdAt,
  });
  ledger.rows.agentTasks.push({
    jobId: job.id,
    ownerId: job.owner.id,
    maxRounds: spec.maxRounds,
    memorySize: spec.memorySize,
  });

  const letters = [...spec.runs];
  const runs: DemoRun[] = [];
  for (const [index, letter] of letters.entries()) {
    const days = ((letters.length - index) * SPREAD_DAYS) / letters.length - random.next() * 2;
    const failure =
      spec.failures[runs.filter(({ status }) => status === 'FAILED').length] ?? spec.failures[0];
    const previous = runs.at(-1);
    const isRetry = letter === 'C' && previous?.status === 'FAILED' && spec.maxAttempts === 1;
    const isOpen = letter === 'R' || letter === 'Q';
    // Somebody looked at the failure, and tried again within hours.
    const queuedAt = isOpen
      ? ledger.ago((letter === 'R' ? 6 : 2) * MINUTE_MS)
      : isRetry
        ? later(previous.finishedAt ?? ledger.now, random.int(20, 300) * MINUTE_MS)
        : ledger.ago(Math.max(0.3, days) * DAY_MS);
    const withSecondAttempt = spec.maxAttempts > 1 && (letter === 'F' || (letter === 'C' && index === 2));
    runs.push(
      ledger.addRun(job, {
        queuedAt,
        waitMs: random.int(300, 9000),
        durationMs: spec.seconds * SECOND_MS * (0.6 + random.next()),
        worker: `agent-worker-${random.int(1, 3)}`,
        trigger: isRetry ? 'RETRY' : random.chance(0.3) ? 'MANUAL' : 'API',
        retryOf: isRetry ? previous : undefined,
        origin: asOperator(people.demo),
        params: { topic: spec.name.toLowerCase(), revision: random.hex(7) },
        plan: {
          steps: spec.steps.map((title, n) => ({ n: n + 1, title })),
          rounds: random.int(1, spec.maxRounds),
        },
        firstAttempt: withSecondAttempt ? { ...failure, durationMs: spec.seconds * 400 } : undefined,
        ending: endingOf(letter, spec, ledger, people, failure),
      }),
    );
  }
  addArtifacts(ledger, spec, runs);
  return runs;
}

function endingOf(
  letter: string,
  spec: AgentSpec,
  ledger: Ledger,
  people: People,
  failure: AgentSpec['failures'][number],
): Ending {
  const itemsProcessed = ledger.random.int(12, 90);
  switch (letter) {
    case 'C':
      return {
        status: 'COMPLETED',
        itemsProcessed,
        result: {
          summary: spec.summary,
          [spec.items.replaceAll(' ', '_')]: itemsProcessed,
          confidence: ledger.random.int(62, 97) / 100,
        },
      };
    case 'F':
      return { status: 'FAILED', ...failure, itemsProcessed: Math.floor(itemsProcessed / 3) };
    case 'X':
      return { status: 'CANCELED', by: asOperator(people.demo), why: 'Started with the wrong inputs' };
    case 'R':
      return { status: 'RUNNING', itemsProcessed };
    default:
      return { status: 'QUEUED' };
  }
}

function addArtifacts(ledger: Ledger, spec: AgentSpec, runs: DemoRun[]): void {
  const completed = runs.filter(({ status }) => status === 'COMPLETED').reverse();
  for (const [index, artifact] of spec.artifacts.entries()) {
    const run = completed[index < 2 ? 0 : 1];
    if (!run?.finishedAt) continue;
    const content = artifact.content({
      number: run.row.runNumber,
      day: run.finishedAt.toISOString().slice(0, 10),
      items: Number(run.row.itemsProcessed ?? 0),
    });
    const createdAt = later(run.finishedAt, -ledger.random.int(200, 4000));
    ledger.rows.artifacts.push({
      id: ledger.id(createdAt),
      ownerId: run.job.owner.id,
      jobId: run.job.id,
      executionId: run.id,
      name: artifact.name,
      artifactType: artifact.type,
      filePath: `/${run.job.row.slug}/${run.row.runNumber}/${artifact.name}`,
      fileSize: Buffer.byteLength(content),
      fileHash: createHash('sha256').update(content).digest('hex'),
      contentType: artifact.contentType,
      content,
      metadata: { version: '1.0', model: spec.model },
      createdAt,
    });
  }
}

function addMetrics(ledger: Ledger, people: People, tasks: DemoRun[][]): void {
  const { random, rows } = ledger;
  const add = (
    about: { job?: DemoJob; run?: DemoRun },
    timestamp: Date,
    name: string,
    metricType: MetricType,
    value: number,
    unit: string,
    labels: Prisma.InputJsonObject,
  ) =>
    rows.metrics.push({
      id: ledger.id(timestamp),
      ownerId: people.demo.id,
      jobId: about.job?.id ?? about.run?.job.id,
      executionId: about.run?.id,
      name,
      metricType,
      value,
      unit,
      labels,
      timestamp,
    });

  for (const [index, runs] of tasks.entries()) {
    const run = runs.findLast(({ status }) => status === 'COMPLETED');
    if (!run?.finishedAt) continue;
    const host = { host: `node-${1 + (index % 3)}` };
    const model = { model: AGENT_TASKS[index]?.model ?? '' };
    add({ run }, run.finishedAt, 'tokens_used', 'COUNTER', random.int(8_000, 96_000), 'tokens', model);
    add({ run }, later(run.finishedAt, -20_000), 'cpu_usage', 'GAUGE', random.int(180, 930) / 10, '%', host);
    add({ run }, later(run.finishedAt, -20_000), 'memory_usage', 'GAUGE', random.int(310, 1900), 'MB', host);
  }
  const [market, review] = tasks;
  const quarterAgo = ledger.ago(15 * MINUTE_MS);
  add({ job: market?.[0]?.job }, quarterAgo, 'llm_latency', 'HISTOGRAM', 1840, 'ms', { quantile: 'p95' });
  add({ job: review?.[0]?.job }, quarterAgo, 'llm_latency', 'HISTOGRAM', 1120, 'ms', { quantile: 'p95' });
  add({}, quarterAgo, 'worker_queue_depth', 'GAUGE', 1, 'executions', { pool: 'agents' });
  add({}, ledger.ago(75 * MINUTE_MS), 'worker_queue_depth', 'GAUGE', 4, 'executions', { pool: 'agents' });
  const finished = tasks
    .flat()
    .filter(({ status }) => status === 'COMPLETED' || status === 'FAILED')
    .sort((a, b) => Number(b.queuedAt) - Number(a.queuedAt));
  for (const run of finished.slice(0, METRICS - rows.metrics.length)) {
    if (!run.startedAt || !run.finishedAt) continue;
    const seconds = (Number(run.finishedAt) - Number(run.startedAt)) / SECOND_MS;
    add({ run }, run.finishedAt, 'execution_time', 'TIMER', seconds, 's', { status: run.status });
  }
}
