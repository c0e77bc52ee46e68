import type { Prisma } from '../src/generated/prisma/client.js';
import {
  DAY_MS,
  type DemoRun,
  type Failure,
  HOUR_MS,
  type Ledger,
  later,
  MINUTE_MS,
  type Origin,
  type Person,
} from './ledger.js';
import { asOperator, type People } from './people.js';

interface StageSpec {
  name: string;
  /** Milliseconds that it takes, about. */
  ms: number;
  meta?: Prisma.InputJsonObject;
  /** A number stands for {n} in its message. */
  failure?: Failure;
}

interface BotSpec {
  name: string;
  description: string;
  runs: number;
  maxAttempts: number;
  tags: string[];
  /** The stage that failures fall on. */
  stages: StageSpec[];
  failureRate: number;
  param: string;
}

const LOGIN: StageSpec = {
  name: 'login',
  ms: 4200,
  meta: { url: 'https://portal.example.com/login' },
  failure: { code: 'LOGIN_REFUSED', message: "Portal refused user 'svc-{n}': password expired 3 days ago" },
};

const DEMO_BOTS: readonly BotSpec[] = [
  {
    name: 'Invoice upload',
    description: 'Uploads invoices to the supplier portal.',
    runs: 26,
    maxAttempts: 2,
    tags: ['finance', 'production'],
    failureRate: 0.45,
    param: 'invoice',
    stages: [
      { name: 'open-browser', ms: 1500 },
      LOGIN,
      {
        name: 'fill-form',
        ms: 9800,
        meta: { fields: 14 },
        failure: {
          code: 'ELEMENT_MISSING',
          message: "No element '#tax-code-{n}' after 10000 ms",
          details: { selector: '#tax-code' },
        },
      },
      { name: 'upload', ms: 6400 },
      {
        name: 'submit',
        ms: 3100,
        failure: { code: 'VALIDATION', message: "Portal says: 'Amount must not exceed {n}.00'" },
      },
    ],
  },
  {
    name: 'Vendor onboarding',
    description: 'Enters new vendors into the procurement system.',
    runs: 18,
    maxAttempts: 1,
    tags: ['finance'],
    failureRate: 0.35,
    param: 'vendor',
    stages: [
      { name: 'open-browser', ms: 1500 },
      { ...LOGIN, failure: undefined },
      { name: 'search-vendor', ms: 2600 },
      {
        name: 'fill-form',
        ms: 14_200,
        meta: { fields: 31 },
        failure: {
          code: 'ELEMENT_MISSING',
          message: "No element '#iban-{n}' after 10000 ms",
          details: { selector: '#iban' },
        },
      },
      {
        name: 'attach-documents',
        ms: 5200,
        failure: { code: 'FILE_MISSING', message: 'No such file: /srv/inbox/{n}/registration.pdf' },
      },
    ],
  },
  {
    name: 'Price check',
    description: "Reads the day's prices of four competitors.",
    runs: 20,
    maxAttempts: 2,
    tags: ['research', 'nightly'],
    failureRate: 0.35,
    param: 'shop',
    stages: [
      { name: 'open-browser', ms: 1500 },
      {
        name: 'navigate',
        ms: 3800,
        failure: { code: 'HTTP_403', message: 'https://shop-3.example.com/list?page={n} answered 403' },
      },
      { name: 'extract', ms: 7400, meta: { rows: 120 } },
    ],
  },
];

const NWOSU_BOT: BotSpec = {
  name: 'Customs declaration',
  description: 'Files declarations for incoming containers.',
  runs: 10,
  maxAttempts: 1,
  tags: ['logistics'],
  failureRate: 0.35,
  param: 'container',
  stages: [
    { name: 'open-browser', ms: 1500 },
    LOGIN,
    { name: 'fill-form', ms: 21_000, meta: { fields: 58 } },
    {
      name: 'submit',
      ms: 5600,
      failure: { code: 'PORTAL_DOWN', message: 'Portal closed for maintenance until 06:00' },
    },
  ],
};

/** Bots whose runs go through named stages, some failing at a given one (seed 002). */
export function addBots(ledger: Ledger, people: People): void {
  for (const spec of DEMO_BOTS) addBot(ledger, people.demo, spec, people.projects.backOffice);
  addBot(ledger, people.nwosu, NWOSU_BOT);
}

function addBot(ledger: Ledger, owner: Person, spec: BotSpec, projectId?: string): void {
  const { random, rows } = ledger;
  const slug = spec.name.toLowerCase().replaceAll(' ', '-');
  const botId = `${slug}-bot`;
  const job = ledger.addJob(owner, {
    kind: 'BOT',
    slug,
    name: spec.name,
    description: spec.description,
    projectId,
    config: { browser: 'chromium', viewport: { width: 1280, height: 900 } },
    priority: spec.tags.includes('production') ? 8 : 5,
    maxAttempts: spec.maxAttempts,
    retryBackoffSeconds: 60,
    tags: spec.tags,
    createdAt: ledger.ago(33 * DAY_MS + random.int(0, 20) * HOUR_MS),
  });
  job.kindKey = botId;
  rows.botJobs.push({ jobId: job.id, ownerId: owner.id, botId });

  const origins: Origin[] = [
    asOperator(owner),
    { name: 'intake', role: 'service' },
    { name: 'Priya Nair', role: 'clerk' },
  ];
  const failing = spec.stages.filter(({ failure }) => failure !== undefined);
  const fullMs = spec.stages.reduce((sum, { ms }) => sum + ms, 0);
  let toRetry: DemoRun | undefined;
  for (let n = 0; n < spec.runs; n++) {
    const pace = 0.7 + random.next() * 0.8;
    const unlucky = random.chance(spec.failureRate);
    const recovers = spec.maxAttempts > 1 && random.chance(0.4);
    const failed = random.pick(failing);
    const origin = random.pick(origins);
    const item = `${spec.param}-${random.int(1000, 9999)}`;
    const isLast = n === spec.runs - 1;
    const isOpen = isLast && owner.name === 'Dana Kessler';
    const dayMs = (29 * DAY_MS) / spec.runs;
    const queuedAt = isOpen
      ? ledger.ago(spec.maxAttempts > 1 ? 40_000 : 3 * MINUTE_MS)
      : ledger.ago((spec.runs - n) * dayMs - random.int(0, 300) * MINUTE_MS);
    const { message = 'Failed', ...cause } = failed.failure ?? {};
    const failure = { ...cause, message: message.replace('{n}', String(random.int(1000, 9999))) };
    const broken = { name: failed.name, failure };
    const failedAfterMs =
      spec.stages.slice(0, spec.stages.indexOf(failed) + 1).reduce((sum, { ms }) => sum + ms, 0) * pace;
    const isCanceled = !isOpen && n === 7;
    const fails = unlucky && !isOpen && !isCanceled;
    const run = ledger.addRun(job, {
      queuedAt,
      waitMs: random.int(200, 6000),
      durationMs: fails && !recovers ? failedAfterMs : isCanceled ? 60_000 : fullMs * pace,
      worker: `browser-${random.int(1, 4)}`,
      trigger: toRetry ? 'RETRY' : origin.person ? 'MANUAL' : 'API',
      retryOf: toRetry,
      origin,
      params: { item, environment: spec.tags.includes('production') ? 'production' : 'test' },
      firstAttempt: fails && spec.maxAttempts > 1 ? { ...failure, durationMs: failedAfterMs } : undefined,
      ending: isOpen
        ? spec.maxAttempts > 1
          ? { status: 'RUNNING' }
          : { status: 'QUEUED' }
        : isCanceled
          ? {
              status: 'CANCELED',
              by: asOperator(owner),
              why: 'Same item twice in the queue',
              beforeStart: true,
            }
          : fails && !recovers
            ? { status: 'FAILED', ...failure }
            : {
                status: 'COMPLETED',
                itemsProcessed: 1,
                result: { item, reference: `R-${random.int(10 ** 5, 10 ** 6 - 1)}` },
              },
    });
    // Every second failure was tried again by hand, as the next run.
    toRetry = run.status === 'FAILED' && n % 2 === 0 ? run : undefined;
    if (run.firstAttempt) addStages(ledger, run, 1, run.firstAttempt.startedAt, spec.stages, pace, broken);
    if (run.startedAt)
      addStages(
        ledger,
        run,
        run.attempt,
        run.startedAt,
        spec.stages,
        pace,
        run.status === 'FAILED' ? broken : undefined,
      );
  }
}

/** The stages of one attempt, up to the one that failed or that an open run is in now. */
function addStages(
  ledger: Ledger,
  run: DemoRun,
  attempt: number,
  from: Date,
  stages: StageSpec[],
  pace: number,
  broken?: { name: string; failure: Failure },
): void {
  let startedAt = from;
  for (const stage of stages) {
    const endedAt = later(startedAt, stage.ms * pace);
    const isLast = stage === stages.at(-1);
    const runs = run.status === 'RUNNING' && attempt === run.attempt && (isLast || endedAt > ledger.now);
    const failure = stage.name === broken?.name ? broken.failure : undefined;
    ledger.rows.stages.push({
      id: ledger.id(startedAt),
      ownerId: run.job.owner.id,
      executionId: run.id,
      attempt,
      name: stage.name,
      status: runs ? 'RUNNING' : failure ? 'FAILED' : 'SUCCEEDED',
      startedAt,
      endedAt: runs ? null : endedAt,
      meta: stage.meta ?? {},
      error: failure && { message: failure.message, code: failure.code, ...failure.details },
    });
    if (runs || failure) return;
    startedAt = endedAt;
  }
}
