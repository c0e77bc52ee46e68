import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nameOf, statements } from '../src/core/db/said.js';
import { createTestApp, type TestApp } from './support/app.js';
import type { Owner } from './support/world/jobs.js';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
/** A raw statement that is written where it is sent, up to its first words. */
const RAW = /\$(?:queryRaw|executeRaw)(?:\(\s*Prisma\.sql)?`([^`]{0,80})/g;
const NAMED = /^(?:\$\{PREPARED(?:_LONG)?\} )?\/\* [a-z][a-z_]+ \*\//;

let test: TestApp;
let owner: Owner;
beforeAll(async () => {
  test = await createTestApp();
  owner = await test.given.owner();
});
afterAll(() => test.close());

/** What the database is asked meanwhile, by name; undefined for what has none. */
async function namesDuring(work: () => Promise<unknown>): Promise<Array<string | undefined>> {
  const names: Array<string | undefined> = [];
  const end = statements.listen(({ sql }) => names.push(nameOf(sql)));
  await work();
  end();
  return names;
}

it('every statement that is written by hand begins with its name', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('generated'),
  );
  const unnamed = files.flatMap((name) =>
    [...readFileSync(join(SRC, name), 'utf8').matchAll(RAW)]
      .filter(([, text = '']) => !NAMED.test(text))
      .map(([, text]) => `${name}: ${text}`),
  );
  expect(unnamed).toEqual([]);
});

it("statements of this project's own and of Prisma's say what they are for", async () => {
  const ask = (query: string) => test.ask(query, {}, owner.key);
  await ask('{ viewer { id } }');
  expect(
    await namesDuring(() => ask('mutation { claimExecutions(input: { workerId: "w" }) { __typename } }')),
  ).toContain('claim_queued');
  const listed = await namesDuring(() => ask('{ jobs(first: 2) { nodes { id } } }'));
  expect(listed).toContain('Job.findMany');
});

it('a name is all that is said of a request: the same statement has the same text', async () => {
  const textsDuring = async (query: string) => {
    const texts: string[] = [];
    const end = statements.listen(({ sql }) => texts.push(sql));
    await test.ask(query, {}, owner.key);
    end();
    return texts;
  };
  // What the process reads once is read by then; it forgets credentials when it begins to hear of changes to them.
  await expect
    .poll(() => textsDuring('query Zero { jobs(first: 2) { nodes { id name } } }'), { timeout: 30_000 })
    .toHaveLength(1);
  const first = await textsDuring('query One { jobs(first: 2) { nodes { id name } } }');
  const second = await textsDuring('query Two { jobs(first: 2) { nodes { id name } } }');
  expect(second).toEqual(first);
});
