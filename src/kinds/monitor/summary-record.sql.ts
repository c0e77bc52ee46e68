import { countUsage } from '../../accounts/usage.sql.js';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { type About, aboutRow, recordedIds } from '../../executions/lease/work.sql.js';
import { Prisma } from '../../generated/prisma/client.js';

export interface NewSummary {
  content: string;
  tweetsCount: number;
  rawData: unknown;
}

/** What was read, where no monitor says it. */
export interface PlaygroundRun {
  xUsername: string;
  topics: readonly string[];
  hoursBack: number;
}

/** Writes a summary of a run or a job, with what the monitor watches now. @returns Its id; none where the job is no monitor. */
export async function insertSummary(tx: Tx, about: About, summary: NewSummary): Promise<string[]> {
  return ids(
    await tx.$queryRaw(
      counted(Prisma.sql`
        INSERT INTO summaries (
          owner_id, job_id, execution_id, x_username, topics, hours_back, content, tweets_count, raw_data)
        SELECT about.owner_id, about.job_id, about.execution_id, m.x_username, m.topics, m.hours_back, ${summary.content},
          ${summary.tweetsCount}::int, ${json(summary.rawData)}::jsonb
        FROM ${aboutRow(about)} JOIN monitor_jobs m ON m.job_id = about.job_id
          ${owned('m.owner_id', about.ownerId)}
        RETURNING id, owner_id`),
    ),
  );
}

/** Writes a summary of an owner that belongs to no job. @returns Its id. */
export async function insertPlaygroundSummary(
  tx: Tx,
  ownerId: string,
  { xUsername, topics, hoursBack }: PlaygroundRun,
  summary: NewSummary,
): Promise<string[]> {
  return ids(
    await tx.$queryRaw(
      counted(Prisma.sql`
        INSERT INTO summaries (
          owner_id, is_playground, x_username, topics, hours_back, content, tweets_count, raw_data)
        VALUES (${ownerId}::uuid, true, ${xUsername}, ${[...topics]}::text[], ${hoursBack}::int, ${summary.content},
          ${summary.tweetsCount}::int, ${json(summary.rawData)}::jsonb)
        RETURNING id, owner_id`),
    ),
  );
}

/** The insertion of a summary, with its count. */
const counted = (insertion: Prisma.Sql) => Prisma.sql`/* insert_summary */
  WITH made AS (${insertion}),
  counted AS (${countUsage('summaries', Prisma.sql`SELECT owner_id, 1 AS amount FROM made`)})
  SELECT id FROM made`;
const ids = (rows: unknown) => recordedIds.parse(rows).map(({ id }) => id);
const json = (value: unknown) => (value == null ? null : JSON.stringify(value));
