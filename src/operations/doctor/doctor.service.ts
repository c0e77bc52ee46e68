import { type Database, openDatabase } from '../../core/db/client.js';
import type { DatabaseConfig } from '../../core/db/config.js';
import { ExpectedError, FolderInUseError } from '../../core/db/errors.js';
import type { SqlExecutor } from '../../core/db/session.js';
import { counted } from '../../core/wording.js';
import { migrationStatus } from '../../migrations/history.js';
import { shippedMigrations } from '../../migrations/migrate.js';
import { isHalfRestored } from '../backup/restoring.js';
import { readBacklog } from '../telemetry/backlog.sql.js';
import { readBasics, readBloated, readLongTransactions, readPrepared, readStuck } from './doctor.sql.js';
import { type Finding, fine, LEVELS, type Level, orFine, problem, warning } from './finding.js';
import { lookAtIndexes } from './indexes.js';
import { lookAtFolder } from './surroundings.js';

type Sql = Pick<SqlExecutor, 'query'>;

/** Clocks that differ more than this show in what people read; leases are by the database's alone. */
const SKEW_MS = 2_000;
/** Of all connections that the server has. */
const MANY_CONNECTIONS = 0.9;
const BLOATED = { minDead: 100_000, minShare: 0.4 } as const;
export const LONG_TRANSACTION_SECONDS = 60;
/** Rescue looks once a second: what is left for so long is left by everybody. */
export const STUCK_SECONDS = 60;
const LAG_SECONDS = 60;
const WAITING_SECONDS = 3_600;

/**
 * Looks at a database and what it stands on, and changes nothing.
 * @throws ExpectedError where another process has the folder: that is no problem, but nothing can be looked at.
 */
export async function examine({ database: config }: { database: DatabaseConfig }): Promise<Finding[]> {
  const folder = config.kind === 'embedded' ? await lookAtFolder(config.dataDir) : [];
  if (folder.some(({ level }) => level === 'problem')) return folder;
  let database: Database;
  try {
    database = await openDatabase({ database: config });
  } catch (error) {
    if (error instanceof FolderInUseError) {
      throw new ExpectedError(`${error.message} While a server has it, ask its /ready and /metrics instead.`);
    }
    if (!(error instanceof ExpectedError)) throw error;
    const advice = 'See "When something fails" in docs/operations.md.';
    return [...folder, problem('connection', error.message, advice)];
  }
  try {
    return [...folder, ...(await examineDatabase(database))];
  } finally {
    await database.close();
  }
}

/** The same of a database that is open. */
export async function examineDatabase({ sql }: Pick<Database, 'sql'>): Promise<Finding[]> {
  const basics = [...(await lookAtBasics(sql)), ...(await lookAtRestore(sql))];
  const migrations = await lookAtMigrations(sql);
  // What is not migrated lacks what is looked at from here on.
  if (migrations.some(({ level }) => level === 'problem')) return [...basics, ...migrations];
  return [
    ...basics,
    ...migrations,
    ...(await lookAtIndexes(sql)),
    ...(await lookAtBloat(sql)),
    ...(await lookAtTransactions(sql)),
    ...(await lookAtLeases(sql)),
    ...(await lookAtBacklog(sql)),
  ];
}

/** The worst of them. */
export function worstOf(findings: readonly Finding[]): Level {
  return LEVELS[Math.max(0, ...findings.map(({ level }) => LEVELS.indexOf(level)))] ?? 'ok';
}

async function lookAtBasics(sql: Sql): Promise<Finding[]> {
  const before = Date.now();
  const { version, nowMs, connections, maxConnections, bytes } = await readBasics(sql);
  const skewMs = Math.round(nowMs - (before + Date.now()) / 2);
  const size = `${Math.ceil(bytes / 1024 / 1024)} MiB`;
  const isFull = connections >= MANY_CONNECTIONS * maxConnections && maxConnections > 1;
  return [
    fine('connection', `PostgreSQL ${version} answers; the database has ${size}.`),
    Math.abs(skewMs) > SKEW_MS
      ? warning(
          'clock',
          `The database's clock is ${Math.abs(skewMs) / 1_000} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's.`,
          "Have both set by NTP. Leases and schedules go by the database's clock alone; sign-in tokens do not.",
        )
      : fine('clock', `The database's clock and this machine's agree.`),
    isFull
      ? warning(
          'connections',
          `${connections} of ${maxConnections} connections are taken.`,
          'Lower DB_POOL_SIZE and DB_MAX_OVERFLOW of the servers, or raise max_connections.',
        )
      : fine('connections', `${connections} of ${maxConnections} connections are taken.`),
  ];
}

async function lookAtRestore(sql: Sql): Promise<Finding[]> {
  if (!(await isHalfRestored({ sql }))) return [];
  const advice = 'Run "runledger restore --force" with its backup again, unless that goes on right now.';
  return [problem('restore', 'The database is only half restored: no server starts on it.', advice)];
}

async function lookAtMigrations(sql: Sql): Promise<Finding[]> {
  const statuses = await migrationStatus(sql, await shippedMigrations());
  const faults = statuses
    .filter(({ state }) => state !== 'applied')
    .map(({ name, state }) =>
      problem(
        'migrations',
        `The migration ${name} is ${state}.`,
        state === 'pending'
          ? 'Run "runledger migrate up".'
          : 'Run "runledger migrate status", and see "When something fails" in docs/operations.md.',
      ),
    );
  return orFine(
    faults,
    'migrations',
    `${counted(statuses.length, 'migration is', 'migrations are')} applied.`,
  );
}

async function lookAtBloat(sql: Sql): Promise<Finding[]> {
  const tables = await readBloated(sql, BLOATED);
  return orFine(
    tables.map(({ name, live, dead }) =>
      warning(
        'dead rows',
        `${name} has ${dead} dead rows beside ${live} live ones.`,
        `Run VACUUM (ANALYZE) ${name}; if they stay, a long transaction keeps them. Let autovacuum look more often.`,
      ),
    ),
    'dead rows',
    'No table has many.',
  );
}

async function lookAtTransactions(sql: Sql): Promise<Finding[]> {
  const open = (await readLongTransactions(sql, LONG_TRANSACTION_SECONDS)).map(
    ({ pid, application, database, state, seconds, isWriting }) => {
      const message = `A transaction of ${application} (pid ${pid}, database ${database}, ${state}) is open for ${Math.floor(seconds)} s.`;
      const advice = `End it where it was begun, or run SELECT pg_terminate_backend(${pid});`;
      return isWriting
        ? problem(
            'transactions',
            `${message} It has written: subscriptions and roll-ups wait for it.`,
            advice,
          )
        : warning('transactions', `${message} VACUUM cannot remove what it may still see.`, advice);
    },
  );
  const prepared = (await readPrepared(sql)).map(({ name, database, seconds }) =>
    problem(
      'transactions',
      `The prepared transaction ${name} (database ${database}) is open for ${Math.floor(seconds)} s: subscriptions and roll-ups wait for it.`,
      `Run COMMIT PREPARED or ROLLBACK PREPARED '${name.replaceAll("'", "''")}' in that database.`,
    ),
  );
  return orFine([...open, ...prepared], 'transactions', `None is open for ${LONG_TRANSACTION_SECONDS} s.`);
}

async function lookAtLeases(sql: Sql): Promise<Finding[]> {
  const { executions, chunks, isAhead } = await readStuck(sql, STUCK_SECONDS);
  const advice =
    'Start a server: it rescues lost work within seconds. If one runs, its log says why it cannot ("looking for lost work failed").';
  const lost = (count: number, noun: string) =>
    count > 0
      ? [problem('leases', `${counted(count, noun)} lost the worker over ${STUCK_SECONDS} s ago.`, advice)]
      : [];
  const ahead = isAhead
    ? [
        problem(
          'feed',
          "The events are ahead of this server's own transactions, as after a restore from another server.",
          'Run the statements under "Backup and restore" in docs/operations.md before Runledger starts.',
        ),
      ]
    : [];
  return [
    ...orFine(
      [...lost(executions, 'execution'), ...lost(chunks, 'chunk')],
      'leases',
      'No lost work is left.',
    ),
    ...ahead,
  ];
}

async function lookAtBacklog(sql: Sql): Promise<Finding[]> {
  const { rollupLagSeconds, rollupRepairs, feedLagSeconds, deliveries, deletions } = await readBacklog(sql);
  const lag = (check: string, seconds: number, limit: number, what: string, advice: string) =>
    seconds > limit
      ? problem(check, `${what} for ${Math.floor(seconds)} s.`, advice)
      : fine(check, `Nothing waits for more than ${limit} s.`);
  const server =
    'Start a server. If one runs, its log says what keeps it, and long transactions are named above.';
  const oldest = Math.max(0, ...deliveries.map(({ oldestSeconds }) => oldestSeconds));
  return [
    lag('roll-ups', rollupLagSeconds, LAG_SECONDS, 'Events wait to be added to the roll-ups', server),
    rollupRepairs > 0
      ? warning(
          'repairs',
          `${counted(rollupRepairs, 'repair')} of roll-ups wait: statistics of those days read rows instead.`,
          'A running server makes them one after the other; nothing is wrong meanwhile but the speed.',
        )
      : fine('repairs', 'None waits.'),
    lag('feed', feedLagSeconds, LAG_SECONDS, 'An open transaction has kept events from subscribers', server),
    lag('deliveries', oldest, WAITING_SECONDS, 'Mails or webhooks have been due', server),
    deletions.oldestSeconds > WAITING_SECONDS
      ? warning('deletions', `A deletion goes on for ${Math.floor(deletions.oldestSeconds)} s.`, server)
      : fine('deletions', 'None goes on for long.'),
  ];
}
