import { encodeId } from '../../../src/core/ids.js';
import type { Person } from './people.js';
import { openRuns } from './runs.js';

const COST = 3;
const PRIORITIES = 3;
const MANY_CREDITS = 1_000_000;

/** An owner whose runs another owner's are like; by place, their ids and the tokens that their workers had. */
export interface Twin {
  ownerId: string;
  key: string;
  jobId: string;
  rowId: string;
  /** Of a claim that was another's. */
  takenRequest: string;
  ids: string[];
  tokens: string[][];
}

/** Two owners with the same queue, and what became of each without ids, times and who held what. */
export async function openTwins({ runs: count, breaking }: { runs: number; breaking: number }) {
  const runs = await openRuns({ config: { runCosts: { CRAWL: COST } } });
  const { prisma, given } = runs;
  const admin = await given.admin();
  const people = [await given.user(), await given.user()] as const;
  for (const { user } of people) await grant(user.id);
  await prisma.$executeRawUnsafe(`
    CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken''; END'`);
  await prisma.$executeRawUnsafe(`
    CREATE TRIGGER tr_break_one BEFORE UPDATE ON job_executions FOR EACH ROW
    WHEN (NEW.items_processed = ${breaking}) EXECUTE FUNCTION break_one()`);
  let serial = 0;

  async function grant(ownerId: string): Promise<void> {
    const input = { userId: encodeId('User', ownerId), amount: MANY_CREDITS, description: 'Welcome' };
    await runs.test.ask(
      'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { __typename } }',
      { input },
      admin.key,
    );
  }

  async function twinOf({ user, key }: Person, slug: string): Promise<Twin> {
    const { id: jobId, row } = await given.job(user.id, { slug, maxAttempts: 3, retryBackoffSeconds: 3_600 });
    const items = Array.from({ length: count }, (_, at) => ({ jobId, priority: at % PRIORITIES }));
    const { results = [] } = await runs.tell('enqueueExecutions', { items }, key);
    const ids = results.flatMap(({ execution }) => execution?.id ?? []);
    if (ids.length !== count) throw new Error('not everything was put in the queue');
    const tokens: string[][] = ids.map(() => []);
    const takenRequest = `taken-${slug}`;
    const first = { jobId, workerId: 'first', limit: 1, leaseSeconds: 3_600, requestId: takenRequest };
    const { executions = [] } = await runs.tell('claimExecutions', first, key);
    for (const { execution, lease } of executions) tokens[ids.indexOf(execution.id)]?.push(lease.token);
    return { ownerId: user.id, key, jobId, rowId: row.id, takenRequest, ids, tokens };
  }

  return {
    tell: runs.tell,
    close: () => runs.test.close(),

    /** The twins with a new job each. */
    async begin(): Promise<[Twin, Twin]> {
      serial += 1;
      return [await twinOf(people[0], `twin-${serial}`), await twinOf(people[1], `twin-${serial}`)];
    },

    /** Whatever waits to be tried again is due. */
    async letTimePass(): Promise<void> {
      await prisma.$executeRaw`UPDATE job_executions SET available_at = queued_at WHERE status = 'QUEUED'`;
    },

    /** A twin's runs as they stand. */
    states({ rowId }: Twin) {
      return prisma.execution.findMany({
        where: { jobId: rowId },
        orderBy: { runNumber: 'asc' },
        select: {
          status: true,
          attempt: true,
          fence: true,
          priority: true,
          runNumber: true,
          result: true,
          itemsProcessed: true,
          errorMessage: true,
          errorCode: true,
          errorFingerprint: true,
          failureReason: true,
          heldCredits: true,
          finishFence: true,
          finishHash: true,
        },
      });
    },

    /** What happened to each of a twin's runs. */
    async events({ rowId }: Twin) {
      const rows = await prisma.execution.findMany({
        where: { jobId: rowId },
        orderBy: { runNumber: 'asc' },
        select: {
          events: {
            orderBy: { id: 'asc' },
            select: { type: true, fromStatus: true, toStatus: true, attempt: true, reason: true },
          },
        },
      });
      return rows.map(({ events }) => events);
    },

    /** How many transactions it took to write a twin's events. */
    async transactions({ rowId }: Twin): Promise<number> {
      const events = await prisma.executionEvent.findMany({
        where: { execution: { jobId: rowId } },
        distinct: ['txId'],
        select: { txId: true },
      });
      return events.length;
    },

    /** What the ledger counted of a twin's job, and what its owner's credits are. */
    async sums({ rowId, ownerId }: Twin) {
      const { runNumbers, counters } = await prisma.job.findUniqueOrThrow({
        where: { id: rowId },
        select: { runNumbers: { select: { last: true } }, counters: true },
      });
      const sum = (key: 'accepted' | 'completed' | 'failed' | 'canceled') =>
        counters.reduce((total, row) => total + row[key], 0n);
      const movements = await prisma.creditTransaction.findMany({
        where: { ownerId, execution: { jobId: rowId } },
        orderBy: [{ execution: { runNumber: 'asc' } }, { type: 'asc' }],
        select: { type: true, amount: true, execution: { select: { runNumber: true } } },
      });
      const { balance } = await prisma.creditAccount.findUniqueOrThrow({ where: { ownerId } });
      return {
        last: runNumbers?.last,
        counted: [sum('accepted'), sum('completed'), sum('failed'), sum('canceled')],
        movements,
        balance,
      };
    },
  };
}
