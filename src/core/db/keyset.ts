import { refuseInput } from '../errors.js';

/** Page sizes that the API takes, and the one it gives where none is asked for. */
export const PAGE_SIZE = { min: 1, max: 200, default: 25 } as const;

export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/**
 * How the values of an order's column travel in a cursor and come back. `date` is in milliseconds, as the
 * columns are (`timestamptz(3)`), so that nothing is lost on the way.
 */
type ColumnType = 'date' | 'int' | 'bigint' | 'text';

/**
 * The order of a list: one column that is never null, then the id, both in one direction, so that one index
 * serves it in both directions and a cursor is a range of that index.
 */
export interface Order<Field extends string = string> {
  /** Stands in cursors, so that one of another list or order is told apart. */
  name: string;
  /** Null where the id alone is the order. */
  field: Field | null;
  type: ColumnType;
  direction: 'asc' | 'desc';
}

type CursorValue = Date | number | bigint | string;
type Row = { id: string };
/** What a cursor says: the value of the order's column, if it has one, and the id. */
type Bound = [CursorValue | null, string];

export interface Page<Field extends string> {
  /** The part of the order's index that the cursors leave; undefined without cursors. */
  where: Record<string, unknown> | undefined;
  orderBy: Array<Partial<Record<Field | 'id', 'asc' | 'desc'>>>;
  /** In which direction the page is read. */
  direction: 'asc' | 'desc';
  /** One row more than asked for, which tells whether there are more. */
  take: number;
  /** The same of rows that all hold this in the order's column: a bound of their ids; null where a cursor is past them. */
  at(value: CursorValue): object | null;
  /** The columns that cursors are made of. */
  select: Record<Field | 'id', true>;
  /** Edges and page info of the rows that the above have brought. */
  edges<R extends Row>(
    rows: readonly R[],
  ): { edges: Array<{ cursor: string; node: R }>; pageInfo: PageInfoShape };
}

export interface PageInfoShape {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/**
 * Turns Relay's arguments into what Prisma needs to read one page by keyset.
 * @throws GraphQLError BAD_USER_INPUT for sizes out of range, `first` with `last`, and cursors that this list
 * did not give in this order.
 */
export function keysetPage<Field extends string>(order: Order<Field>, args: PageArgs): Page<Field> {
  const { size, backward } = pageSize(args);
  const lower = cursorBound(order, args.after, 'after');
  const upper = cursorBound(order, args.before, 'before');
  const bounds = [lower && beyond(order, lower, false), upper && beyond(order, upper, true)].filter(
    (bound) => bound !== undefined,
  );
  const direction = backward === (order.direction === 'asc') ? 'desc' : 'asc';
  const fields: Array<Field | 'id'> = order.field ? [order.field, 'id'] : ['id'];
  return {
    where: bounds.length === 0 ? undefined : bounds.length === 1 ? bounds[0] : { AND: bounds },
    orderBy: fields.map((field) => ({ [field]: direction })) as Page<Field>['orderBy'],
    direction,
    take: size + 1,
    at(value) {
      const ends = [
        lower && beyondAt(order, value, lower, false),
        upper && beyondAt(order, value, upper, true),
      ];
      return ends.includes(null) ? null : { AND: ends.filter((end) => end !== undefined) };
    },
    select: Object.fromEntries(fields.map((field) => [field, true])) as Page<Field>['select'],
    edges(rows) {
      const hasMore = rows.length > size;
      const kept = rows.slice(0, size);
      if (backward) kept.reverse();
      const edges = kept.map((node) => ({ cursor: encodeCursor(order, node), node }));
      return {
        edges,
        pageInfo: {
          hasNextPage: backward ? upper !== undefined : hasMore,
          hasPreviousPage: backward ? hasMore : lower !== undefined,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      };
    },
  };
}

/**
 * How many rows a page has, and whether they are the last ones of the list or before a cursor.
 * @throws GraphQLError BAD_USER_INPUT for sizes out of range, and `first` with `last`.
 */
export function pageSize({ first, last, before }: PageArgs): { size: number; backward: boolean } {
  if (first != null && last != null) refuseInput(['last'], 'cannot be used together with first.');
  for (const [name, value] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (value != null && (value < PAGE_SIZE.min || value > PAGE_SIZE.max)) {
      refuseInput([name], `must be from ${PAGE_SIZE.min} to ${PAGE_SIZE.max}; it is ${value}.`);
    }
  }
  return {
    size: first ?? last ?? PAGE_SIZE.default,
    backward: last != null || (first == null && before != null),
  };
}

/** Rows strictly after (or before) a cursor's: `a <= x AND (a < x OR id < y)`, whose first part is an index range. */
function beyond(order: Order, [value, id]: Bound, towardsStart: boolean) {
  const less = isLess(order, towardsStart);
  const [strict, loose] = less ? ['lt', 'lte'] : ['gt', 'gte'];
  if (!order.field) return { id: { [strict as string]: id } };
  return {
    [order.field]: { [loose as string]: value },
    OR: [{ [order.field]: { [strict as string]: value } }, { id: { [strict as string]: id } }],
  };
}

/** The same of rows that hold one value: all of them (undefined), none (null), or those beyond the cursor's id. */
function beyondAt(order: Order, value: CursorValue, [bound, id]: Bound, towardsStart: boolean) {
  const less = isLess(order, towardsStart);
  if (bound === null || value < bound) return less ? undefined : null;
  if (value > bound) return less ? null : undefined;
  return { id: { [less ? 'lt' : 'gt']: id } };
}

const isLess = (order: Order, towardsStart: boolean) => (order.direction === 'desc') !== towardsStart;

function encodeCursor(order: Order, row: Row): string {
  const value: unknown = order.field ? Reflect.get(row, order.field) : null;
  const plain =
    value instanceof Date ? value.getTime() : typeof value === 'bigint' ? value.toString() : value;
  return Buffer.from(JSON.stringify([order.name, order.direction, plain, row.id])).toString('base64url');
}

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Longer than that of any name that an index can hold (2,704 bytes), each byte escaped in JSON. */
const MAX_CURSOR_LENGTH = 24_000;

function cursorBound(order: Order, cursor: string | null | undefined, argument: string): Bound | undefined {
  if (cursor == null) return undefined;
  const parts =
    cursor.length <= MAX_CURSOR_LENGTH ? parseJson(Buffer.from(cursor, 'base64url').toString()) : null;
  if (!Array.isArray(parts) || parts.length !== 4)
    return refuseInput([argument], 'not a cursor of this API.');
  const [name, direction, plain, id]: unknown[] = parts;
  if (name !== order.name || direction !== order.direction) {
    return refuseInput([argument], 'the cursor of another list or another order.');
  }
  const value = order.field ? decodeValue(order.type, plain) : null;
  if (value === undefined || typeof id !== 'string' || !UUID.test(id)) {
    return refuseInput([argument], 'not a cursor of this API.');
  }
  return [value, id];
}

const INT32 = 2 ** 31;
/** The years 1 to 9999, as the API's DateTime. */
export const DATE_MS = { min: -62_135_596_800_000, max: 253_402_300_799_999 } as const;

function decodeValue(type: ColumnType, plain: unknown): CursorValue | undefined {
  switch (type) {
    case 'date':
      return Number.isSafeInteger(plain) && Number(plain) >= DATE_MS.min && Number(plain) <= DATE_MS.max
        ? new Date(Number(plain))
        : undefined;
    case 'int':
      return Number.isInteger(plain) && Math.abs(Number(plain)) < INT32 ? Number(plain) : undefined;
    case 'bigint':
      return typeof plain === 'string' && /^-?\d{1,18}$/.test(plain) ? BigInt(plain) : undefined;
    case 'text':
      return typeof plain === 'string' && !plain.includes('\0') && plain.isWellFormed() ? plain : undefined;
  }
}

/** What a cursor holds, or null. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
