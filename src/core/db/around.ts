import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
  type Transaction,
} from '@prisma/driver-adapter-utils';

/** What happens around a statement: it is sent by `send`, perhaps in another form. */
export type Around = <T>(query: SqlQuery, send: (query: SqlQuery) => Promise<T>) => Promise<T>;

/**
 * Has something happen around each statement that Prisma sends, in transactions and outside of them. What Prisma would
 * still send for a transaction that is over is refused.
 */
export function aroundStatements(
  factory: SqlMigrationAwareDriverAdapterFactory,
  around: Around,
): SqlMigrationAwareDriverAdapterFactory {
  return overriding(factory, { connect: async () => aroundAdapter(await factory.connect(), around) });
}

function aroundAdapter(adapter: SqlDriverAdapter, around: Around): SqlDriverAdapter {
  return overriding(adapter, {
    ...queries(adapter, around),
    startTransaction: async (level): Promise<Transaction> =>
      untilItsEnd(await adapter.startTransaction(level), around),
  });
}

/**
 * A transaction whose time is over is rolled back while a statement of it is under way. Of a command that takes several,
 * the next would be written on its own then, or into another's transaction that has got the connection.
 */
function untilItsEnd(transaction: Transaction, around: Around): Transaction {
  let isOver = false;
  const inside = queries(transaction, async (query, send) => {
    if (isOver) {
      throw new DriverAdapterError({ kind: 'TransactionAlreadyClosed', cause: 'Its time was over.' });
    }
    if (query.sql === 'COMMIT' || query.sql === 'ROLLBACK') isOver = true;
    return around(query, send);
  });
  return overriding(transaction, {
    ...inside,
    commit() {
      isOver = true;
      return transaction.commit();
    },
    rollback() {
      isOver = true;
      return transaction.rollback();
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
