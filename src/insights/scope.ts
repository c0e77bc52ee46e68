import { tableOf } from '../core/db/metadata.js';
import { everybodysMark, scopedWhere } from '../core/db/tenancy.js';
import { column, whereToSql } from '../core/db/where-sql.js';
import { refuseInput } from '../core/errors.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Context } from '../graphql/context.js';
import { MAX_BOUND_DAYS } from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';

/** How far a statistic looks back that names no range. */
export const USUAL_DAYS = 30;
export const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a statistic is about: rows, as `alias`, of a range of one of their times. */
export interface Scope {
  /** A condition on them, which names the viewer's owner. */
  where: Prisma.Sql;
  /** The time that the range and the buckets are of. */
  time: Prisma.Sql;
  /** The range, in SQL: from inclusive, to exclusive. */
  from: Prisma.Sql;
  to: Prisma.Sql;
}

interface Range {
  from?: Date | null;
  to?: Date | null;
}

/** Which time of a model's rows a statistic's range is of. */
export interface TimeRange {
  /** The model's field. */
  field: string;
  /** The filter's. */
  name: string;
  range: Range | null | undefined;
}

/**
 * The rows that a statistic reads: those of the filter's range, or of the last 30 days where it names none.
 * @param where What the list of the same filter asks of Prisma.
 * @param few Which fields of the filter name so few rows that any range will do; null where it has one.
 * @param isUsual Whether those few are of the last 30 days too, where no range is named.
 * @throws GraphQLError BAD_USER_INPUT for a range that is too long.
 */
export function scopeOf(
  { db, viewer }: Pick<Context, 'db' | 'viewer'>,
  model: Prisma.ModelName,
  alias: string,
  where: object,
  { field, name, range }: TimeRange,
  few: string | null,
  isUsual = few !== null,
): Scope {
  if (few !== null) requireShort(range, name, few);
  const time = column(tableOf(db, model), alias, field);
  const { from, to } = endsOf(range, isUsual);
  const usual = range?.from || !isUsual ? Prisma.empty : Prisma.sql`AND ${time} >= ${from}`;
  const own = scopedSql({ db, viewer }, model, alias, where);
  return { where: Prisma.sql`${own} ${usual}`, time, from, to };
}

/** A condition on a model's rows, as `alias`, that names the viewer's owner, or says that they are everybody's. */
export function scopedSql(
  { db, viewer }: Pick<Context, 'db' | 'viewer'>,
  model: Prisma.ModelName,
  alias: string,
  where: object,
): Prisma.Sql {
  return Prisma.sql`${whereToSql(db, model, scopedWhere(model, where, viewer), alias)} ${everybodysMark(viewer)}`;
}

/** A range in SQL: up to now, and of the last 30 days, where it does not say otherwise. */
export function endsOf(range: Range | null | undefined, isUsual = true) {
  const to = range?.to ? Prisma.sql`${range.to}::timestamptz` : Prisma.sql`now()`;
  const usual = isUsual
    ? Prisma.sql`(${to} - make_interval(days => ${USUAL_DAYS}::int))`
    : Prisma.sql`'-infinity'::timestamptz`;
  return { from: range?.from ? Prisma.sql`${range.from}::timestamptz` : usual, to };
}

export const isRange = (range: Range | null | undefined) => range?.from != null || range?.to != null;

function requireShort(range: Range | null | undefined, name: string, few: string): void {
  if (!range?.from) return;
  const end = range.to?.getTime() ?? Date.now();
  if (end - range.from.getTime() <= MAX_BOUND_DAYS * DAY_MS) return;
  refuseInput(filterField(name), `at most ${MAX_BOUND_DAYS} days, or add ${few}.`);
}
