import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createStatementNames } from '../src/core/db/prepared.js';
import { openRuns, type Runs } from './support/world/runs.js';

const isEmbedded = inject('template').kind === 'embedded';
const MARK = '/* prepared */';
const LONG_MARK = '/* prepared long */';

describe('the names of statements', () => {
  it('are given to those that are marked, one for each text', () => {
    const nameOf = createStatementNames();
    const first = nameOf({ sql: `${MARK} SELECT 1` });
    expect(first).not.toBe('');
    expect(nameOf({ sql: `${MARK} SELECT 1` })).toBe(first);
    expect(nameOf({ sql: `${MARK} SELECT 2` })).not.toBe(first);
    expect(nameOf({ sql: 'SELECT 1' })).toBe('');
  });

  it('are not so many that connections fill up', () => {
    const nameOf = createStatementNames();
    const names = Array.from({ length: 1_000 }, (_, at) => nameOf({ sql: `${MARK} SELECT ${at}` }));
    expect(new Set(names).size).toBeLessThan(200);
    expect(names.at(-1)).toBe('');
    expect(nameOf({ sql: `${MARK} SELECT 0` })).toBe(names[0]);
    const long = Array.from({ length: 100 }, (_, at) => nameOf({ sql: `${LONG_MARK} SELECT ${at}` }));
    expect(long.filter((name) => name !== '')).toHaveLength(4);
    expect(names).not.toContain(long[0]);
  });
});

describe.skipIf(isEmbedded)('on PostgreSQL (needs TEST_DATABASE_URL: its list of statements)', () => {
  let runs: Runs;
  beforeAll(async () => {
    runs = await openRuns();
  });
  afterAll(() => runs.test.close());

  it('the worker protocol is prepared, keeps its plans, and names no table in them', async () => {
    const { id } = await runs.job();
    for (let time = 0; time < 12; time += 1) {
      const { executionId, leaseToken } = await runs.claimed(id);
      await runs.tell('completeExecution', { executionId, leaseToken });
    }
    const prepared = z.array(z.object({ statement: z.string(), generic: z.coerce.number() }));
    const found = prepared.parse(
      await runs.prisma.$queryRaw`SELECT statement, generic_plans AS generic FROM pg_prepared_statements`,
    );
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found.some(({ generic }) => generic > 0)).toBe(true);
    const tables = z.array(z.object({ name: z.string() })).parse(
      await runs.prisma.$queryRaw`
        SELECT relname::text AS name FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace`,
    );
    const anyTable = new RegExp(`\\b(${tables.map(({ name }) => name).join('|')})\\b`);
    for (const { statement } of found) {
      expect(statement.startsWith(MARK)).toBe(true);
      expect(statement).not.toMatch(anyTable);
    }
  });
});
