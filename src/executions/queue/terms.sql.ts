import type { RunCosts } from '../../accounts/run-costs.js';
import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { RUNS_A_DAY } from './accept.sql.js';

/** Says in the database what this server accepts runs by, for the function that applications enqueue by. */
export async function publishRunTerms(prisma: PrismaClient, costs: RunCosts): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`/* publish_run_terms */
    INSERT INTO run_terms (name, value)
    VALUES ('run_costs', ${JSON.stringify(costs)}::jsonb), ('runs_a_day', ${RUNS_A_DAY}::jsonb)
    ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value WHERE run_terms.value <> EXCLUDED.value`);
}
