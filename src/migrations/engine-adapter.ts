import type { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';

/** PostgreSQL's one-byte "char", which its catalogs use. */
const CHAR_OID = 18;

/**
 * Makes a server readable for the schema engine: the pg adapter does not know the type "char", so what has it is
 * asked for as text and named as the engine expects.
 */
export function forSchemaEngine(factory: PrismaPg): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    async connect() {
      const adapter = await factory.connect();
      const pool = adapter.underlyingDriver();
      const queryRaw = adapter.queryRaw.bind(adapter);

      adapter.queryRaw = async (query: SqlQuery): Promise<SqlResultSet> => {
        const asked = query.sql.trim().replace(/;$/, '');
        if (!/^(SELECT|WITH)\b/i.test(asked)) return queryRaw(query);
        const { fields } = await pool.query(`SELECT * FROM (${asked}\n) q LIMIT 0`, query.args);
        if (!fields.some(({ dataTypeID }) => dataTypeID === CHAR_OID)) return queryRaw(query);
        const columns = fields.map(
          ({ name, dataTypeID }) => `"${name}"${dataTypeID === CHAR_OID ? '::text' : ''}`,
        );
        const result = await queryRaw({ ...query, sql: `SELECT ${columns.join(', ')} FROM (${asked}\n) q` });
        const columnTypes = result.columnTypes.map((type, at) =>
          fields[at]?.dataTypeID === CHAR_OID ? ColumnTypeEnum.Character : type,
        );
        return { ...result, columnTypes };
      };
      return adapter;
    },
  };
}
