import { SYSTEM_ADMIN_ID } from '../src/auth/managed-keys.js';
import { type Database, openDatabase } from '../src/core/db/client.js';
import type { DatabaseConfig } from '../src/core/db/config.js';
import { ExpectedError } from '../src/core/db/errors.js';
import { sayingOverAllOwners } from '../src/core/db/owned.js';
import { counted } from '../src/core/wording.js';
import type { PrismaClient } from '../src/generated/prisma/client.js';
import { migrateUp, pendingMigrations } from '../src/migrations/migrate.js';
import { addAccounts } from './accounts.js';
import { addAgents } from './agents.js';
import { addBots } from './bots.js';
import { addCrawls } from './crawls.js';
import { Ledger } from './ledger.js';
import { addLogs } from './logs.js';
import { addMonitors } from './monitors.js';
import { addPeople, DEMO_EMAILS } from './people.js';
import { Random } from './random.js';
import { type DemoRows, insertRows } from './rows.js';
import { seedScale } from './scale.js';
import { type DemoSummary, describeSummary, readSummary } from './summary.js';
import { addTasks } from './tasks.js';
import { addVerification } from './verification.js';

const SEED = 20_240_229;
const TRANSACTION_TIMEOUT_MS = 60_000;

export interface SeedOptions {
  /** The moment that the demo's thirty days end at; the database's clock if left out. */
  now?: Date;
  /** Gets a line at a time. */
  log?: (line: string) => void;
}

/** The demo's rows for a moment: the same ones for the same moment. */
export function makeDemo(now: Date): DemoRows {
  const ledger = new Ledger(now, new Random(SEED));
  const people = addPeople(ledger);
  addAgents(ledger, people);
  addMonitors(ledger, people);
  addCrawls(ledger, people);
  addBots(ledger, people);
  addTasks(ledger, people);
  addVerification(ledger, people);
  addAccounts(ledger, people);
  addLogs(ledger);
  return ledger.rows;
}

/**
 * Fills a database with the demo, in one transaction.
 * @throws ExpectedError where the demo is there already.
 */
export async function seedDemo(prisma: PrismaClient, { now, log }: SeedOptions = {}): Promise<DemoSummary> {
  const summary = await prisma.$transaction(
    async (tx) => {
      const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT now()::timestamptz(3) AS now`;
      const present = await tx.user.findFirst({ where: { email: { in: Object.values(DEMO_EMAILS) } } });
      if (present)
        throw new ExpectedError(`The demo data is there already: ${present.email} is one of its users.`);
      const rows = makeDemo(now ?? clock?.now ?? new Date());
      // The runs are written before the credits that pay for them.
      await tx.$executeRaw`SET CONSTRAINTS tr_job_executions_hold DEFERRED`;
      await insertRows(tx, rows);
      const ids = (of: { id?: string }[]) => of.flatMap(({ id }) => id ?? []);
      return sayingOverAllOwners('administration', () =>
        readSummary(tx, ids(rows.users), ids(rows.socialTasks)),
      );
    },
    { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_TIMEOUT_MS },
  );
  if (log) for (const line of describeSummary(summary)) log(line);
  return summary;
}

export interface SeedCommandOptions {
  /** Makes this many executions for benchmarks instead of the demo. */
  scale?: number;
  /** Makes those executions alone. */
  withoutParts?: boolean;
  /** Although the database has users of its own. */
  force?: boolean;
}

/**
 * The command `seed`: fills the database that the settings name, and prints what it made.
 * @throws ExpectedError with one sentence where migrations are pending on a server, or somebody uses the database.
 */
export async function seedCommand(
  config: { database: DatabaseConfig },
  { scale, withoutParts = false, force = false }: SeedCommandOptions = {},
): Promise<void> {
  const database = await openDatabase({ database: withoutTimeLimit(config.database) });
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    await bringUpToDate(database);
    const users = await database.prisma.user.count({ where: { NOT: { id: SYSTEM_ADMIN_ID } } });
    if (users > 0 && !force) {
      throw new ExpectedError(
        `The database has ${counted(users, 'user')} already: seed an empty one, or add --force.`,
      );
    }
    if (scale === undefined) await seedDemo(database.prisma, { log });
    else await seedScale(database.prisma, scale, { log, withoutParts });
    if (database.kind === 'embedded') await database.settled();
  } finally {
    await database.close();
  }
}

/** Millions of rows and their indexes take longer than what a server answers. */
const withoutTimeLimit = (database: DatabaseConfig): DatabaseConfig =>
  database.kind === 'server' ? { ...database, statementTimeoutMs: 0 } : database;

async function bringUpToDate(database: Database): Promise<void> {
  const pending = await pendingMigrations(database);
  if (pending.length === 0) return;
  if (database.kind === 'server') {
    throw new ExpectedError(`The database lacks ${pending.join(', ')}: run "runledger migrate up" first.`);
  }
  await migrateUp(database);
}
