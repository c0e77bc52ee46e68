import { z } from 'zod';
import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { getDatamodel } from '../../generated/prisma/pothos.js';

/** What PostgreSQL calls a model and its fields. */
export interface TableInfo {
  table: string;
  /** Scalar fields: their columns. */
  columns: ReadonlyMap<string, string>;
  /** Relations: the other model, and the column that holds the other's id (`theirs`: on its side). */
  relations: ReadonlyMap<string, { model: string; key: { side: 'ours' | 'theirs'; column: string } }>;
}

const runtimeModel = z.object({
  models: z.record(
    z.string(),
    z.object({
      dbName: z.string().nullable(),
      fields: z.array(z.object({ name: z.string(), kind: z.string(), dbName: z.string().optional() })),
    }),
  ),
});

let tables: ReadonlyMap<string, TableInfo> | undefined;

/**
 * The names in the database, as the client was generated with them: the Prisma schema's `@map` stays the one
 * place that says them.
 * @throws Error where the client no longer carries its data model.
 */
export function tableOf(prisma: Pick<PrismaClient, '$queryRaw'>, model: Prisma.ModelName): TableInfo {
  tables ??= readTables(prisma);
  const info = tables.get(model);
  if (!info) throw new Error(`no table is known for the model ${model}`);
  return info;
}

function readTables(prisma: object): ReadonlyMap<string, TableInfo> {
  const { models } = runtimeModel.parse(Reflect.get(prisma, '_runtimeDataModel'));
  const columnsOf = (model: string) =>
    new Map(
      (models[model]?.fields ?? [])
        .filter(({ kind }) => kind !== 'object')
        .map((f) => [f.name, f.dbName ?? f.name]),
    );
  const columns = new Map(Object.keys(models).map((model) => [model, columnsOf(model)]));
  const datamodel = getDatamodel().datamodel.models;
  const result = new Map<string, TableInfo>();
  for (const [model, { dbName }] of Object.entries(models)) {
    const relations = new Map<string, { model: string; key: { side: 'ours' | 'theirs'; column: string } }>();
    for (const field of datamodel[model]?.fields ?? []) {
      if (field.kind !== 'object') continue;
      const ours = field.relationFromFields?.[0];
      const back = datamodel[field.type]?.fields.find(
        (other) => other.relationName === field.relationName && other.relationFromFields?.length,
      );
      const key = ours ?? back?.relationFromFields?.[0];
      const column = key && columns.get(ours ? model : field.type)?.get(key);
      // By convention of this schema a foreign key's first column is the id, the others repeat the owner.
      if (column)
        relations.set(field.name, { model: field.type, key: { side: ours ? 'ours' : 'theirs', column } });
    }
    result.set(model, { table: dbName ?? model, columns: columns.get(model) ?? new Map(), relations });
  }
  return result;
}

/** A relation as a query selects it. */
export interface Relation {
  model: Prisma.ModelName;
  /** Whether it may be selected with a condition: not where a row must have one. */
  takesWhere: boolean;
}

let relations: ReadonlyMap<string, ReadonlyMap<string, Relation>> | undefined;

/** The relations of a model, by their fields. */
export function relationsOf(model: Prisma.ModelName): ReadonlyMap<string, Relation> {
  relations ??= readRelations();
  return relations.get(model) ?? new Map();
}

function readRelations(): ReadonlyMap<string, ReadonlyMap<string, Relation>> {
  const { models } = getDatamodel().datamodel;
  return new Map(
    Object.entries(models).map(([model, { fields }]) => [
      model,
      new Map(
        fields.flatMap(({ name, type, isList, isRequired }) =>
          isModel(type) ? [[name, { model: type, takesWhere: isList || !isRequired }]] : [],
        ),
      ),
    ]),
  );
}

function isModel(type: string): type is Prisma.ModelName {
  return type in Prisma.ModelName;
}
