import { overAllOwners } from '../src/core/db/owned.js';
import { Prisma } from '../src/generated/prisma/client.js';
import { ADDING_FACETS, cellsOf, DAY_AND_MONTH, DAYS } from '../src/insights/facet-feed.sql.js';
import { VALUED } from '../src/insights/facet-values.sql.js';
import { ADDING_RUNS } from '../src/insights/rollup-cells.sql.js';

const ALL = overAllOwners('feed');

/**
 * Statements that add executions `e`, which came as they ended, to what is kept of them, and take back the repairs that they
 * left: hour by hour, these would take much longer.
 */
export function rollUp(where: Prisma.Sql, ownerIds: string[]): Prisma.Sql[] {
  const of = (columns: Prisma.Sql) =>
    // The index of all owners' times: a batch is of all of them.
    Prisma.sql`SELECT ${columns} FROM job_executions e
      WHERE ${where} AND e.finished_at IS NOT NULL AND e.any_owner IS NOT NULL`;
  const sums = of(
    Prisma.sql`e.owner_id, e.queued_at, e.status::text AS state, e.duration_ms, e.items_processed`,
  );
  return [
    Prisma.sql`
      WITH ${ALL} runs AS (${sums}), ${ADDING_RUNS}
      SELECT`,
    Prisma.sql`
      WITH ${ALL} runs AS (${of(VALUED)}), ${DAYS}, cells AS (${cellsOf(DAY_AND_MONTH)}),
        ${ADDING_FACETS}
      SELECT`,
    Prisma.sql`DELETE FROM execution_rollup_repairs WHERE owner_id = ANY(${ownerIds}::uuid[]) ${ALL}`,
    Prisma.sql`DELETE FROM execution_facet_repairs WHERE owner_id = ANY(${ownerIds}::uuid[]) ${ALL}`,
  ];
}
