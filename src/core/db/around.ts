import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from '@prisma/driver-adapter-utils';

/** What happens around a statement: it is sent by `send`, perhaps in another form. */
export type Around = <T>(query: SqlQuery, send: (query: SqlQuery) => Promise<T>) => Promise<T>;

/** Has something happen around each statement that Prisma sends, in transactions and outside of them. */
export function aroundStatements(
  factory: SqlMigrationAwareDriverAdapterFactory,
  around: Around,
): SqlMigrationAwareDriverAdapterFactory {
  return overriding(factory, { connect: async () => aroundAdapter(await factory.connect(), around) });
}

function aroundAdapter(adapter: SqlDriverAdapter, around: Around): SqlDriverAdapter {
  return overriding(adapter, {
    ...queries(adapter, around),
    startTransaction: async (level): Promise<Transaction> => {
      const transaction = await adapter.startTransaction(level);
      return overriding(transaction, queries(transaction, around));
    },
  });
}

function queries(queryable: SqlQueryable, around: Around): Pick<SqlQueryable, 'queryRaw' | 'executeRaw'> {
  return {
    queryRaw: (query) => around(query, (sent) => queryable.queryRaw(sent)),
    executeRaw: (query) => around(query, (sent) => queryable.executeRaw(sent)),
  };
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
