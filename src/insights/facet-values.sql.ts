import { Prisma } from '../generated/prisma/client.js';

/** What can be offered as values of a filter, but for what all executions have one of a few: those are counted with the others. */
export const KEPT_FIELDS = [
  'JOB',
  'PROJECT',
  'BOT',
  'WORKER',
  'TAG',
  'ERROR_CODE',
  'FAILED_STAGE',
  'KIND',
  'TRIGGER',
] as const;
export type KeptField = (typeof KEPT_FIELDS)[number];

/** The columns of executions `e` that values are made of. */
export const VALUED = Prisma.sql`e.id, e.owner_id, e.queued_at, e.status::text AS state, e.job_id, e.project_id, e.kind,
  e.kind_key, e.worker_id, e.tags, e.error_code, e.trigger`;

/** Of those, the ones that a field's values are made of. */
export const VALUED_BY = {
  JOB: Prisma.sql`e.job_id`,
  PROJECT: Prisma.sql`e.project_id`,
  BOT: Prisma.sql`e.kind, e.kind_key`,
  WORKER: Prisma.sql`e.worker_id`,
  TAG: Prisma.sql`e.tags`,
  ERROR_CODE: Prisma.sql`e.error_code`,
  FAILED_STAGE: Prisma.sql`e.id`,
  KIND: Prisma.sql`e.kind`,
  TRIGGER: Prisma.sql`e.trigger`,
  STATUS: Prisma.sql`e.status::text AS state`,
} satisfies Record<KeptField | 'STATUS', Prisma.Sql>;

/**
 * A SELECT of the values, as `value`, that an execution `r` has of a field, each once.
 * @param mine A condition that says whose the stages `s` are.
 */
export function valuesOf(field: KeptField, mine: Prisma.Sql): Prisma.Sql {
  switch (field) {
    case 'JOB':
      return Prisma.sql`SELECT r.job_id::text AS value`;
    case 'PROJECT':
      return Prisma.sql`SELECT r.project_id::text AS value WHERE r.project_id IS NOT NULL`;
    case 'BOT':
      return Prisma.sql`SELECT r.kind_key AS value WHERE r.kind = 'BOT' AND r.kind_key <> ''`;
    case 'WORKER':
      return Prisma.sql`SELECT r.worker_id AS value WHERE r.worker_id <> ''`;
    case 'TAG':
      return Prisma.sql`SELECT DISTINCT t.tag AS value FROM unnest(r.tags) AS t(tag) WHERE t.tag <> ''`;
    case 'ERROR_CODE':
      return Prisma.sql`SELECT r.error_code AS value WHERE r.error_code <> ''`;
    case 'FAILED_STAGE':
      return Prisma.sql`SELECT DISTINCT s.failed_name AS value FROM job_stages s
        WHERE s.execution_id = r.id ${mine} AND s.failed_name <> ''`;
    case 'KIND':
      return Prisma.sql`SELECT r.kind AS value`;
    case 'TRIGGER':
      return Prisma.sql`SELECT r.trigger::text AS value`;
  }
}
