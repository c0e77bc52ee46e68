import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from '@prisma/driver-adapter-utils';

/** What Prisma makes of `array_contains` on a column itself. */
const ARRAY_CONTAINS = /@> \$(\d+) (?:AND|OR) JSONB_TYPEOF\([^()]*\) !?= \$(\d+)/g;

/**
 * Lets `array_contains` ask for an object too. Prisma has no word for containment in objects, and says of
 * `array_contains` that the column holds a list: where an object is looked for, it is an object.
 */
export function withContainment(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  return overriding(factory, { connect: async () => adapterWithContainment(await factory.connect()) });
}

function adapterWithContainment(adapter: SqlDriverAdapter): SqlDriverAdapter {
  return overriding(adapter, {
    ...queries(adapter),
    startTransaction: async (level): Promise<Transaction> => {
      const transaction = await adapter.startTransaction(level);
      return overriding(transaction, queries(transaction));
    },
  });
}

function queries(queryable: SqlQueryable): Pick<SqlQueryable, 'queryRaw' | 'executeRaw'> {
  return {
    queryRaw: (query) => queryable.queryRaw(forObjects(query)),
    executeRaw: (query) => queryable.executeRaw(forObjects(query)),
  };
}

function forObjects(query: SqlQuery): SqlQuery {
  if (!query.sql.includes('JSONB_TYPEOF')) return query;
  const args = [...query.args];
  for (const [, whole, type] of query.sql.matchAll(ARRAY_CONTAINS)) {
    const contained = args[Number(whole) - 1];
    if (typeof contained === 'string' && contained.startsWith('{')) args[Number(type) - 1] = 'object';
  }
  return { ...query, args };
}

/** An object with some of its methods replaced; the others keep their own. */
function overriding<T extends object>(object: T, methods: Partial<T>): T {
  return new Proxy(object, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return Reflect.get(methods, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
