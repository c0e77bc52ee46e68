import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';

const PLUGIN = 'exposed';

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      [PLUGIN]: ExposedPlugin<Types>;
    }
  }
}

/**
 * A column that stands in its row is answered from there. Pothos' Prisma plugin first looks up, for every value, which
 * statement has read the row, in case it left the column out: then there is no value, and it still does.
 */
class ExposedPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { kind, extensions }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const column: unknown = extensions?.pothosExposedField;
    if (kind !== 'PrismaObject' || typeof column !== 'string') return resolve;
    return (row, args, context, info) => {
      const value = columnOf(row, column);
      return value === undefined ? resolve(row, args, context, info) : value;
    };
  }
}

/** Undefined where it was not read. */
function columnOf(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}

SchemaBuilder.registerPlugin(PLUGIN, ExposedPlugin);

export default PLUGIN;
