import { z } from 'zod';
import type { Tx } from '../../core/db/transaction.js';
import type { Viewer } from '../../core/viewer.js';
import { Prisma } from '../../generated/prisma/client.js';

/** What a selection was made for. */
export type BulkAction = 'CANCEL' | 'RETRY';

/** For how long a selection can be acted on. */
export const SELECTION_MINUTES = 15;
/** How many executions one holds at most. */
export const MAX_SELECTED = 100_000;
/** How many a user has in an account at a time; another one takes the place of the oldest. */
export const MAX_SELECTIONS = 10;

/** Whose selection, and which. */
export interface SelectionRef {
  /** UUID. */
  id: string;
  action: BulkAction;
}

type Whose = Pick<Viewer, 'accountId' | 'userId'>;

const made = z.array(
  z.object({
    id: z.uuid(),
    /** How many were found; one more than it holds where there are more. */
    matched: z.int(),
    /** The first of them. */
    ids: z.array(z.uuid()),
  }),
);

/** A selection that a dry run made. */
type Made = z.infer<typeof made>[number];

const pieces = z.array(
  z.object({
    ids: z.array(z.uuid()),
    /** How many are left behind these. */
    left: z.int(),
    /** When the dry run was. */
    createdAt: z.date(),
  }),
);

/** Some of a selection, in its order. */
export type Selected = z.infer<typeof pieces>[number];

/**
 * Keeps what a dry run matched: what it finds goes from table to table, and only its first ones come here.
 * @param found A query of ids in their order, of at most one more than {@link MAX_SELECTED}.
 * @param limit How many of them come here.
 * @returns Null where it finds nothing.
 */
export async function addSelection(
  tx: Tx,
  { accountId, userId }: Whose,
  action: BulkAction,
  { found, limit }: { found: Prisma.Sql; limit: number },
): Promise<Made | null> {
  const [row] = made.parse(
    await tx.$queryRaw(Prisma.sql`/* add_selection */
      WITH found AS MATERIALIZED (SELECT ARRAY(${found}) AS ids), kept AS (
        INSERT INTO bulk_selections (owner_id, user_id, action, execution_ids, expires_at)
        SELECT ${accountId}::uuid, ${userId}::uuid, ${action}, ids[1 : ${MAX_SELECTED}::int],
          now() + ${SELECTION_MINUTES} * interval '1 minute'
        FROM found WHERE cardinality(ids) > 0
        RETURNING id)
      SELECT kept.id, cardinality(found.ids) AS matched, found.ids[1 : ${limit}::int] AS ids FROM kept, found`),
  );
  if (!row) return null;
  await tx.$executeRaw(Prisma.sql`/* clear_selections */
    DELETE FROM bulk_selections
    WHERE owner_id = ${accountId}::uuid AND user_id = ${userId}::uuid AND id IN (
      SELECT id FROM bulk_selections
      WHERE owner_id = ${accountId}::uuid AND user_id = ${userId}::uuid AND id <> ${row.id}::uuid
      ORDER BY id DESC OFFSET ${MAX_SELECTIONS - 1})`);
  return row;
}

/** Given ids as a query of them. */
export const givenIds = (ids: readonly string[]): Prisma.Sql =>
  Prisma.sql`SELECT unnest(${[...ids]}::uuid[])`;

/** Some of what is next in a selection, and stays so. @returns Null where there is no such selection any more. */
export async function readSelected(
  tx: Tx,
  { accountId, userId }: Whose,
  { id, action }: SelectionRef,
  { skipped, limit }: { skipped: number; limit: number },
): Promise<Selected | null> {
  const from = Prisma.sql`done + ${skipped}::int`;
  const [row] = pieces.parse(
    await tx.$queryRaw(Prisma.sql`/* read_selected */
      SELECT execution_ids[${from} + 1 : ${from} + ${limit}::int] AS ids, created_at AS "createdAt",
        greatest(cardinality(execution_ids) - (${from}) - ${limit}::int, 0) AS left
      FROM bulk_selections
      WHERE id = ${id}::uuid AND owner_id = ${accountId}::uuid AND user_id = ${userId}::uuid
        AND action = ${action} AND expires_at > now()`),
  );
  return row ?? null;
}

/**
 * Takes the next of a selection, for good: what acts on them does it in the same transaction. Calls for one selection
 * take turns.
 * @returns Null where there is no such selection any more.
 */
export async function takeSelected(
  tx: Tx,
  { accountId, userId }: Whose,
  { id, action }: SelectionRef,
  limit: number,
): Promise<Selected | null> {
  const [row] = pieces.parse(
    await tx.$queryRaw(Prisma.sql`/* take_selected */
      WITH next AS MATERIALIZED (
        SELECT id, done FROM bulk_selections
        WHERE id = ${id}::uuid AND owner_id = ${accountId}::uuid AND user_id = ${userId}::uuid
          AND action = ${action} AND expires_at > now()
        FOR UPDATE
      )
      UPDATE bulk_selections s SET done = least(next.done + ${limit}::int, cardinality(s.execution_ids)) FROM next
      WHERE s.id = next.id AND s.owner_id = ${accountId}::uuid
      RETURNING s.execution_ids[next.done + 1 : s.done] AS ids, s.created_at AS "createdAt",
        cardinality(s.execution_ids) - s.done AS left`),
  );
  return row ?? null;
}
