import type { SqlExecutor } from '../../core/db/session.js';
import { readOwnedTables, readPage } from './export.sql.js';

/** How many rows are read at once: what the process holds of a ledger. */
const ROWS_AT_ONCE = 500;

/** All that is an account's, a line for each row, table after table. */
export async function* exportLines(
  sql: Pick<SqlExecutor, 'query'>,
  ownerId: string,
): AsyncGenerator<string, void> {
  for (const table of await readOwnedTables(sql)) {
    let after: readonly string[] | null = null;
    for (;;) {
      const page = await readPage(sql, table, { ownerId, after, limit: ROWS_AT_ONCE });
      for (const { row } of page) yield `${JSON.stringify({ table: table.name, row })}\n`;
      after = page.at(-1)?.key ?? null;
      if (page.length < ROWS_AT_ONCE) break;
    }
  }
}
