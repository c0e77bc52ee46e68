import { counted } from '../src/core/wording.js';
import { fingerprint } from '../src/executions/end/fingerprint/fingerprint.js';
import { Prisma, type PrismaClient } from '../src/generated/prisma/client.js';
import { loadInBulk } from './bulk-load.js';
import { Random } from './random.js';
import * as statements from './scale.sql.js';
import { rollUp } from './scale-rollups.sql.js';
import { insertWorld, makeWorld, WITH_PARTS, WITHOUT_PARTS } from './scale-world.js';

const SEED = 1_000_000;
const BATCH_SIZE = 25_000;
/** Where no index has to be kept up. */
const BULK_SIZE = 100_000;
/** The last hour belongs to the delayed ones. */
const DELAYED_MS = 3_600_000;
/** Neither finished nor delayed, of all. */
const OPEN_SHARE = 0.001;
/** At least, on average. */
const RUNS_A_JOB = 10;
/** A batch must not fail by the time limits of small statements. */
const TRANSACTION_TIMEOUT_MS = 6 * 3_600_000;

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

const rare = fingerprint({ message: RARE_ERROR[1], code: RARE_ERROR[0] });
const ERROR_KINDS: statements.ErrorKinds = {
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

type Run = (sql: Prisma.Sql) => Promise<number>;

/** What is to be made, and how. */
interface Fill {
  /** Does it in one transaction, whose random numbers follow from the seed. */
  inBulk: (work: (tx: Prisma.TransactionClient, run: Run) => Promise<unknown>, seed: number) => Promise<void>;
  /** In batches of about as many. */
  batchesOf: (size: number) => statements.Batch[];
  insert: (batch: statements.Batch) => Prisma.Sql;
  insertDelayed: Prisma.Sql;
  /** The first and the last moment of the history. */
  start: Date;
  end: Date;
  ownerIds: string[];
  say: Log;
}

/**
 * Makes executions by the million for benchmarks, with their parts, skewed on purpose: one owner has 60 %, a tenth
 * are queued for later in one job, few are open, one tag and one error code are rare. Two years of history. Without
 * parts and events, executions and their roll-ups alone: a year of fifty owners and 5,000 jobs. These tables are locked
 * until that is done.
 * @param prisma Without a time limit for statements, where millions are asked for.
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
  const wanted = withoutParts ? WITHOUT_PARTS : WITH_PARTS;
  const shape = { ...wanted, jobs: Math.min(wanted.jobs, Math.ceil(count / RUNS_A_JOB)) };
  const start = new Date(end - shape.historyMs);
  const delayed = Math.round(count * shape.delayedShare);
  const main = count - delayed;
  const world = makeWorld(new Random(SEED), start, shape);
  const ownerIds = world.owners.flatMap(({ id }) => id ?? []);
  const stepMs = shape.historyMs / main;
  const open = main - Math.ceil(count * OPEN_SHARE);
  const fill: Fill = {
    inBulk: (work, seed) =>
      prisma.$transaction(
        async (tx) => {
          await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
          await tx.$queryRaw`SELECT setseed(${seed}::float8)::text`;
          await work(tx, (sql) => tx.$executeRaw(sql));
        },
        { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_TIMEOUT_MS },
      ),
    batchesOf: (size) =>
      Array.from({ length: Math.ceil(main / size) }, (_, n) => {
        const first = n * size;
        return { first, end: Math.min(first + size, main), open, start, stepMs, ownerIds };
      }),
    insert: (batch) => statements.insertExecutions(batch, world.slots, ERROR_KINDS, RARE_TAG),
    insertDelayed: statements.insertDelayed(world.delayedJobId, delayed),
    start,
    end: new Date(end),
    ownerIds,
    say: (line) => log(`${line}, ${seconds().toFixed(1)} s`),
  };
  await fill.inBulk((tx) => insertWorld(tx, world), 0);
  log(`Created ${counted(world.jobs.length, 'job')} of ${counted(world.owners.length, 'owner')}.`);
  await (withoutParts ? fillAlone(fill) : fillWithParts(fill));
  fill.say(`${count} of ${counted(count, 'execution')}`);
  await prisma.$executeRaw`ANALYZE`;
  log(`Analyzed; ${seconds().toFixed(1)} s in all.`);
  return { executions: count, jobs: world.jobs.length, owners: world.owners.length, seconds: seconds() };
}

/** Executions, their events and their parts. */
async function fillWithParts({ inBulk, batchesOf, insert, insertDelayed, ...fill }: Fill): Promise<void> {
  const { start, end, ownerIds, say } = fill;
  const batches = batchesOf(BATCH_SIZE);
  for (const [place, batch] of batches.entries()) {
    const at = (n: number) => new Date(start.getTime() + n * batch.stepMs);
    let parts = 0;
    await inBulk(async (_, run) => {
      await run(insert(batch));
      // The planner knows nothing of the batch yet, and would join its parts by nested loops.
      if (place === 0) await run(Prisma.sql`ANALYZE job_executions`);
      parts += await run(statements.insertEvents(at(batch.first), at(batch.end), ownerIds));
      parts += await run(statements.insertStages(batch));
      parts += await run(statements.insertChunks(batch));
      if (place === 0) await run(Prisma.sql`ANALYZE job_chunks`);
      parts += await run(statements.insertImages(batch));
      parts += await run(statements.insertMetrics(batch));
      parts += await run(statements.insertArtifacts(batch));
      parts += await run(statements.insertSummaries(batch));
    }, place / batches.length);
    say(`${counted(batch.end, 'execution')}, ${counted(parts, 'part')} in this batch`);
  }
  await inBulk(async (_, run) => {
    await run(insertDelayed);
    await run(statements.insertEvents(end, new Date(2 * end.getTime() - start.getTime()), ownerIds));
  }, 1);
}

/** Executions, and what is kept of them. */
async function fillAlone({ inBulk, batchesOf, insert, insertDelayed, ownerIds, say }: Fill): Promise<void> {
  const batches = batchesOf(BULK_SIZE);
  await inBulk(async (tx, run) => {
    await loadInBulk(tx, ['job_executions'], async () => {
      for (const batch of batches) {
        await run(insert(batch));
        say(counted(batch.end, 'execution'));
      }
      await run(insertDelayed);
    });
    await run(Prisma.sql`ANALYZE job_executions`);
    say('Indexes made');
    await loadInBulk(tx, ['execution_rollups', 'execution_facets'], async () => {
      for (const batch of batches) {
        for (const step of rollUp(statements.between(batch), ownerIds)) await run(step);
        say(`${counted(batch.end, 'execution')} rolled up`);
      }
    });
  }, 0);
}
