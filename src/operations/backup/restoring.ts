import type { Database } from '../../core/db/client.js';
import type { SqlExecutor } from '../../core/db/session.js';

/** A schema that a server's database has while a dump goes into it: no dump has it, so pg_restore leaves it alone. */
const MARK = 'runledger_restoring';

/** What was given out by the database that was backed up proves nothing in this one: leases, and sessions. */
const RENEW_SECRETS = `/* renew_secrets */ UPDATE public.instance_secrets
  SET value = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') WHERE name IN ('lease', 'session')`;

export const renewSecrets = (sql: Pick<SqlExecutor, 'exec'>) => sql.exec(RENEW_SECRETS);

/** From now on no server starts on it, so that one which finds the old secrets there cannot take them for its own. */
export async function beginRestoring({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql.query(`/* begin_restoring */ CREATE SCHEMA IF NOT EXISTS ${MARK}`);
}

/** It is what it was before. */
export async function giveUpRestoring({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql.query(`/* give_up_restoring */ DROP SCHEMA IF EXISTS ${MARK}`);
}

export async function finishRestoring(database: Pick<Database, 'openSession'>): Promise<void> {
  const session = await database.openSession();
  try {
    await session.transaction(async (tx) => {
      await renewSecrets(tx);
      await tx.exec(`/* finish_restoring */ DROP SCHEMA IF EXISTS ${MARK}`);
    });
  } finally {
    await session.close();
  }
}

/** Whether a restore of it was cut off, or goes on. */
export async function isHalfRestored({ sql }: Pick<Database, 'sql'>): Promise<boolean> {
  const rows = await sql.query('/* is_half_restored */ SELECT FROM pg_namespace WHERE nspname = $1::text', [
    MARK,
  ]);
  return rows.length > 0;
}
