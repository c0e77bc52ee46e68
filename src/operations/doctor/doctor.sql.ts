import { z } from 'zod';
import { overAllOwners } from '../../core/db/owned.js';
import type { SqlExecutor } from '../../core/db/session.js';

type Sql = Pick<SqlExecutor, 'query'>;

/** How many of a kind are named. */
const MAX_NAMED = 20;
const ALL = overAllOwners('telemetry').sql;

const bases = z.tuple([
  z.object({
    version: z.string(),
    nowMs: z.coerce.number(),
    connections: z.coerce.number(),
    maxConnections: z.coerce.number(),
    bytes: z.coerce.number(),
  }),
]);

/** The server, and its clock. */
export async function readBasics(sql: Sql): Promise<z.infer<typeof bases>[0]> {
  const [basics] = bases.parse(
    await sql.query(`/* read_basics */ SELECT current_setting('server_version') AS version,
      extract(epoch FROM clock_timestamp()) * 1000 AS "nowMs",
      (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
      current_setting('max_connections') AS "maxConnections", pg_database_size(current_database()) AS bytes`),
  );
  return basics;
}

const indexes = z.array(
  z.object({
    name: z.string(),
    isValid: z.boolean(),
    isUnique: z.boolean(),
    scans: z.coerce.number(),
    bytes: z.coerce.number(),
    /** For how long scans were counted; null where that is not known. */
    countedDays: z.coerce.number().nullable(),
  }),
);

export async function readIndexes(sql: Sql): Promise<z.infer<typeof indexes>> {
  return indexes.parse(
    await sql.query(`/* read_indexes */ SELECT i.relname AS name, x.indisvalid AS "isValid",
        x.indisunique AS "isUnique", coalesce(s.idx_scan, 0) AS scans, pg_relation_size(i.oid) AS bytes,
        (SELECT extract(epoch FROM clock_timestamp() - stats_reset) / 86400 FROM pg_stat_database
          WHERE datname = current_database()) AS "countedDays"
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_namespace n ON n.oid = i.relnamespace
      LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.oid
      WHERE n.nspname = 'public' ORDER BY i.relname`),
  );
}

const tables = z.array(z.object({ name: z.string(), live: z.coerce.number(), dead: z.coerce.number() }));

/** Tables with many dead rows. */
export async function readBloated(
  sql: Sql,
  { minDead, minShare }: { minDead: number; minShare: number },
): Promise<z.infer<typeof tables>> {
  return tables.parse(
    await sql.query(
      `/* read_bloated */ SELECT relname AS name, n_live_tup AS live, n_dead_tup AS dead FROM pg_stat_user_tables
       WHERE n_dead_tup >= $1::bigint AND n_dead_tup >= $2::float8 * (n_live_tup + n_dead_tup)
       ORDER BY n_dead_tup DESC LIMIT ${MAX_NAMED}`,
      [minDead, minShare],
    ),
  );
}

const transactions = z.array(
  z.object({
    pid: z.coerce.number(),
    application: z.string(),
    database: z.string(),
    state: z.string(),
    seconds: z.coerce.number(),
    isWriting: z.boolean(),
  }),
);

/** Transactions that have been open for long, in whatever database of the server: each holds something back here. */
export async function readLongTransactions(sql: Sql, seconds: number): Promise<z.infer<typeof transactions>> {
  return transactions.parse(
    await sql.query(
      `/* read_long_transactions */ SELECT pid, coalesce(nullif(application_name, ''), 'without a name') AS application,
         coalesce(datname, '') AS database, coalesce(state, '') AS state,
         extract(epoch FROM clock_timestamp() - xact_start) AS seconds, backend_xid IS NOT NULL AS "isWriting"
       FROM pg_stat_activity
       WHERE xact_start < clock_timestamp() - make_interval(secs => $1::float8) AND backend_type = 'client backend'
         AND pid <> pg_backend_pid()
       ORDER BY xact_start LIMIT ${MAX_NAMED}`,
      [seconds],
    ),
  );
}

const prepared = z.array(z.object({ name: z.string(), database: z.string(), seconds: z.coerce.number() }));

/** Prepared transactions: they outlive whoever prepared them. */
export async function readPrepared(sql: Sql): Promise<z.infer<typeof prepared>> {
  return prepared.parse(
    await sql.query(`/* read_prepared */ SELECT gid AS name, database,
        extract(epoch FROM clock_timestamp() - prepared) AS seconds
      FROM pg_prepared_xacts ORDER BY prepared LIMIT ${MAX_NAMED}`),
  );
}

const stuck = z.tuple([
  z.object({
    executions: z.coerce.number(),
    chunks: z.coerce.number(),
    isAhead: z.boolean(),
  }),
]);

/**
 * Work whose lease ran out so long ago that nobody can be rescuing it, and whether the roll-ups' mark is ahead of the
 * server's own transactions, as after a restore on another server.
 */
export async function readStuck(sql: Sql, seconds: number): Promise<z.infer<typeof stuck>[0]> {
  const late = (alias: string) =>
    `${alias}.lease_expires_at < clock_timestamp() - make_interval(secs => $1::float8)`;
  const [found] = stuck.parse(
    await sql.query(
      `/* read_stuck */ SELECT ${ALL}
         (SELECT count(*) FROM (SELECT FROM job_executions e
           WHERE e.any_owner IS NOT NULL AND e.status = 'RUNNING' AND e.cancel_requested_at IS NULL AND ${late('e')}
             AND NOT EXISTS (SELECT FROM job_chunks c WHERE c.execution_id = e.id AND c.status = 'PROCESSING')
           LIMIT 10000) AS found) AS executions,
         (SELECT count(*) FROM (
           SELECT FROM job_chunks c WHERE c.status = 'PROCESSING' AND ${late('c')} LIMIT 10000) AS found) AS chunks,
         coalesce((SELECT tx_id > pg_snapshot_xmax(pg_current_snapshot())::text::bigint
           FROM execution_rollup_mark), false) AS "isAhead"`,
      [seconds],
    ),
  );
  return found;
}
