import DataLoader from 'dataloader';
import { z } from 'zod';
import { ExecutionStatus, Prisma } from '../../generated/prisma/client.js';
import type { Viewer } from '../viewer.js';
import type { Order } from './keyset.js';
import { tableOf } from './metadata.js';
import { everybodysMark, type ScopedDb, scopedWhere } from './tenancy.js';
import { column, ident, whereToSql } from './where-sql.js';

/** What a list is counted by: the rows of a model, of one parent or of all that the viewer sees. */
export interface Countable {
  model: Prisma.ModelName;
  where: object;
  order: Pick<Order, 'field' | 'direction'>;
  parent?: { field: string; id: string };
}

export interface BoundedCount {
  value: number;
  isCapped: boolean;
}

const rows = z.array(z.object({ id: z.string().nullable(), count: z.int() }));
const statusRows = z.array(
  z.object({ id: z.string().nullable(), status: z.enum(ExecutionStatus), count: z.int() }),
);

/**
 * Makes the counters of one request. Lists of the same shape under several parents are counted by one statement,
 * and none reads more rows of a list than `upTo` and one.
 */
export function createCounters(db: ScopedDb, viewer: Viewer | null) {
  const counts = batched(async (shape, ids) => {
    const found = rows.parse(await db.$queryRaw(countStatement(db, viewer, shape, ids)));
    const byId = new Map(found.map((row) => [row.id, bounded(row.count, shape.upTo)]));
    return (id) => byId.get(id) ?? { value: 0, isCapped: false };
  });
  const statusCounts = batched(async (shape, ids) => {
    const found = statusRows.parse(await db.$queryRaw(countByStatusStatement(db, viewer, shape, ids)));
    return (id) =>
      found
        .filter((row) => row.id === id)
        .map(({ status, count }) => ({ status, ...bounded(count, shape.upTo) }));
  });
  return {
    count: (list: Countable, upTo: number) => counts.load({ list, upTo }),
    countByStatus: (list: Countable, upTo: number) => statusCounts.load({ list, upTo }),
  };
}

interface Shape extends Omit<Countable, 'parent'> {
  parentField: string | undefined;
  upTo: number;
}

function bounded(count: number, upTo: number): BoundedCount {
  return { value: Math.min(count, upTo), isCapped: count > upTo };
}

/** Groups what is asked in one tick by all but the parent's id, and runs one statement a group. */
function batched<T>(run: (shape: Shape, ids: Array<string | null>) => Promise<(id: string | null) => T>) {
  return new DataLoader<{ list: Countable; upTo: number }, T, string>(
    async (keys) => {
      const groups = new Map<string, { shape: Shape; ids: Array<string | null> }>();
      const keyed = keys.map(({ list: { model, where, order, parent }, upTo }) => {
        const shape: Shape = { model, where, order, parentField: parent?.field, upTo };
        const key = JSON.stringify(shape, plain);
        const group = groups.get(key) ?? { shape, ids: [] };
        groups.set(key, group);
        group.ids.push(parent?.id ?? null);
        return { key, id: parent?.id ?? null };
      });
      const answers = new Map<string, (id: string | null) => T>();
      await Promise.all(
        [...groups].map(async ([key, { shape, ids }]) =>
          answers.set(key, await run(shape, [...new Set(ids)])),
        ),
      );
      return keyed.map(({ key, id }) => {
        const answer = answers.get(key);
        return answer ? answer(id) : new Error('a count was lost');
      });
    },
    { cacheKeyFn: (key) => JSON.stringify(key, plain) },
  );
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function countStatement(
  db: ScopedDb,
  viewer: Viewer | null,
  shape: Shape,
  ids: Array<string | null>,
): Prisma.Sql {
  return Prisma.sql`/* count_lists */
    SELECT p.id::text AS id, (${boundedCount(db, viewer, shape, shape.where)})::int AS count
    FROM ${parents(shape, ids)}`;
}

/** One branch a status, each with its status as a value: the planner knows which of them are rare. */
function countByStatusStatement(
  db: ScopedDb,
  viewer: Viewer | null,
  shape: Shape,
  ids: Array<string | null>,
): Prisma.Sql {
  const branches = Object.values(ExecutionStatus).map(
    (status) => Prisma.sql`
      SELECT p.id::text AS id, ${status} AS status,
        (${boundedCount(db, viewer, shape, { AND: [shape.where, { status }] })})::int AS count
      FROM ${parents(shape, ids)}`,
  );
  return Prisma.join(branches, ' UNION ALL ', '/* count_lists_by_status */ ');
}

function parents(shape: Shape, ids: Array<string | null>): Prisma.Sql {
  return shape.parentField === undefined
    ? Prisma.sql`(VALUES (NULL::uuid)) AS p(id)`
    : Prisma.sql`unnest(${ids}::uuid[]) AS p(id)`;
}

/** In the list's own order: an index that ends a page early ends the count early too. */
function boundedCount(db: ScopedDb, viewer: Viewer | null, shape: Shape, where: object): Prisma.Sql {
  const { model, order, parentField, upTo } = shape;
  const info = tableOf(db, model);
  const condition = whereToSql(db, model, scopedWhere(model, where, viewer), 't');
  const child =
    parentField === undefined ? Prisma.empty : Prisma.sql`${column(info, 't', parentField)} = p.id AND`;
  const direction = Prisma.raw(order.direction === 'asc' ? 'ASC' : 'DESC');
  const columns = (order.field ? [order.field, 'id'] : ['id']).map(
    (field) => Prisma.sql`${column(info, 't', field)} ${direction}`,
  );
  return Prisma.sql`SELECT count(*) FROM (
    SELECT FROM ${ident(info.table)} AS t WHERE ${child} ${condition} ${everybodysMark(viewer)}
    ORDER BY ${Prisma.join(columns)} LIMIT ${upTo + 1}
  ) AS found`;
}
