import { Prisma } from '../../generated/prisma/client.js';

const MARK = '/* prepared */';
/** How many statements one process prepares: each connection keeps all of them. */
const MAX_STATEMENTS = 100;

/**
 * Begins a statement that is said so often that every connection keeps it parsed. Its text must not vary much: values are
 * parameters. PostgreSQL may keep its plan, which is then for an average owner, so it names no table: it calls functions
 * that say how they are planned. What is not prepared is planned for its own values each time.
 */
export const PREPARED = Prisma.raw(MARK);

/** Names those that are marked, for the driver; the others have none. */
export function createStatementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    if (!sql.startsWith(MARK)) return '';
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = names.size < MAX_STATEMENTS ? `runledger_${names.size}` : '';
    if (name !== '') names.set(sql, name);
    return name;
  };
}
