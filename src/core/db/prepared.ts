import { Prisma } from '../../generated/prisma/client.js';

const MARK = '/* prepared */';
const LONG_MARK = '/* prepared long */';
/** How many statements one process prepares: each connection keeps all of them. */
const MAX_STATEMENTS = 100;
/** How many of the long ones: each takes a connection of PostgreSQL some 3 MB. */
const MAX_LONG_STATEMENTS = 4;

/**
 * Begins a statement that is said so often that every connection keeps it parsed. Its text must not vary much: values are
 * parameters. PostgreSQL may keep its plan, which is then for an average owner, so it names no table: it calls functions
 * that say how they are planned. What is not prepared is planned for its own values each time.
 */
export const PREPARED = Prisma.raw(MARK);

/**
 * Begins one that takes longer to plan than to run, and whose plan is the same for every owner. Only as many are prepared as
 * a dashboard asks for again and again, the first ones of a process.
 */
export const PREPARED_LONG = Prisma.raw(LONG_MARK);

/** Names those that are marked, for the driver; the others have none. */
export function createStatementNames(): (query: { sql: string }) => string {
  const short = naming('runledger', MAX_STATEMENTS);
  const long = naming('runledger_long', MAX_LONG_STATEMENTS);
  return ({ sql }) => {
    if (sql.startsWith(MARK)) return short(sql);
    return sql.startsWith(LONG_MARK) ? long(sql) : '';
  };
}

function naming(prefix: string, max: number): (sql: string) => string {
  const names = new Map<string, string>();
  return (sql) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = names.size < max ? `${prefix}_${names.size}` : '';
    if (name !== '') names.set(sql, name);
    return name;
  };
}
