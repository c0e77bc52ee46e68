import DataLoader from 'dataloader';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.js';
import type { Viewer } from '../viewer.js';
import { type Arm, firstOfEach } from './arms.sql.js';
import type { Order } from './keyset.js';
import { tableOf } from './metadata.js';
import type { ScopedDb } from './tenancy.js';
import { column } from './where-sql.js';

/** What a list is counted by: the rows of a model, of one parent or of all that the viewer sees. */
export interface Countable {
  model: Prisma.ModelName;
  where: object;
  arms: readonly Arm[];
  order: Pick<Order, 'field' | 'direction'>;
  parent?: { field: string; id: string };
}

export interface BoundedCount {
  value: number;
  isCapped: boolean;
}

const rows = z.array(z.object({ place: z.int(), id: z.string().nullable(), count: z.int() }));

interface Asked {
  list: Countable;
  upTo: number;
}

/** A list as it is asked for under some parents, or under none. */
interface Shape extends Omit<Countable, 'parent'> {
  parentField: string | undefined;
  ids: Set<string | null>;
  upTo: number;
}

/** How many lists one statement counts. */
const MAX_SHAPES = 10;

/**
 * Makes the counters of one request. Lists that are asked for in one tick are counted by one statement, those of the same
 * shape under several parents as one, and none reads more rows of an arm of a list than `upTo` and one.
 */
export function createCounters(db: ScopedDb, viewer: Viewer | null) {
  const loader = new DataLoader<Asked, BoundedCount, string>(
    async (asked) => {
      const shapes = new Map<string, Shape>();
      const keyed = asked.map(({ list: { parent, ...list }, upTo }) => {
        const key = JSON.stringify([list, parent?.field, upTo], plain);
        const shape = shapes.get(key) ?? { ...list, parentField: parent?.field, ids: new Set(), upTo };
        const id = parent?.id ?? null;
        shape.ids.add(id);
        shapes.set(key, shape);
        return { key, id };
      });
      const counted = await countAll(db, viewer, [...shapes]);
      return keyed.map(({ key, id }) => counted.get(`${key} ${id}`) ?? { value: 0, isCapped: false });
    },
    { cacheKeyFn: (key) => JSON.stringify(key, plain) },
  );
  return { count: (list: Countable, upTo: number) => loader.load({ list, upTo }) };
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** The counts of lists by their keys and their parents' ids. */
async function countAll(
  db: ScopedDb,
  viewer: Viewer | null,
  shapes: ReadonlyArray<readonly [key: string, shape: Shape]>,
): Promise<Map<string, BoundedCount>> {
  const counts = new Map<string, BoundedCount>();
  const statements = Array.from({ length: Math.ceil(shapes.length / MAX_SHAPES) }, async (_, turn) => {
    const some = shapes.slice(turn * MAX_SHAPES, (turn + 1) * MAX_SHAPES);
    const branches = some.map(([, shape], place) => countStatement(db, viewer, shape, place));
    const found = rows.parse(await db.$queryRaw(Prisma.join(branches, ' UNION ALL ', '/* count_lists */ ')));
    for (const { place, id, count } of found) {
      const [key, { upTo }] = some[place] ?? ['', { upTo: 0 }];
      counts.set(`${key} ${id}`, { value: Math.min(count, upTo), isCapped: count > upTo });
    }
  });
  await Promise.all(statements);
  return counts;
}

/** Each list has its condition as values of its own: the planner knows which of them are rare. */
function countStatement(db: ScopedDb, viewer: Viewer | null, shape: Shape, place: number): Prisma.Sql {
  const { model, where, arms, order, parentField, ids, upTo } = shape;
  const isUnder = parentField !== undefined;
  const first = firstOfEach(
    db,
    viewer,
    {
      model,
      arms: arms.map((arm) => ({ ...arm, where: { AND: [where, arm.where] } })),
      order,
      take: upTo + 1,
    },
    isUnder ? Prisma.sql`${column(tableOf(db, model), 't', parentField)} = p.id AND` : Prisma.empty,
  );
  return Prisma.sql`
    SELECT ${place}::int AS place, p.id::text AS id,
      (SELECT count(*) FROM (SELECT FROM (${first}) AS a LIMIT ${upTo + 1}) AS found)::int AS count
    FROM ${isUnder ? Prisma.sql`unnest(${[...ids]}::uuid[])` : Prisma.sql`(VALUES (NULL::uuid))`} AS p(id)`;
}
