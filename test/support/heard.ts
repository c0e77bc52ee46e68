import type { Access } from '../../src/core/db/client.js';
import { census, type OwnedTables, readOwnedTables } from './owned-statements.js';

/** What Runledger said to this process' databases: all of it, and what of it nobody has looked at yet. */
const known = new Set<string>();
const unheeded = new Set<string>();
let tables: Promise<OwnedTables> | undefined;

/** Keeps a statement for {@link expectOwners}. */
export function hear(statement: string): void {
  if (known.has(statement)) return;
  known.add(statement);
  unheeded.add(statement);
}

/** The same access, of which everything is heard that is said past Prisma. */
export function heard({ prisma, sql }: Access): Access {
  return {
    prisma,
    sql: {
      query(text, params) {
        hear(text);
        return sql.query(text, params);
      },
    },
  };
}

/** Learns once which tables have owners: all databases of a run are alike. */
export async function learnOwners(query: (sql: string) => Promise<unknown>): Promise<void> {
  tables ??= readOwnedTables(query);
  await tables;
}

const shapes = new Set<string>();

/** Parameters' numbers, and how many a list has, make no other statement: it need not be parsed again. */
const shapeOf = (statement: string) => statement.replace(/\$\d+/g, '$$1').replace(/\$1(\s*,\s*\$1)+/g, '$$1');

/**
 * Looks at everything that was heard since the last look, whichever test it was said for.
 * @throws Error with the statements that name no owner, nor say why.
 */
export async function expectOwners(): Promise<void> {
  if (!tables) return;
  const statements = Array.from(unheeded, shapeOf).filter((shape) => !shapes.has(shape));
  unheeded.clear();
  for (const statement of statements) shapes.add(statement);
  const { others } = census(statements, await tables);
  if (others.length > 0) throw new Error(`Statements that name no owner:\n${others.join('\n')}`);
}
