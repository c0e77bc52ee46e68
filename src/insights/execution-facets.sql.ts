import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import type { Scope } from './scope.js';

/** How many executions a facet looks at: the newest ones. */
export const FACET_ROWS = 20_000;

/** What can be offered as values of a filter. */
export type FacetField =
  | 'JOB'
  | 'PROJECT'
  | 'BOT'
  | 'WORKER'
  | 'TAG'
  | 'ERROR_CODE'
  | 'FAILED_STAGE'
  | 'KIND'
  | 'TRIGGER'
  | 'STATUS';

const found = z.array(
  z.object({
    value: z.string(),
    kind: z.string().nullable(),
    label: z.string(),
    count: z.int(),
    isCapped: z.boolean(),
  }),
);

export type FacetRow = z.infer<typeof found>[number];

interface Source {
  /** The value of a row `n` of the newest executions. */
  value: Prisma.Sql;
  /** What is joined to those for it. */
  join?: Prisma.Sql;
  /** What of them have none. */
  where?: Prisma.Sql;
  /** What names a value `c.value`, as table `l`. */
  names?: Prisma.Sql;
}

function sourceOf(field: FacetField, ownerId: string | null): Source {
  switch (field) {
    case 'JOB':
      return { value: Prisma.sql`n.job_id::text`, names: Prisma.sql`jobs` };
    case 'PROJECT':
      return { value: Prisma.sql`n.project_id::text`, names: Prisma.sql`projects` };
    case 'BOT':
      return { value: Prisma.sql`n.kind_key`, where: Prisma.sql`n.kind = 'BOT'` };
    case 'WORKER':
      return { value: Prisma.sql`n.worker_id` };
    case 'TAG':
      return {
        value: Prisma.sql`t.tag`,
        join: Prisma.sql`CROSS JOIN LATERAL (SELECT DISTINCT unnest(n.tags) AS tag) t`,
      };
    case 'ERROR_CODE':
      return { value: Prisma.sql`n.error_code` };
    case 'FAILED_STAGE':
      return {
        value: Prisma.sql`s.failed_name`,
        join: Prisma.sql`CROSS JOIN LATERAL (
          SELECT DISTINCT s.failed_name FROM job_stages s
          WHERE s.execution_id = n.id ${owned('s.owner_id', ownerId)} AND s.failed_name IS NOT NULL) s`,
      };
    case 'KIND':
      return { value: Prisma.sql`n.kind` };
    case 'TRIGGER':
      return { value: Prisma.sql`n.trigger::text` };
    case 'STATUS':
      return { value: Prisma.sql`n.status::text` };
  }
}

/**
 * The values that the newest executions have, the most frequent first. A count is capped where there are more executions
 * than were looked at.
 * @param pattern For LIKE, of what the values are called; null for all.
 */
export async function readExecutionFacets(
  db: Pick<PrismaClient, '$queryRaw'>,
  { where, time }: Scope,
  ownerId: string | null,
  { field, pattern, first }: { field: FacetField; pattern: string | null; first: number },
): Promise<FacetRow[]> {
  const { value, join, where: only, names } = sourceOf(field, ownerId);
  const label = names ? Prisma.sql`coalesce(l.name, c.value)` : Prisma.sql`c.value`;
  const named = names
    ? Prisma.sql`LEFT JOIN ${names} l ON l.id = c.value::uuid ${owned('l.owner_id', ownerId)}`
    : Prisma.empty;
  return found.parse(
    await db.$queryRaw(Prisma.sql`
      WITH newest AS (
        SELECT e.id, e.kind, e.kind_key, e.job_id, e.project_id, e.worker_id, e.tags, e.error_code, e.trigger, e.status,
          row_number() OVER (ORDER BY ${time} DESC, e.id DESC) AS place
        FROM job_executions e WHERE ${where}
        ORDER BY ${time} DESC, e.id DESC LIMIT ${FACET_ROWS + 1}
      ), counted AS (
        SELECT ${value} AS value, min(n.kind) AS kind, count(*)::int AS count
        FROM newest n ${join ?? Prisma.empty}
        WHERE n.place <= ${FACET_ROWS} AND ${value} IS NOT NULL AND ${only ?? Prisma.sql`TRUE`}
        GROUP BY 1
      )
      SELECT c.value, c.kind, ${label} AS label, c.count,
        EXISTS (SELECT FROM newest WHERE place > ${FACET_ROWS}) AS "isCapped"
      FROM counted c ${named}
      WHERE ${pattern === null ? Prisma.sql`TRUE` : Prisma.sql`${label} ILIKE ${pattern}`}
      ORDER BY c.count DESC, c.value LIMIT ${first}`),
  );
}
