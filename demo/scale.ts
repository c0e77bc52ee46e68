import { counted } from '../src/core/wording.js';
import { fingerprint } from '../src/executions/end/fingerprint/fingerprint.js';
import { Prisma, type PrismaClient } from '../src/generated/prisma/client.js';
import { Random } from './random.js';
import * as statements from './scale.sql.js';
import { rollUp } from './scale-rollups.sql.js';

const SEED = 1_000_000;
const BATCH_SIZE = 25_000;
const YEAR_MS = 365 * 86_400_000;
/** The last hour belongs to the delayed ones. */
const DELAYED_MS = 3_600_000;
/** Neither finished nor delayed, of all. */
const OPEN_SHARE = 0.001;
/** A batch must not fail by the time limits of small statements. */
const TRANSACTION_TIMEOUT_MS = 3_600_000;

/** How executions are spread over owners, jobs and time. */
interface Shape {
  /** Of each owner: executions repeat their jobs in rounds of as many slots, so that a run's number follows from its place. */
  slots: readonly number[];
  jobs: number;
  historyMs: number;
  /** One job's queued executions that are not available yet, of all. */
  delayedShare: number;
}

/** With the delayed ones, which are the first owner's, that one has 60 %. */
const WITH_PARTS: Shape = {
  slots: [556, 200, 120, 80, 44],
  jobs: 300,
  historyMs: 2 * YEAR_MS,
  delayedShare: 0.1,
};
/** The first of fifty owners has 40 %, the others fewer and fewer. */
const WITHOUT_PARTS: Shape = {
  slots: [4_000, ...Array.from({ length: 48 }, (_, place) => 218 - 4 * place), 48],
  jobs: 5_000,
  historyMs: YEAR_MS,
  delayedShare: 0.001,
};
const KINDS = ['MONITOR', 'MONITOR', 'BOT', 'BOT', 'BOT', 'CRAWL', 'AGENT', 'MONITOR'] as const;
const TAGS = ['nightly', 'production', 'staging', 'eu', 'us', 'finance', 'research', 'vip'] as const;
const RARE_TAG = 'postmortem';

const ERRORS = [
  ['HTTP_503', 'HTTP 503 from upstream after {n} ms'],
  ['RATE_LIMITED', 'Rate limit exceeded, retry after {n} s'],
  ['LOGIN_FAILED', 'Login refused for account {n}'],
  ['ELEMENT_MISSING', "No element '#row-{n}' on the page"],
  ['CONTEXT_LENGTH', 'Prompt of {n} tokens is over the limit'],
  ['DNS', 'Cannot resolve cdn-{n}.example.com'],
  ['BAD_RESPONSE', 'Unexpected answer at offset {n}'],
  ['OUT_OF_MEMORY', 'Worker killed at {n} MB'],
] as const;
const RARE_ERROR = ['DISK_FULL', 'No space left on device'] as const;

type Log = (line: string) => void;

export interface ScaleSummary {
  executions: number;
  jobs: number;
  owners: number;
  seconds: number;
}

interface World {
  owners: Prisma.UserCreateManyInput[];
  jobs: Prisma.JobCreateManyInput[];
  slots: statements.Slot[];
  delayedJobId: string;
}

/** Owners, their jobs, and the slots that each job has: a few jobs have many. */
function makeWorld(random: Random, start: Date, shape: Shape): World {
  const count = shape.slots.reduce((sum, share) => sum + share, 0);
  const createdAt = new Date(start.getTime() - 86_400_000);
  const owners = shape.slots.map((_, index) => ({
    id: random.uuid7(createdAt),
    email: `scale-${index + 1}@example.com`,
    fullName: `Scale ${index + 1}`,
    status: 'ACTIVE' as const,
    tier: 'ENTERPRISE' as const,
    emailVerifiedAt: createdAt,
    createdAt,
  }));
  const jobs: Prisma.JobCreateManyInput[] = [];
  const slots: statements.Slot[] = [];
  const addJob = (ownerId: string, kind: (typeof KINDS)[number], name: string) => {
    const id = random.uuid7(createdAt);
    const tags = TAGS.filter(() => random.chance(0.2));
    const slug = name.toLowerCase().replaceAll(' ', '-');
    jobs.push({
      id,
      ownerId,
      kind,
      slug,
      name,
      tags,
      priority: random.chance(0.8) ? 5 : random.int(0, 10),
      createdAt,
    });
    return id;
  };
  for (const [index, owner] of owners.entries()) {
    const share = shape.slots[index] ?? 0;
    const wanted = Math.max(1, Math.round((shape.jobs * share) / count));
    const ids = Array.from({ length: wanted }, (_, n) => {
      const kind = KINDS[n % KINDS.length] ?? 'BOT';
      return addJob(owner.id, kind, `${kind.charAt(0)}${kind.slice(1).toLowerCase()} ${index + 1} ${n + 1}`);
    });
    for (let n = 0; n < share; n++) {
      // The square bends the choice towards the first ones; each job has one slot at least.
      const place = n < wanted ? n : Math.floor(random.next() ** 2 * wanted);
      slots.push({ slot: slots.length, jobId: ids[place] ?? '', rank: 0, width: 0 });
    }
  }
  // Mixed among each other, or as many in a row would be one owner's. 7 and a power of ten have no common divisor.
  for (const slot of slots) slot.slot = (slot.slot * 7) % count;
  slots.sort((a, b) => a.slot - b.slot);
  const widths = new Map<string, number>();
  for (const slot of slots) {
    slot.rank = (widths.get(slot.jobId) ?? 0) + 1;
    widths.set(slot.jobId, slot.rank);
  }
  for (const slot of slots) slot.width = widths.get(slot.jobId) ?? 0;
  const delayedJobId = addJob(owners[0]?.id ?? '', 'BOT', 'Delayed import');
  return { owners, jobs, slots, delayedJobId };
}

async function insertWorld(tx: Prisma.TransactionClient, { owners, jobs }: World): Promise<void> {
  const ofKind = (kind: Prisma.JobCreateManyInput['kind']) =>
    jobs.flatMap(({ id, ownerId, slug, ...job }) =>
      job.kind === kind && id ? [{ jobId: id, ownerId, slug }] : [],
    );
  const ownerIds = owners.flatMap(({ id }) => (id ? [{ ownerId: id }] : []));
  await tx.user.createMany({ data: owners });
  await tx.creditAccount.createMany({ data: ownerIds });
  await tx.notificationPreferences.createMany({ data: ownerIds });
  await tx.job.createMany({ data: jobs });
  await tx.monitorJob.createMany({
    data: ofKind('MONITOR').map(({ slug, ...ids }) => ({
      ...ids,
      xUsername: slug.replaceAll('-', '_'),
      topics: ['ai', 'markets'],
    })),
  });
  await tx.crawlJob.createMany({
    data: ofKind('CRAWL').map(({ slug, ...ids }) => ({ ...ids, keywords: [slug], maxImages: 300 })),
  });
  await tx.botJob.createMany({ data: ofKind('BOT').map(({ slug, ...ids }) => ({ ...ids, botId: slug })) });
  await tx.agentTask.createMany({ data: ofKind('AGENT').map(({ slug: _, ...ids }) => ids) });
}

/**
 * Makes executions by the million for benchmarks, with their parts, skewed on purpose: one owner has 60 %, a tenth
 * are queued for later in one job, few are open, one tag and one error code are rare. Two years of history. Without
 * parts and events, executions and their roll-ups alone: a year of fifty owners and 5,000 jobs.
 * @param count executions; skewed as said from some thousands on.
 * @throws where the database holds the scale data already.
 */
export async function seedScale(
  prisma: Omit<PrismaClient, '$on'>,
  count: number,
  { log = () => {}, withoutParts = false }: { log?: Log; withoutParts?: boolean } = {},
): Promise<ScaleSummary> {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('A scale is a whole number from 1 on.');
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const [clock] = await prisma.$queryRaw<{ now: Date }[]>`SELECT now()::timestamptz(3) AS now`;
  const end = (clock?.now ?? new Date()).getTime() - DELAYED_MS;
  const shape = withoutParts ? WITHOUT_PARTS : WITH_PARTS;
  const start = new Date(end - shape.historyMs);
  const delayed = Math.round(count * shape.delayedShare);
  const main = count - delayed;
  const world = makeWorld(new Random(SEED), start, shape);
  const ownerIds = world.owners.flatMap(({ id }) => id ?? []);
  const rare = fingerprint({ message: RARE_ERROR[1], code: RARE_ERROR[0] });
  const errors: statements.ErrorKinds = {
    codes: ERRORS.map(([code]) => code),
    messages: ERRORS.map(([, message]) => message),
    fingerprints: ERRORS.map(
      ([code, message]) => fingerprint({ message: message.replace('{n}', '1'), code }).value,
    ),
    fingerprintVersion: rare.version,
    rareCode: RARE_ERROR[0],
    rareMessage: RARE_ERROR[1],
    rareFingerprint: rare.value,
  };

  const inBulk = (
    work: (tx: Prisma.TransactionClient, run: (sql: Prisma.Sql) => Promise<number>) => Promise<unknown>,
    seed: number,
  ) =>
    prisma.$transaction(
      async (tx) => {
        await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
        await tx.$queryRaw`SELECT setseed(${seed}::float8)::text`;
        await work(tx, (sql) => tx.$executeRaw(sql));
      },
      { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_TIMEOUT_MS },
    );

  await inBulk((tx) => insertWorld(tx, world), 0);
  log(`Created ${counted(world.jobs.length, 'job')} of ${counted(world.owners.length, 'owner')}.`);

  const stepMs = shape.historyMs / main;
  const open = main - Math.ceil(count * OPEN_SHARE);
  for (let first = 0; first < main; first += BATCH_SIZE) {
    const batch = { first, end: Math.min(first + BATCH_SIZE, main), open, start, stepMs, ownerIds };
    const at = (n: number) => new Date(start.getTime() + n * stepMs);
    let parts = 0;
    await inBulk(async (_, run) => {
      await run(statements.insertExecutions(batch, world.slots, errors, RARE_TAG));
      // The planner knows nothing of the batch yet, and would join its parts by nested loops.
      if (first === 0) await run(Prisma.sql`ANALYZE job_executions`);
      if (withoutParts) {
        for (const step of rollUp(statements.between(batch), ownerIds)) await run(step);
        return;
      }
      parts += await run(statements.insertEvents(at(batch.first), at(batch.end), ownerIds));
      parts += await run(statements.insertStages(batch));
      parts += await run(statements.insertChunks(batch));
      if (first === 0) await run(Prisma.sql`ANALYZE job_chunks`);
      parts += await run(statements.insertImages(batch));
      parts += await run(statements.insertMetrics(batch));
      parts += await run(statements.insertArtifacts(batch));
      parts += await run(statements.insertSummaries(batch));
    }, first / main);
    log(
      `${batch.end} of ${counted(count, 'execution')}, ${counted(parts, 'part')} in this batch, ${seconds().toFixed(1)} s`,
    );
  }
  await inBulk(async (_, run) => {
    await run(statements.insertDelayed(world.delayedJobId, delayed));
    if (withoutParts) return;
    await run(statements.insertEvents(new Date(end), new Date(end + shape.historyMs), ownerIds));
  }, 1);
  log(`${count} of ${counted(count, 'execution')}, ${seconds().toFixed(1)} s`);
  await prisma.$executeRaw`ANALYZE`;
  log(`Analyzed; ${seconds().toFixed(1)} s in all.`);
  return { executions: count, jobs: world.jobs.length, owners: world.owners.length, seconds: seconds() };
}
