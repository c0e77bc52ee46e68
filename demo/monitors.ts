import type { Prisma } from '../src/generated/prisma/client.js';
import { SCHEDULER, SKIP_REASONS } from '../src/operations/schedule.service.js';
import { DAY_MS, type Failure, HOUR_MS, type Ledger, later, MINUTE_MS, type Person } from './ledger.js';
import type { People } from './people.js';
import { addTick, ticksOf } from './schedules.js';

interface MonitorSpec {
  name: string;
  description: string;
  xUsername: string;
  topics: string[];
  hoursBack: number;
  cron: string;
  timezone: string;
  /** Ticks of the past thirty days that are kept. */
  ticks: number;
  /** What its schedule does otherwise than most. */
  policies: Partial<
    Pick<Prisma.JobCreateManyInput, 'overlapPolicy' | 'missedTickPolicy' | 'catchUpSeconds' | 'jitterSeconds'>
  >;
  /** Ticks that were skipped, counted from the newest, and why. */
  skipped: Record<number, string>;
  /** Days since it was paused, or its schedule alone. */
  pausedDays?: number;
  schedulePausedDays?: number;
  hasTimeout?: boolean;
}

const FAILURES: readonly Failure[] = [
  {
    code: 'RATE_LIMITED',
    message: 'X API answered 429: retry after 842 s',
    details: { status: 429, endpoint: '/2/users/:id/tweets' },
  },
  {
    code: 'RATE_LIMITED',
    message: 'X API answered 429: retry after 97 s',
    details: { status: 429, endpoint: '/2/users/:id/tweets' },
  },
  { code: 'UPSTREAM', message: 'X API answered 503 for https://api.x.com/2/tweets/search/recent' },
  { reason: 'TIMEOUT', code: 'TIMEOUT', message: 'No summary within 300 s' },
];

const DEMO_MONITORS: readonly MonitorSpec[] = [
  {
    name: 'Launch watch',
    description: 'What the agency says of launches, every six hours.',
    xUsername: 'orbital_news',
    topics: ['launches', 'reusability'],
    hoursBack: 6,
    cron: '0 */6 * * *',
    timezone: 'UTC',
    ticks: 112,
    policies: { jitterSeconds: 60 },
    hasTimeout: false,
    skipped: { 9: SKIP_REASONS.open, 48: SKIP_REASONS.missed, 49: SKIP_REASONS.missed },
  },
  {
    name: 'Database digest',
    description: 'News of databases, every morning.',
    xUsername: 'db_weekly',
    topics: ['postgresql', 'indexes', 'replication'],
    hoursBack: 24,
    cron: '0 9 * * *',
    timezone: 'Europe/Berlin',
    ticks: 29,
    policies: { overlapPolicy: 'ALLOW' },
    skipped: { 12: SKIP_REASONS.missed },
  },
  {
    name: 'Energy prices',
    description: 'Power prices on working days.',
    xUsername: 'grid_desk',
    topics: ['spot price', 'wind'],
    hoursBack: 24,
    cron: '30 7 * * 1-5',
    timezone: 'America/New_York',
    ticks: 20,
    policies: { overlapPolicy: 'BUFFER_ONE', missedTickPolicy: 'CATCH_UP', catchUpSeconds: 172_800 },
    skipped: {},
  },
  {
    name: 'Holiday campaign',
    description: 'Paused since the campaign ended.',
    xUsername: 'demo_shop',
    topics: ['campaign'],
    hoursBack: 12,
    cron: '0 */12 * * *',
    timezone: 'UTC',
    ticks: 18,
    policies: { overlapPolicy: 'ALLOW' },
    skipped: {},
    pausedDays: 6,
  },
];

const RIVERA_MONITOR: MonitorSpec = {
  name: 'Cycling news',
  description: 'Races and routes.',
  xUsername: 'peloton_feed',
  topics: ['races', 'routes'],
  hoursBack: 48,
  cron: '0 18 * * 0,3',
  timezone: 'Europe/Madrid',
  ticks: 8,
  policies: { overlapPolicy: 'CANCEL_OTHER', missedTickPolicy: 'RUN_ONCE' },
  skipped: {},
};

const NWOSU_MONITOR: MonitorSpec = {
  name: 'Port congestion',
  description: 'Waiting ships, by the posts of port authorities.',
  xUsername: 'port_desk',
  topics: ['congestion', 'freight'],
  hoursBack: 24,
  cron: '15 5 * * *',
  timezone: 'Africa/Lagos',
  ticks: 25,
  policies: {},
  schedulePausedDays: 2,
  skipped: {},
};

const OPENINGS = [
  'Most posts are about',
  'The talk of the day is',
  'Quiet hours, but for',
  'Many replies on',
  'A thread on',
];
const DETAILS = [
  'numbers are quoted from last week and nobody doubts them',
  'two accounts disagree on the date',
  'a chart is shared often, its source rarely',
  'the tone is friendlier than yesterday',
  'a correction was posted within the hour',
];
const CLOSINGS = [
  'Nothing needs an answer.',
  'One question is open for us.',
  'Worth a look tomorrow.',
  'Two posts name us.',
];

/** Monitors with their scheduled runs and summaries, and playground summaries that belong to no job. */
export function addMonitors(ledger: Ledger, people: People): void {
  for (const spec of DEMO_MONITORS) addMonitor(ledger, people.demo, spec, people.projects.research);
  addMonitor(ledger, people.rivera, RIVERA_MONITOR);
  addMonitor(ledger, people.nwosu, NWOSU_MONITOR);
  const tried: [Person, string, string[]][] = [
    [people.demo, 'heatpump_daily', ['subsidies']],
    [people.demo, 'orbital_news', ['landing']],
    [people.demo, 'city_transit', ['delays', 'fares']],
    [people.demo, 'db_weekly', ['vacuum']],
    [people.demo, 'garden_club', ['frost']],
    [people.rivera, 'velo_works', ['gravel']],
    [people.nwosu, 'sea_freight', ['rates']],
  ];
  for (const [index, [owner, xUsername, topics]] of tried.entries()) {
    const createdAt = ledger.ago((tried.length - index) * 4 * DAY_MS - ledger.random.int(1, 60) * HOUR_MS);
    ledger.rows.summaries.push(
      summary(ledger, createdAt, { ownerId: owner.id, isPlayground: true, xUsername, topics, hoursBack: 24 }),
    );
  }
}

function addMonitor(ledger: Ledger, owner: Person, spec: MonitorSpec, projectId?: string): void {
  const { random } = ledger;
  const until = ledger.ago((spec.pausedDays ?? spec.schedulePausedDays ?? 0) * DAY_MS);
  const isPaused = spec.pausedDays !== undefined || spec.schedulePausedDays !== undefined;
  const { past, next } = ticksOf(spec.cron, spec.timezone, until, spec.ticks);
  const job = ledger.addJob(owner, {
    kind: 'MONITOR',
    slug: spec.name.toLowerCase().replaceAll(' ', '-'),
    name: spec.name,
    description: spec.description,
    projectId,
    status: spec.pausedDays ? 'PAUSED' : 'ACTIVE',
    config: { language: 'en', length: 'short' },
    tags: ['monitor', ...(spec.ticks > 100 ? ['hourly'] : [])],
    timeoutSeconds: spec.hasTimeout === false ? null : 300,
    cron: spec.cron,
    timezone: spec.timezone,
    overlapPolicy: 'SKIP',
    missedTickPolicy: 'SKIP',
    jitterSeconds: 0,
    ...spec.policies,
    schedulePausedAt: spec.schedulePausedDays === undefined ? null : until,
    nextRunAt: isPaused ? null : next,
    createdAt: ledger.ago(32 * DAY_MS + random.int(0, 20) * HOUR_MS),
  });
  const { xUsername, topics, hoursBack } = spec;
  ledger.rows.monitorJobs.push({ jobId: job.id, ownerId: owner.id, xUsername, topics, hoursBack });
  for (const [index, at] of past.entries()) {
    const skipReason = spec.skipped[past.length - index];
    const following = past[index + 1];
    // The tick after this one was skipped because this run was still going.
    const overlaps = spec.skipped[past.length - index - 1] === SKIP_REASONS.open && following !== undefined;
    const drawn = random.chance(0.06) ? random.pick(FAILURES) : undefined;
    const failure = overlaps ? undefined : drawn;
    const waitMs = random.int(200, 4000);
    const usualMs = random.int(9_000, 75_000);
    if (skipReason !== undefined) {
      addTick(ledger, job, at, skipReason);
      continue;
    }
    const tweetsCount = random.int(4, 180);
    const queuedAt = later(at, random.int(20, 900));
    const overlapMs = overlaps ? Number(following) - Number(queuedAt) + 4 * MINUTE_MS : 0;
    const durationMs = overlapMs || (failure?.reason === 'TIMEOUT' ? 5 * MINUTE_MS : usualMs);
    const run = ledger.addRun(job, {
      queuedAt,
      waitMs,
      durationMs,
      worker: `monitor-worker-${random.int(1, 2)}`,
      trigger: 'SCHEDULE',
      scheduledFor: at,
      origin: SCHEDULER,
      params: { xUsername, topics, hoursBack },
      ending: failure
        ? { status: 'FAILED', ...failure }
        : {
            status: 'COMPLETED',
            itemsProcessed: tweetsCount,
            result: { tweets: tweetsCount, topics: topics.length },
          },
    });
    addTick(ledger, job, at, run);
    const row = summary(ledger, run.finishedAt ?? queuedAt, {
      ownerId: owner.id,
      jobId: job.id,
      executionId: run.id,
      isPlayground: false,
      xUsername,
      topics,
      hoursBack,
    });
    if (!failure) ledger.rows.summaries.push({ ...row, tweetsCount });
  }
}

function summary(
  ledger: Ledger,
  createdAt: Date,
  of: Pick<
    Prisma.SummaryCreateManyInput,
    'ownerId' | 'jobId' | 'executionId' | 'isPlayground' | 'xUsername' | 'hoursBack'
  > & { topics: string[] },
): Prisma.SummaryCreateManyInput {
  const { random } = ledger;
  const lines = of.topics.map((topic) => `- ${random.pick(OPENINGS)} ${topic}: ${random.pick(DETAILS)}.`);
  const rawData = {
    posts: of.topics.map((topic) => ({
      id: `19${random.int(10 ** 8, 10 ** 9 - 1)}${random.int(10 ** 7, 10 ** 8 - 1)}`,
      text: `More on ${topic} later today.`,
      likes: random.int(0, 400),
    })),
  };
  return {
    id: ledger.id(createdAt),
    ...of,
    content: `@${of.xUsername}, the last ${of.hoursBack} hours:\n${lines.join('\n')}\n${random.pick(CLOSINGS)}`,
    tweetsCount: random.int(3, 60),
    rawData,
    createdAt,
  };
}
