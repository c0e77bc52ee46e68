import type { SqlExecutor } from '../../core/db/session.js';
import { shippedMigrations } from '../../migrations/migrate.js';
import { readIndexes } from './doctor.sql.js';
import { type Finding, orFine, problem, warning } from './finding.js';

/** An index is unused where nobody read it for so long, and it is large enough to cost something. */
const UNUSED_DAYS = 30;
const UNUSED_BYTES = 64 * 1024 * 1024;
const CREATED = /^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?"?(\w+)"? ON [^;]+;/gm;
const DROPPED = /^DROP INDEX (?:CONCURRENTLY )?(?:IF EXISTS )?"?(\w+)"?/gm;

/** The indexes that the migrations make, each with its statement. */
async function expectedIndexes(): Promise<Map<string, string>> {
  const expected = new Map<string, string>();
  for (const { up } of await shippedMigrations()) {
    for (const [statement, name = ''] of up.sql.matchAll(CREATED)) expected.set(name, statement);
    for (const [, name = ''] of up.sql.matchAll(DROPPED)) expected.delete(name);
  }
  return expected;
}

/** Whether all indexes are there and good, and whether some are for nothing. */
export async function lookAtIndexes(sql: Pick<SqlExecutor, 'query'>): Promise<Finding[]> {
  const found = new Map((await readIndexes(sql)).map((index) => [index.name, index]));
  const expected = await expectedIndexes();
  const missing = [...expected]
    .filter(([name]) => !found.has(name))
    .map(([name, statement]) =>
      problem(
        'indexes',
        `The index ${name} is missing.`,
        `Make it again: ${statement.replace(/\s+/g, ' ').replace(/INDEX (?!CONCURRENTLY)/, 'INDEX CONCURRENTLY ')}`,
      ),
    );
  const invalid = [...found.values()]
    .filter(({ isValid }) => !isValid)
    .map(({ name }) =>
      problem(
        'indexes',
        `The index ${name} is invalid: it was not finished.`,
        `Run REINDEX INDEX CONCURRENTLY ${name};`,
      ),
    );
  const unused = [...found.values()]
    .filter(
      ({ scans, isUnique, bytes, countedDays }) =>
        scans === 0 && !isUnique && bytes >= UNUSED_BYTES && (countedDays ?? 0) >= UNUSED_DAYS,
    )
    .map(({ name, countedDays }) =>
      warning(
        'indexes',
        `Nothing read the index ${name} for ${Math.floor(countedDays ?? 0)} days.`,
        'Keep it unless writes are too slow: a list or a filter that nobody asked for yet may need it.',
      ),
    );
  return orFine(
    [...missing, ...invalid, ...unused],
    'indexes',
    `All ${expected.size} indexes are there and valid.`,
  );
}
