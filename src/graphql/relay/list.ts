import { queryFromInfo } from '@pothos/plugin-prisma';
import { selectedFieldNames } from '@pothos/selection-mapper';
import type { GraphQLResolveInfo } from 'graphql';
import { keysetPage, type Order, type PageArgs } from '../../core/db/keyset.js';
import type { Prisma } from '../../generated/prisma/client.js';
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
  /**
   * The page of the rows that the query brought.
   * @param parent The field and id by which the list hangs on its parent, for counts.
   */
  connection(rows: ReadonlyArray<{ id: string }>, parent?: { field: string; id: string }): Connection;
}

/**
 * @param where The filter alone: the page's own bounds are added here.
 * @param implied What the filter implies of other columns, said so that the planner finds the index that knows it.
 * @throws GraphQLError BAD_USER_INPUT for wrong page arguments.
 */
export function createList<Where extends object, Field extends string>(
  model: Prisma.ModelName,
  where: Where,
  order: Order<Field>,
  args: PageArgs,
  implied: object = {},
): List<Where, Field> {
  const page = keysetPage(order, args);
  const beside = [implied, page.where ?? {}].filter((condition) => Object.keys(condition).length > 0);
  return {
    query: {
      where: beside.length > 0 ? { ...where, AND: [...conjuncts(where), ...beside] } : where,
      orderBy: page.orderBy,
      take: page.take,
      select: page.select,
    },
    connection(rows, parent) {
      const list = { model, where, order, parent };
      return { ...page.edges(rows), list, count: (upTo, context) => counters(context).count(list, upTo) };
    },
  };
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
  const selected = selectedFieldNames(context, info);
  const wantsRows = ['nodes', 'edges', 'pageInfo'].some((field) => selected.has(field));
  if (!wantsRows) return list.connection([]);
  const { query } = list;
  return list.connection(await find({ ...query, ...queryFromInfo({ context, info, select: query.select }) }));
}
