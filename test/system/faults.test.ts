import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Home, openHome } from '../support/home.js';
import { type ServerProcess, serve } from '../support/serve.js';

const SERVER = process.env.TEST_DATABASE_URL;
const KEY = 'the-key-of-the-fault-tests-is-long-enough';
const START_LIMIT_MS = 60_000;
const TEST_LIMIT_MS = 120_000;
const CALLS = 40;
const TRIES = 20;

const answer = z.object({
  data: z.object({
    enqueueExecution: z.object({ isReplay: z.boolean(), execution: z.object({ id: z.string() }) }),
  }),
});

describe('a server that is hurt under load', () => {
  let home: Home;
  let server: ServerProcess;

  const start = () => serve({ ...home.env, RUNLEDGER_ADMIN_KEY: KEY });

  async function ask(query: string): Promise<unknown> {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ query }),
    });
    return response.json();
  }

  const enqueue = (key: string) =>
    ask(`mutation { enqueueExecution(input: { jobSlug: "hurt", idempotencyKey: "${key}" }) {
      ... on EnqueueExecutionPayload { isReplay execution { id } } ... on Error { code } } }`);

  /** Says it until it is answered, as a worker does. */
  async function enqueued(key: string) {
    let said: unknown;
    for (let tried = 0; tried < TRIES; tried += 1) {
      said = await enqueue(key).catch(() => null);
      const parsed = answer.safeParse(said);
      if (parsed.success) return parsed.data.data.enqueueExecution;
      await sleep(100);
    }
    throw new Error(`${key} was never answered: ${JSON.stringify(said)}`);
  }

  async function expectOnePerKey(prefix: string, keys: readonly string[]) {
    const first = await Promise.all(keys.map(enqueued));
    const again = await Promise.all(keys.map(enqueued));
    const ids = first.map(({ execution }) => execution.id);
    expect(new Set(ids).size, prefix).toBe(keys.length);
    expect(again.map(({ execution }) => execution.id)).toEqual(ids);
    expect(again.every(({ isReplay }) => isReplay)).toBe(true);
    return ids;
  }

  async function countRuns(): Promise<number> {
    const body = await ask('{ job(slug: "hurt") { executions { count(upTo: 1000) { value } } } }');
    return z
      .object({
        data: z.object({ job: z.object({ executions: z.object({ count: z.object({ value: z.int() }) }) }) }),
      })
      .parse(body).data.job.executions.count.value;
  }

  beforeAll(async () => {
    home = await openHome('faults');
    server = await start();
    await ask(
      'mutation { createJob(input: { slug: "hurt", name: "Hurt", kind: { bot: { botId: "b" } } }) { __typename } }',
    );
  }, START_LIMIT_MS);

  afterAll(async () => {
    await server?.end();
    await home.remove();
  });

  it(
    'killed between commit and answer: what is asked again is done once',
    async () => {
      const before = await countRuns();
      const keys = Array.from({ length: CALLS }, (_, place) => `killed-${place}`);
      const unanswered = keys.map((key) =>
        enqueue(key).then(
          () => 1,
          () => 0,
        ),
      );
      // Some have committed by now, and not all of those were answered.
      await Promise.race([Promise.all(unanswered), sleep(150)]);
      await server.end();
      await Promise.all(unanswered);
      server = await start();
      await expectOnePerKey('killed', keys);
      expect(await countRuns()).toBe(before + CALLS);
    },
    TEST_LIMIT_MS,
  );

  // PGlite has no backends to terminate.
  it.skipIf(!SERVER)(
    'whose connections are terminated: nothing is lost or doubled, and it goes on',
    async () => {
      const before = await countRuns();
      const admin = new pg.Client({ connectionString: SERVER });
      await admin.connect();
      const keys = Array.from({ length: CALLS }, (_, place) => `terminated-${place}`);
      let isOver = false;
      const terminate = async () => {
        let ended = 0;
        while (!isOver) {
          const { rowCount } = await admin.query(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
            [home.name],
          );
          ended += rowCount ?? 0;
          await sleep(200);
        }
        return ended;
      };
      const terminated = terminate();
      const answered = await Promise.all(keys.map((key) => enqueue(key).catch(() => null)));
      isOver = true;
      expect(await terminated).toBeGreaterThan(0);
      await admin.end();
      expect(answered).toHaveLength(CALLS);
      await expectOnePerKey('terminated', keys);
      expect(await countRuns()).toBe(before + CALLS);
    },
    TEST_LIMIT_MS,
  );
});
