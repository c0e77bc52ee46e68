import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.js';
import type { Viewer } from '../viewer.js';
import type { Order } from './keyset.js';
import { tableOf } from './metadata.js';
import { everybodysMark, type ScopedDb, scopedWhere } from './tenancy.js';
import { column, ident, whereToSql } from './where-sql.js';

/**
 * Rows of a model that have indexes of their own; what all arms of a list have together is the list. One statement that
 * asked for all of them at once would find no index that holds them all.
 */
export interface Arm {
  where: object;
  /** What the order's column holds in every row of the arm, where that is one value: they are in the order of their ids. */
  value?: Date | bigint;
  /** Another column that is one value in all of them, and stands before the ids in the index that has their order. */
  before?: string;
}

/** The one arm of rows that no index tells apart. */
export const WHOLE: Arm = { where: {} };

/** The first rows of some arms. */
export interface FirstRows {
  model: Prisma.ModelName;
  /** Each with its whole condition. */
  arms: readonly Arm[];
  /** As they are to be read, which is backwards for a page before a cursor. */
  order: Pick<Order, 'field' | 'direction'>;
  take: number;
}

/**
 * The first rows of each arm, by their ids and the order's column as `key`: as many as are wanted of all. Each arm is read
 * in the order, so that an index which ends a page early is what is read.
 * @param beside A condition on rows as `t` that stands beside each arm's.
 */
export function firstOfEach(
  db: ScopedDb,
  viewer: Viewer | null,
  { model, arms, order, take }: FirstRows,
  beside = Prisma.empty,
): Prisma.Sql {
  const info = tableOf(db, model);
  const id = column(info, 't', 'id');
  const direction = directionOf(order);
  const sort = column(info, 't', order.field ?? 'id');
  return Prisma.join(
    arms.map(
      ({ where, value, before }) => Prisma.sql`(
        SELECT ${id} AS id, ${sort} AS key FROM ${ident(info.table)} AS t
        WHERE ${beside} ${whereToSql(db, model, scopedWhere(model, where, viewer), 't')} ${everybodysMark(viewer)}
        ORDER BY ${Prisma.join(
          sortOf({ value, before }, order).map((name) => Prisma.sql`${column(info, 't', name)} ${direction}`),
        )} LIMIT ${take})`,
    ),
    ' UNION ALL ',
  );
}

/** The fields that an arm's rows are sorted by. */
function sortOf({ value, before }: Omit<Arm, 'where'>, { field }: Pick<Order, 'field'>): string[] {
  const first = value === undefined ? field : before;
  return first ? [first, 'id'] : ['id'];
}

/** A query of the first rows of all arms together, in the order, for a statement that does something with them. */
export function firstOfAll(db: ScopedDb, viewer: Viewer | null, first: FirstRows): Prisma.Sql {
  const direction = directionOf(first.order);
  return Prisma.sql`SELECT * FROM (${firstOfEach(db, viewer, first)}) AS a
    ORDER BY a.key ${direction}, a.id ${direction} LIMIT ${first.take}`;
}

const keys = z.array(z.object({ id: z.uuid(), key: z.union([z.date(), z.bigint(), z.string()]) }));

/** The ids of the first rows of all arms together, each with the field that they are ordered by. */
export async function readKeys(
  db: ScopedDb,
  viewer: Viewer | null,
  first: FirstRows,
): Promise<Array<{ id: string }>> {
  const found = keys.parse(await db.$queryRaw(Prisma.sql`/* read_keys */ ${firstOfAll(db, viewer, first)}`));
  return found.map(({ id, key }) => ({ [first.order.field ?? 'id']: key, id }));
}

const directionOf = ({ direction }: FirstRows['order']) => Prisma.raw(direction === 'asc' ? 'ASC' : 'DESC');
