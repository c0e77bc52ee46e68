import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { SqlExecutor } from '../core/db/session.js';
import { ExecutionEventType, ExecutionStatus } from '../generated/prisma/enums.js';
import type { Place } from './cursor.js';
import { parseSnapshot, type Snapshot } from './snapshot.js';

const ALL = overAllOwners('feed').sql;

type Sql = Pick<SqlExecutor, 'query'>;

/** A row of a feed: its place, and whose it is. */
export interface FeedRow extends Place {
  ownerId: string;
}

/** Which rows a feed has: those of a table that is only added to, with tx_id and id. */
export interface Source<Row extends FeedRow> {
  table: string;
  columns: string;
  row: z.ZodType<Row>;
}

const place = { txId: z.coerce.bigint(), id: z.string(), ownerId: z.string() };

/** Events, with what most who follow them select. */
export const EVENTS = {
  table: 'execution_events',
  columns: `tx_id::text AS "txId", id::text AS id, owner_id::text AS "ownerId", execution_id::text AS "executionId",
    type::text AS type, from_status::text AS "fromStatus", to_status::text AS "toStatus", attempt,
    worker_id AS "workerId", reason, at`,
  row: z.object({
    ...place,
    executionId: z.string(),
    type: z.enum(ExecutionEventType),
    fromStatus: z.enum(ExecutionStatus).nullable(),
    toStatus: z.enum(ExecutionStatus),
    attempt: z.int(),
    workerId: z.string().nullable(),
    reason: z.string().nullable(),
    at: z.date(),
  }),
} as const;

export type EventRow = z.infer<typeof EVENTS.row>;

export const NOTIFICATIONS = {
  table: 'notifications',
  columns: 'tx_id::text AS "txId", id::text AS id, owner_id::text AS "ownerId"',
  row: z.object(place),
} as const;

const snapshotRows = z.tuple([z.object({ snapshot: z.string() })]);

/** Which transactions have ended by now. */
export async function readSnapshot(sql: Sql): Promise<Snapshot> {
  const [{ snapshot }] = snapshotRows.parse(
    await sql.query('/* read_snapshot */ SELECT pg_current_snapshot()::text AS snapshot'),
  );
  return parseSnapshot(snapshot);
}

export interface FeedPage<Row> {
  rows: Row[];
  /** All before this transaction had ended: where the page is not full, there is nothing more before it. */
  horizon: bigint;
  /** Whether rows wait behind a transaction that is still open. */
  isHeld: boolean;
}

const pageHead = z.object({ horizon: z.coerce.bigint(), isHeld: z.boolean(), id: z.string().nullable() });

/**
 * The rows after a place, in order. Only those before the oldest transaction that is still open: neither ids nor
 * times are in the order of commits, so a later row would hide one that commits after it.
 * @param ownerId Whose; null for everybody's.
 */
export async function readFeed<Row extends FeedRow>(
  sql: Sql,
  { table, columns, row }: Source<Row>,
  { after, limit, ownerId }: { after: Place; limit: number; ownerId: string | null },
): Promise<FeedPage<Row>> {
  const found = await sql.query(
    `/* read_feed */ WITH head AS MATERIALIZED (
       SELECT ${ALL} xmin, coalesce((SELECT max(tx_id) FROM ${table}) >= xmin, false) AS "isHeld"
       FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin) AS snapshot
     )
     SELECT head.xmin::text AS horizon, head."isHeld", rows.*
     FROM head LEFT JOIN LATERAL (
       SELECT ${columns} FROM ${table}
       WHERE (tx_id, id) > ($1::bigint, $2::uuid) AND tx_id < head.xmin
         ${ownerId === null ? '' : 'AND owner_id = $4::uuid'}
       ORDER BY ${table}.tx_id, ${table}.id LIMIT $3::int
     ) AS rows ON true`,
    [after.txId.toString(), after.id, limit, ...(ownerId === null ? [] : [ownerId])],
  );
  const { horizon, isHeld, id } = pageHead.parse(found[0]);
  return { rows: id === null ? [] : found.map((one) => row.parse(one)), horizon, isHeld };
}
