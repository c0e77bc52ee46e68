import { overAllOwners } from '../src/core/db/owned.js';
import { Prisma } from '../src/generated/prisma/client.js';
import { ADDING_FACETS, cellsOf, UNITS } from '../src/insights/facet-feed.sql.js';
import { VALUED } from '../src/insights/facet-values.sql.js';
import { ADDING, EVERYBODY, everyLevel, OF_RUNS } from '../src/insights/rollup-cells.sql.js';

const ALL = overAllOwners('feed');

/**
 * Statements that add executions `e`, which came as they ended, to what is kept of them, and take back the repairs that they
 * left: hour by hour, these would take much longer.
 */
export function rollUp(where: Prisma.Sql, ownerIds: string[]): Prisma.Sql[] {
  const of = (columns: Prisma.Sql) =>
    Prisma.sql`SELECT ${columns} FROM job_executions e WHERE ${where} AND e.finished_at IS NOT NULL`;
  const sums = of(
    Prisma.sql`e.owner_id, e.queued_at, e.status::text AS state, e.duration_ms, e.items_processed`,
  );
  return [
    Prisma.sql`
      WITH ${ALL} runs AS (${sums}), pieces AS (
        SELECT s.scope_id, s.owner_id, u.minutes, u.start, t.state, ${OF_RUNS}
        FROM runs r
        CROSS JOIN LATERAL ${everyLevel(Prisma.sql`r.queued_at`)}
        CROSS JOIN LATERAL (VALUES (r.owner_id, r.owner_id), (${EVERYBODY}::uuid, NULL)) AS s(scope_id, owner_id)
        CROSS JOIN LATERAL (VALUES (r.state), ('ALL')) AS t(state)
      ), ${ADDING}
      SELECT`,
    Prisma.sql`
      WITH ${ALL} runs AS (${of(VALUED)}), cells AS (${cellsOf(Prisma.sql`runs r CROSS JOIN LATERAL ${UNITS} u`)}),
        ${ADDING_FACETS}
      SELECT`,
    Prisma.sql`DELETE FROM execution_rollup_repairs WHERE owner_id = ANY(${ownerIds}::uuid[]) ${ALL}`,
    Prisma.sql`DELETE FROM execution_facet_repairs WHERE owner_id = ANY(${ownerIds}::uuid[]) ${ALL}`,
  ];
}
