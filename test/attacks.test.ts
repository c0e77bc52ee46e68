import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ATTACKS } from './support/attacks.js';

/** Generous, for a machine that does much else; docs/security.md has what was measured. */
const MAX_MS = 10_000;
const MAX_HEAP_MB = 150;
const MAX_KEPT_MB = 40;
const RUN_LIMIT_MS = 120_000;

const outcome = z.object({ status: z.number(), code: z.string().nullable() });
const report = z.object({
  rows: z.array(
    z.object({ name: z.string(), outcome, expected: outcome, ms: z.number(), peakMB: z.number() }),
  ),
  keptMB: z.number(),
});

/** In a process of its own, whose memory is nobody else's. */
describe('attacks', () => {
  let found: z.infer<typeof report>;

  beforeAll(async () => {
    const args = ['--expose-gc', '--import', 'tsx', 'bench/attacks.ts', '--rounds', '1', '--json'];
    const env = { ...process.env, DATABASE_URL: process.env.TEST_DATABASE_URL };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: RUN_LIMIT_MS });
    found = report.parse(JSON.parse(stdout));
  }, RUN_LIMIT_MS);

  it.each(ATTACKS.map(({ name }) => name))('%s: the expected answer, in time, within memory', (name) => {
    const row = found.rows.find((one) => one.name === name);
    expect(row?.outcome).toEqual(row?.expected);
    expect(row?.ms).toBeLessThan(MAX_MS);
    expect(row?.peakMB).toBeLessThan(MAX_HEAP_MB);
  });

  it('leave nothing behind in memory', () => {
    expect(found.keptMB).toBeLessThan(MAX_KEPT_MB);
  });
});
