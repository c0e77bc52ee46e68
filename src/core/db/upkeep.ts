import type { PGlite } from '@electric-sql/pglite';
import { errorMessage } from './errors.js';

/** How often the database is looked at. */
const UPKEEP_INTERVAL_MS = 30_000;
/** So much of the log is written before a checkpoint lets PostgreSQL use its files again. */
export const CHECKPOINT_WAL_BYTES = 64 * 1024 * 1024;
/** Smaller tables are read whole anyway. */
const SMALL_TABLE_BYTES = 64 * 1024;

const WAL_SINCE_CHECKPOINT = `SELECT pg_current_wal_lsn() - redo_lsn > ${CHECKPOINT_WAL_BYTES} AS due FROM pg_control_checkpoint()`;

/** By the thresholds that autovacuum has by default. */
const TABLES_TO_VACUUM = `
  SELECT format('%I.%I', s.schemaname, s.relname) AS name
    FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
   WHERE c.relkind = 'r' AND s.schemaname NOT LIKE 'pg\\_t%'
     AND (s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
          OR s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
          OR s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)
          OR age(c.relfrozenxid) > 200000000)
   ORDER BY s.n_dead_tup`;

/** What these thresholds count is forgotten when the database is closed, so the first time all are looked at. */
const TABLES_AT_START = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
     AND pg_relation_size(c.oid) > ${SMALL_TABLE_BYTES}
   ORDER BY pg_relation_size(c.oid)`;

export interface Upkeep {
  /** Looks at once; for whoever does not want to wait. */
  run(): Promise<void>;
  /** Waits for what it is at. */
  stop(): Promise<void>;
}

/**
 * Does for the embedded database what a server's background processes do: checkpoints, VACUUM and ANALYZE. Each is a
 * statement of its own, so that what waits for the only session gets its turn between two of them.
 */
export function startUpkeep(pglite: PGlite, onWarning: (message: string) => void): Upkeep {
  let isFirst = true;
  let isStopped = false;
  let running: Promise<void> | undefined;

  async function vacuum(): Promise<void> {
    const { rows } = await pglite.query<{ name: string }>(isFirst ? TABLES_AT_START : TABLES_TO_VACUUM);
    isFirst = false;
    for (const { name } of rows) {
      if (isStopped) return;
      await pglite.exec(`VACUUM (ANALYZE) ${name}`);
    }
  }

  async function checkpoint(): Promise<void> {
    const { rows } = await pglite.query<{ due: boolean }>(WAL_SINCE_CHECKPOINT);
    if (rows[0]?.due && !isStopped) await pglite.exec('CHECKPOINT');
  }

  async function work(): Promise<void> {
    try {
      await checkpoint();
      if (!isStopped) await vacuum();
    } catch (error) {
      onWarning(`The upkeep of the embedded database failed and is tried again: ${errorMessage(error)}`);
    }
  }

  function run(): Promise<void> {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  }

  const timer = setInterval(run, UPKEEP_INTERVAL_MS);
  timer.unref();
  return {
    run,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
