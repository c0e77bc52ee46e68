import { queryFromInfo } from '@pothos/plugin-prisma';
import { selectedFieldNames } from '@pothos/selection-mapper';
import type { GraphQLResolveInfo } from 'graphql';
import { type Arm, type FirstRows, readKeys, WHOLE } from '../../core/db/arms.sql.js';
import { keysetPage, type Order, type PageArgs } from '../../core/db/keyset.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Context } from '../context.js';
import { type Connection, counters } from './connection.js';

/** A list as it was asked for: which rows, in which order, which page of them. */
export interface List<Where extends object, Field extends string> {
  /** What Prisma reads the page's rows with. */
  query: {
    where: Where;
    orderBy: Array<Partial<Record<Field | 'id', 'asc' | 'desc'>>>;
    take: number;
    select: Record<Field | 'id', true>;
  };
  /** The page's rows in each of the list's arms; where there are several, the query is not to be asked. */
  first: FirstRows;
  /**
   * The page of the rows that the query brought.
   * @param parent The field and id by which the list hangs on its parent, for counts.
   */
  connection(rows: ReadonlyArray<{ id: string }>, parent?: { field: string; id: string }): Connection;
}

/**
 * @param where The filter alone: the page's own bounds are added here.
 * @param arms What the list consists of, where its rows have several sets of indexes; those that the filter rules out are
 * left out.
 * @throws GraphQLError BAD_USER_INPUT for wrong page arguments.
 */
export function createList<Where extends object, Field extends string>(
  model: Prisma.ModelName,
  where: Where,
  order: Order<Field>,
  args: PageArgs,
  arms: readonly Arm[] = [WHOLE],
): List<Where, Field> {
  const page = keysetPage(order, args);
  const reached = arms.flatMap((arm) => {
    const end = arm.value === undefined ? page.where : page.at(arm.value);
    return end === null ? [] : [{ ...arm, where: both(where, arm.where, end) }];
  });
  const [only, ...others] = reached;
  return {
    query: {
      where: only && others.length === 0 ? only.where : both(where, page.where),
      orderBy: page.orderBy,
      take: page.take,
      select: page.select,
    },
    first: {
      model,
      arms: reached,
      order: { field: order.field, direction: page.direction },
      take: page.take,
    },
    connection(rows, parent) {
      // What hangs on a parent is found by that.
      const list = { model, where, order, parent, arms: parent ? [WHOLE] : arms };
      return { ...page.edges(rows), list, count: (upTo, context) => counters(context).count(list, upTo) };
    },
  };
}

/** A condition with others beside it. */
function both<Where extends object>(where: Where, ...others: Array<object | undefined>): Where {
  const beside = others.filter((one) => one !== undefined && Object.keys(one).length > 0);
  return beside.length > 0 ? { ...where, AND: [...conjuncts(where), ...beside] } : where;
}

function conjuncts(where: object): unknown[] {
  const and: unknown = Reflect.get(where, 'AND');
  return and === undefined ? [] : Array.isArray(and) ? and : [and];
}

/**
 * Reads a root list's page: the rows only where the document asks for them, each with what it selects of them.
 * @param find Prisma's findMany of the list's model.
 */
export async function readList<Where extends object, Field extends string>(
  list: List<Where, Field>,
  context: object,
  info: GraphQLResolveInfo,
  find: (query: List<Where, Field>['query']) => Promise<ReadonlyArray<{ id: string }>>,
): Promise<Connection> {
  if (!wantsRows(context, info)) return list.connection([]);
  const { query } = list;
  return list.connection(await find({ ...query, ...queryFromInfo({ context, info, select: query.select }) }));
}

/**
 * The same of a list in several arms. Which rows the page has is said by one statement of all arms, of one moment: between
 * two, a row may go from one arm to another, and be in neither or in both. What is selected of them is read by their ids.
 * @param byIds A condition for these ids.
 */
export async function readListOfArms<Where extends object, Field extends string>(
  list: List<Where, Field>,
  context: Context,
  info: GraphQLResolveInfo,
  find: (query: List<Where, Field>['query']) => Promise<ReadonlyArray<{ id: string }>>,
  byIds: (ids: string[]) => Where,
): Promise<Connection> {
  const { query, first } = list;
  const [only, ...others] = first.arms;
  if (only && others.length === 0 && only.value === undefined) return readList(list, context, info, find);
  if (!only || !wantsRows(context, info)) return list.connection([]);
  const page = list.connection(await readKeys(context.db, context.viewer, first));
  const where = byIds(page.edges.map(({ node }) => node.id));
  const rows = await find({ ...query, where, ...queryFromInfo({ context, info, select: query.select }) });
  const found = new Map(rows.map((row) => [row.id, row]));
  return {
    ...page,
    edges: page.edges.flatMap(({ cursor, node }) => {
      const row = found.get(node.id);
      return row ? [{ cursor, node: row }] : [];
    }),
  };
}

function wantsRows(context: object, info: GraphQLResolveInfo): boolean {
  const selected = selectedFieldNames(context, info);
  return ['nodes', 'edges', 'pageInfo'].some((field) => selected.has(field));
}
