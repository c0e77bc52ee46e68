import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { type KeptField, VALUED_BY, valuesOf } from './facet-values.sql.js';
import type { Scope } from './scope.js';

/** How many executions a facet looks at: the newest ones. */
export const FACET_ROWS = 20_000;

/** What can be offered as values of a filter. */
export type FacetField = KeptField | 'STATUS';

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

export interface Asked {
  field: FacetField;
  /** For LIKE, of what the values are called; null for all. */
  pattern: string | null;
  first: number;
}

/** Counts of values: a SELECT of `value` and `count`, and a condition that says whether there may be more. */
export interface Counts {
  counts: Prisma.Sql;
  isCapped: Prisma.Sql;
}

/** What names a value `c.value`, as table `l`. */
const NAMES: Partial<Record<FacetField, Prisma.Sql>> = {
  JOB: Prisma.sql`jobs`,
  PROJECT: Prisma.sql`projects`,
};

/**
 * The values that the newest executions have, the most frequent first. A count is capped where there are more executions
 * than were looked at.
 */
export async function readExecutionFacets(
  db: Pick<PrismaClient, '$queryRaw'>,
  { where, time }: Scope,
  ownerId: string | null,
  asked: Asked,
): Promise<FacetRow[]> {
  // First their keys, by an index alone: read with their rows, all that match would seem cheaper to sort.
  const newest = Prisma.sql`
    newest AS MATERIALIZED (
      SELECT e.id, row_number() OVER (ORDER BY ${time} DESC, e.id DESC) AS place
      FROM executions_by_state e WHERE ${where}
      ORDER BY ${time} DESC, e.id DESC LIMIT ${FACET_ROWS + 1}
    ), looked_at AS MATERIALIZED (
      SELECT ${VALUED_BY[asked.field]}, newest.place FROM newest CROSS JOIN LATERAL (
        SELECT * FROM job_executions e WHERE e.id = newest.id OFFSET 0
      ) e WHERE TRUE ${owned('e.owner_id', ownerId)}
    )`;
  return readCounts(db, newest, ownerId, asked, countsOfRows(asked.field, ownerId));
}

/** Of the rows `looked_at`, by their place. */
export function countsOfRows(field: FacetField, ownerId: string | null): Counts {
  const values =
    field === 'STATUS' ? Prisma.sql`SELECT r.state AS value` : valuesOf(field, owned('s.owner_id', ownerId));
  return {
    counts: Prisma.sql`
      SELECT v.value, count(*) AS count FROM looked_at r CROSS JOIN LATERAL (${values}) v
      WHERE r.place <= ${FACET_ROWS} GROUP BY v.value`,
    isCapped: Prisma.sql`EXISTS (SELECT FROM looked_at WHERE place > ${FACET_ROWS})`,
  };
}

/** The most frequent values. @param steps What `counts` reads, as the steps of a WITH. */
export async function readCounts(
  db: Pick<PrismaClient, '$queryRaw'>,
  steps: Prisma.Sql,
  ownerId: string | null,
  { field, pattern, first }: Asked,
  { counts, isCapped }: Counts,
): Promise<FacetRow[]> {
  const names = NAMES[field];
  const label = names ? Prisma.sql`l.name` : Prisma.sql`c.value`;
  const kind = field === 'JOB' ? Prisma.sql`l.kind` : Prisma.sql`NULL`;
  // What is gone meanwhile has no name, and is no value any more.
  const named = names
    ? Prisma.sql`JOIN ${names} l ON l.id = c.value::uuid ${owned('l.owner_id', ownerId)}`
    : Prisma.empty;
  return found.parse(
    await db.$queryRaw(Prisma.sql`/* read_counts */
      WITH ${steps}, counted AS MATERIALIZED (${counts})
      SELECT c.value, ${kind} AS kind, ${label} AS label, c.count::int AS count, ${isCapped} AS "isCapped"
      FROM counted c ${named}
      WHERE c.value <> '' AND c.count > 0 AND ${pattern === null ? Prisma.sql`TRUE` : Prisma.sql`${label} ILIKE ${pattern}`}
      ORDER BY c.count DESC, c.value COLLATE "C" LIMIT ${first}`),
  );
}
