import DataLoader from 'dataloader';
import { z } from 'zod';
import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { MAX_ANSWER_LENGTH, tooLong } from '../answers.js';
import type { Viewer } from '../viewer.js';
import { type HeavyType, type ModelWeights, weightsOf } from './heavy.js';
import { isInTransaction } from './inside.js';
import { tableOf } from './metadata.js';
import { column, ident, whereToSql } from './where-sql.js';

/** How many values the JSON in one answer may hold: each takes more memory than its text. */
export const MAX_ANSWER_JSON_VALUES = 1_000_000;
/** How much of what is stored, packed, one statement measures: so little may be a hundred times as much unpacked. */
const MEASURED_AT_ONCE = 256 * 1024;

type Select = Readonly<Record<string, unknown>>;
type Row = Record<string, unknown>;
type Owned = (model: Prisma.ModelName, viewer: Viewer | null) => object | undefined;

/** What a selection reads once its heavy fields are left out, and which these are. */
interface Plan {
  select: Select;
  weights: ModelWeights;
  model: Prisma.ModelName;
  heavy: readonly string[];
  below: ReadonlyArray<{ field: string; plan: Plan }>;
  /** What its heavy fields take at most, as far as that is known. */
  charge: number;
}

interface Wanted {
  model: Prisma.ModelName;
  key: string;
  fields: readonly string[];
}

/** Reads for one answer, whose heavy values are measured before they are read. */
export interface Weighing {
  /** @param find Reads with other arguments. @throws GraphQLError QUERY_TOO_COMPLEX where the answer would get too long. */
  read(
    model: Prisma.ModelName,
    args: object,
    isOne: boolean,
    find: (args: object) => Promise<unknown>,
  ): Promise<unknown>;
  /** Another answer begins. */
  renew(): void;
}

/**
 * Keeps what is read for one answer to what an answer may have. Fields that may be long are read with their rows
 * only as far as their bounds let it; beyond that the rows are read without them, and then the values of all of one
 * tick by one statement a model, which measures before it sends. In transactions, which read
 * no lists, everything is read at once.
 * @param owned The condition of the rows that are the viewer's.
 */
export function createWeighing(prisma: PrismaClient, viewer: Viewer | null, owned: Owned): Weighing {
  let left = { unmeasured: MAX_ANSWER_LENGTH, measured: MAX_ANSWER_LENGTH, values: MAX_ANSWER_JSON_VALUES };

  let last: Promise<unknown> = Promise.resolve();

  const loader = new DataLoader<Wanted, Row>(
    (wanted) => {
      // One after the other: each must know what those before it have left.
      const read = last.then(() => readAll(wanted));
      last = read.catch(() => undefined);
      return read;
    },
    { cache: false },
  );

  async function readAll(wanted: readonly Wanted[]): Promise<Row[]> {
    const found = new Map<string, Map<string, Row>>();
    for (const model of new Set(wanted.map((one) => one.model))) {
      take(0);
      const asked = wanted.filter((one) => one.model === model);
      found.set(model, await readHeavy(model, asked));
    }
    return wanted.map(({ model, key }) => found.get(model)?.get(key) ?? {});
  }

  async function readHeavy(model: Prisma.ModelName, asked: readonly Wanted[]): Promise<Map<string, Row>> {
    const weights = weightsOf(model);
    const fields = [...new Set(asked.flatMap((one) => one.fields))].map((name) => ({
      name,
      type: weights.fields.get(name)?.type ?? 'text',
    }));
    const times = new Map<string, number>();
    for (const { key } of asked) times.set(key, (times.get(key) ?? 0) + 1);
    const found = new Map<string, Row>();
    while (times.size > 0) {
      const { measured: limit } = left;
      const statement = heavyStatement(prisma, {
        model,
        times,
        fields,
        weights,
        limit,
        owned: owned(model, viewer) ?? {},
      });
      times.clear();
      const rows = heavyRows.parse(await prisma.$queryRaw(statement));
      take(rows[0]?.total ?? 0);
      for (const { key, times: again, isNow, ...texts } of rows) {
        if (!isNow) {
          times.set(key, again);
          continue;
        }
        const row: Row = {};
        for (const [place, { name, type }] of fields.entries()) {
          const text = texts[nameOf(place)];
          row[name] = parsed(typeof text === 'string' ? text : null, type);
        }
        found.set(key, row);
      }
    }
    return found;
  }

  function take(bytes: number): void {
    left.measured -= bytes;
    if (left.measured < 0) throw tooLong();
  }

  function parsed(text: string | null, type: HeavyType): unknown {
    if (text === null || type === 'text') return text;
    left.values -= countValues(text);
    if (left.values < 0) throw tooLong();
    return JSON.parse(text);
  }

  return {
    async read(model, args, isOne, find) {
      const select: unknown = Reflect.get(args, 'select');
      if (!isSelect(select) || isInTransaction()) return find(args);
      const plan = planOf(model, select, isOne ? 1 : rowsOf(args));
      // Once an answer is too long, nothing more is read for it that could be long.
      if (plan.charge > 0) take(0);
      if (plan.charge <= left.unmeasured) {
        left.unmeasured -= plan.charge;
        return find(args);
      }
      const found = await find({ ...args, select: plan.select });
      await fill(found, plan);
      return found;
    },
    renew() {
      left = { unmeasured: MAX_ANSWER_LENGTH, measured: MAX_ANSWER_LENGTH, values: MAX_ANSWER_JSON_VALUES };
    },
  };

  async function fill(found: unknown, plan: Plan): Promise<void> {
    const filling: Array<Promise<void>> = [];
    eachRow(found, plan, (row, { model, weights, heavy }) => {
      const load = async () => {
        const values = await loader.load({ model, key: String(row[weights.key]), fields: heavy });
        for (const field of heavy) row[field] = values[field] ?? emptyOf(weights, field);
      };
      filling.push(load());
    });
    await Promise.all(filling);
  }
}

/** What a row has that was deleted meanwhile. */
function emptyOf({ fields }: ModelWeights, field: string): unknown {
  const { type, isRequired } = fields.get(field) ?? { type: 'text', isRequired: false };
  if (!isRequired) return null;
  return type === 'json' ? {} : type === 'list' ? [] : '';
}

function eachRow(found: unknown, plan: Plan, visit: (row: Row, plan: Plan) => void): void {
  if (Array.isArray(found)) {
    for (const one of found) eachRow(one, plan, visit);
  } else if (isRow(found)) {
    if (plan.heavy.length > 0) visit(found, plan);
    for (const { field, plan: inner } of plan.below) eachRow(found[field], inner, visit);
  }
}

function planOf(model: string, select: Select, rows: number): Plan {
  const weights = weightsOf(model);
  const light: Record<string, unknown> = {};
  const heavy: string[] = [];
  const below: Array<{ field: string; plan: Plan }> = [];
  let charge = 0;
  for (const [field, value] of Object.entries(select)) {
    const weight = weights.fields.get(field);
    const relation = weights.relations.get(field);
    const inner: unknown = isRow(value) ? value.select : undefined;
    if (weight && value === true) {
      heavy.push(field);
      charge += rows * weight.charge;
    } else if (relation && isRow(value) && isSelect(inner)) {
      const plan = planOf(relation.model, inner, relation.isList ? rows * rowsOf(value) : rows);
      below.push({ field, plan });
      charge += plan.charge;
      light[field] = { ...value, select: plan.select };
    } else {
      light[field] = value;
    }
  }
  if (heavy.length > 0) light[weights.key] = true;
  return { select: light, weights, model: modelOf(model), heavy, below, charge };
}

/** How many rows a read of several may have. */
function rowsOf(args: unknown): number {
  const { take, where } = bounds.safeParse(args).data ?? {};
  return take === undefined ? (where?.id.in.length ?? Number.POSITIVE_INFINITY) : Math.abs(take);
}

const bounds = z.object({
  take: z.int().optional(),
  where: z
    .object({ id: z.object({ in: z.array(z.string()) }) })
    .optional()
    .catch(undefined),
});

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;
const isSelect = (value: unknown): value is Select => isRow(value);

function modelOf(name: string): Prisma.ModelName {
  const model = Object.values(Prisma.ModelName).find((known) => known === name);
  if (!model) throw new Error(`${name} is no model`);
  return model;
}

const heavyRows = z.array(
  z
    .object({
      key: z.string(),
      times: z.int(),
      total: z.number(),
      /** Whether its values are here, or come with the next statement. */
      isNow: z.boolean(),
    })
    .catchall(z.string().nullable()),
);

const nameOf = (place: number) => `v${place}`;

interface HeavyRead {
  model: Prisma.ModelName;
  /** How often each row's values are asked for, by its key. */
  times: ReadonlyMap<string, number>;
  fields: ReadonlyArray<{ name: string; type: HeavyType }>;
  weights: ModelWeights;
  limit: number;
  owned: object;
}

/**
 * The heavy values of some rows, as texts, with what they have together, in bytes: each as often as it is asked for.
 * Where that is more than the limit there are no texts. To measure is to unpack, so one statement measures the first
 * rows that are stored in {@link MEASURED_AT_ONCE} bytes, and names the others.
 */
function heavyStatement(
  prisma: PrismaClient,
  { model, times, fields, weights, limit, owned }: HeavyRead,
): Prisma.Sql {
  const info = tableOf(prisma, model);
  const key = column(info, 't', weights.key);
  const columns = fields.map(({ name }) => column(info, 't', name));
  const stored = columns.map((one) => Prisma.sql`coalesce(pg_column_size(${one}), 0)`);
  const texts = (alias: string) => fields.map(({ name, type }) => textOf(column(info, alias, name), type));
  // Each in a column of its own: the drivers read arrays character by character.
  const values = texts('m').map(
    (text, place) =>
      Prisma.sql`CASE WHEN m.is_now AND m.total <= ${limit} THEN ${text} END AS ${ident(nameOf(place))}`,
  );
  const lengths = texts('s').map((text) => Prisma.sql`coalesce(octet_length(${text}), 0)`);
  return Prisma.sql`/* read_heavy */
    SELECT m.key, m.times, m.total::float8 AS total, m.is_now AS "isNow", ${Prisma.join(values)}
    FROM (
      SELECT s.*, sum(CASE WHEN s.is_now THEN s.times * (${sum(lengths)})::bigint ELSE 0 END) OVER () AS total
      FROM (
        SELECT ${key}::text AS key, a.times, ${Prisma.join(columns)},
          (a.place = 1 OR sum(${sum(stored)}) OVER (ORDER BY a.place) <= ${MEASURED_AT_ONCE}) AS is_now
        FROM unnest(${[...times.keys()]}::uuid[], ${[...times.values()]}::int[]) WITH ORDINALITY AS a(key, times, place)
        JOIN ${ident(info.table)} t ON ${key} = a.key
        WHERE ${whereToSql(prisma, model, { ...owned }, 't')}
      ) s
    ) m`;
}

const sum = (parts: readonly Prisma.Sql[]) => Prisma.join([...parts], ' + ');

function textOf(value: Prisma.Sql, type: HeavyType): Prisma.Sql {
  return type === 'list' ? Prisma.sql`to_json(${value})::text` : Prisma.sql`${value}::text`;
}

/** How many values a JSON text may hold: what separates and opens them, in texts too. */
function countValues(text: string): number {
  let count = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === BRACKET || code === BRACE) count += 1;
  }
  return count;
}

const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;
