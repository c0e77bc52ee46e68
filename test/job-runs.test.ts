import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedDemo } from '../demo/seed.js';
import { createTestApp, type TestApp } from './support/app.js';

let test: TestApp;
let key: string;

beforeAll(async () => {
  test = await createTestApp();
  await seedDemo(test.database.prisma);
  ({ key } = await test.given.admin());
});

afterAll(() => test?.close());

it('a job’s own runs are bound by the job: filters that need a bound work without another', async () => {
  const { body } = await test.ask(
    `{ jobs(first: 200) { nodes { executions(first: 200, filter: { error: "element", durationMs: { min: 1 } }) { nodes { errorMessage durationMs } } } } }`,
    {},
    key,
  );
  expect(body).not.toHaveProperty('errors');
  const found = JSON.stringify(body).match(/"errorMessage":"[^"]*element/gi) ?? [];
  const rows = await test.prisma.execution.count({
    where: { errorMessage: { contains: 'element', mode: 'insensitive' }, durationMs: { gte: 1 } },
  });
  expect(rows).toBeGreaterThan(0);
  expect(found).toHaveLength(rows);
  const refused = await test.ask('{ executions(filter: { error: "element" }) { nodes { id } } }', {}, key);
  expect(JSON.stringify(refused.body)).toContain('BAD_USER_INPUT');
});
