import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MAX_LOG_FIELDS_BYTES, MAX_LOG_MESSAGE_BYTES } from '../src/executions/logs/clean-line.js';
import { LOG_SEARCH_BYTES } from '../src/executions/logs/log-read.sql.js';
import { errorsOf } from './support/http.js';
import type { Held, Run } from './support/world/work.js';
import { openWorkshop, type Workshop } from './support/world/workshop.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const line = z.object({
  cursor: z.string(),
  at: z.coerce.date(),
  level: z.string(),
  message: z.string(),
  fields: z.unknown(),
  stageName: z.string().nullable(),
  chunkId: z.string().nullable(),
  attempt: z.int(),
  isCut: z.boolean(),
});
const log = z.object({
  nodes: z.array(line),
  edges: z.array(z.object({ cursor: z.string(), node: z.object({ message: z.string() }) })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
  count: z.object({ value: z.int(), isCapped: z.boolean() }),
});
const read = z.object({ data: z.object({ execution: z.object({ logs: log }) }) });

const DOCUMENT = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: LogFilter) {
  execution(id: $id) { logs(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { cursor at level message fields stageName chunkId attempt isCut } edges { cursor node { message } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } count { value isCapped } } } }`;

async function logsOf({ id }: Pick<Held, 'id'>, args: object = {}) {
  const { body } = await shop.test.ask(
    DOCUMENT,
    { id, first: 'last' in args ? null : 200, ...args },
    shop.owner.key,
  );
  return read.parse(body).data.execution.logs;
}

async function refusedRead(run: Run, args: object): Promise<unknown> {
  const { body } = await shop.test.ask(DOCUMENT, { id: run.id, ...args }, shop.owner.key);
  const [error] = errorsOf.parse(body).errors;
  return error?.extensions.issues?.[0]?.path;
}

const say = (run: Held, lines: object[], more: object = {}) =>
  shop.record('recordLogs', 'lineCount cutCount', { work: run.work, lines, ...more });
const messages = (page: z.infer<typeof log>) => page.nodes.map(({ message }) => message);
const HOUR = Date.now() - 3_600_000;
const at = (ms: number) => new Date(HOUR + ms).toISOString();

describe('recordLogs', () => {
  it('keeps what is said, and says what was left out', async () => {
    const run = await shop.run();
    const told = {
      at: at(0),
      level: 'WARN',
      message: 'a\tb\nc',
      fields: { n: [1, { x: 'é' }] },
      stageName: 'login',
    };
    expect(await say(run, [told, { message: '' }])).toMatchObject({ lineCount: 2, cutCount: 0 });
    const { nodes } = await logsOf(run);
    expect(nodes).toMatchObject([
      { ...told, at: new Date(told.at), chunkId: null, attempt: 2, isCut: false },
      { level: 'INFO', message: '', fields: null, stageName: null },
    ]);
    expect(Math.abs((nodes[1]?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("is the chunk's whose lease proves it", async () => {
    const run = await shop.run();
    const chunk = await shop.chunk(run);
    await say(chunk, [{ message: 'of the chunk' }]);
    await say(run, [{ message: 'of the run' }]);
    expect(new Map((await logsOf(run)).nodes.map(({ message, chunkId }) => [message, chunkId]))).toEqual(
      new Map([
        ['of the chunk', chunk.id],
        ['of the run', null],
      ]),
    );
    expect(messages(await logsOf(run, { filter: { chunkId: chunk.id } }))).toEqual(['of the chunk']);
  });

  it.each([0, 1_001])('of %i lines is refused', async (count) => {
    const run = await shop.run();
    const lines = Array.from({ length: count }, () => ({ message: 'x' }));
    await shop.refused('recordLogs', { work: run.work, lines }, ['input', 'lines']);
  });

  it('of 1,000 lines are one row, written by one statement', async () => {
    const run = await shop.run();
    const lines = Array.from({ length: 1_000 }, (_, n) => ({ message: `line ${n}`, at: at(n) }));
    const { statements } = await shop.test.recordStatements(() => say(run, lines));
    expect(statements.filter((sql) => sql.includes('INSERT INTO execution_logs'))).toHaveLength(1);
    expect(await shop.test.prisma.executionLog.count({ where: { executionId: run.uuid } })).toBe(1);
    expect((await logsOf(run)).count).toEqual({ value: 1_000, isCapped: false });
  });

  it.each([
    ['colors', '\u001b[1;31mred\u001b[0m', 'red'],
    ['a title and a link', '\u001b]0;title\u0007x\u001b]8;;https://example.com\u001b\\y', 'xy'],
    ['cursor keys and charsets', 'a\u001b[2Kb\u001b(Bc\u001bMd', 'abcd'],
    ['an unfinished sequence', 'a\u001b[31', 'a31'],
    ['a progress bar', '10 %\r20 %\r\ndone', '10 %\n20 %\ndone'],
    ['NUL and other control characters', 'a\0b\u0007c\u007fd\u0085e', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
    ['half of a pair', 'a\ud800b', 'a\ufffdb'],
  ])('cleans %s', async (_, message, clean) => {
    const run = await shop.run();
    await say(run, [{ message }]);
    expect((await logsOf(run)).nodes).toMatchObject([{ message: clean, isCut: false }]);
  });

  it('cuts a line of a megabyte, at a character', async () => {
    const run = await shop.run();
    const long = ['x'.repeat(1_000_000), `x${'é'.repeat(MAX_LOG_MESSAGE_BYTES)}`, '\u001b['.repeat(400_000)];
    const whole = 'é'.repeat(MAX_LOG_MESSAGE_BYTES / 2);
    const lines = [...long, whole].map((message) => ({ message }));
    expect(await say(run, lines)).toMatchObject({ lineCount: 4, cutCount: 3 });
    const { nodes } = await logsOf(run);
    expect(nodes.map(({ isCut }) => isCut)).toEqual([true, true, true, false]);
    expect(nodes[0]?.message).toBe('x'.repeat(MAX_LOG_MESSAGE_BYTES));
    expect(nodes[1]?.message).toBe(`x${'é'.repeat(MAX_LOG_MESSAGE_BYTES / 2 - 1)}`);
    expect(nodes[3]?.message).toBe(whole);
  });

  it('leaves out fields that are too long, and refuses what is no object', async () => {
    const run = await shop.run();
    const fields = { text: 'x'.repeat(MAX_LOG_FIELDS_BYTES) };
    expect(
      await say(run, [
        { message: 'a', fields },
        { message: 'b', fields: { a: '\0' } },
      ]),
    ).toMatchObject({
      cutCount: 1,
    });
    expect((await logsOf(run)).nodes).toMatchObject([
      { message: 'a', fields: null, isCut: true },
      { message: 'b', fields: { a: '\ufffd' }, isCut: false },
    ]);
    const path = ['input', 'lines', 0, 'fields'];
    await shop.refused('recordLogs', { work: run.work, lines: [{ message: 'a', fields: [1] }] }, path);
  });

  it.each([
    ['stageName', { stageName: ' ' }],
    ['stageName', { stageName: 'x'.repeat(256) }],
  ])('with a wrong %s are refused', async (field, wrong) => {
    const run = await shop.run();
    const lines = [{ message: 'a' }, { message: 'b', ...wrong }];
    await shop.refused('recordLogs', { work: run.work, lines }, ['input', 'lines', 1, field]);
    expect((await logsOf(run)).nodes).toEqual([]);
  });

  it('takes a time in the future for now', async () => {
    const run = await shop.run();
    await say(run, [{ message: 'late', at: '9999-12-31T23:59:59.999Z' }, { message: 'now' }]);
    const { nodes } = await logsOf(run);
    expect(nodes.map(({ message }) => message)).toEqual(['late', 'now']);
    expect(Math.abs((nodes[0]?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('with a key takes effect once', async () => {
    const run = await shop.run();
    const again = () => say(run, [{ message: 'once' }], { idempotencyKey: 'once' });
    const [first, second] = await Promise.all([again(), again()]);
    expect(second).toEqual(first);
    expect(messages(await logsOf(run))).toEqual(['once']);
    expect(await say(run, [{ message: 'twice' }], { idempotencyKey: 'once' })).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is counted on the day of its owner, as far as the tier allows', async () => {
    const { prisma } = shop.test;
    const free = await shop.test.given.user({ tier: 'FREE' });
    const run = await shop.run({ owner: free.user.id });
    const tell = (count: number) =>
      shop.record(
        'recordLogs',
        'lineCount',
        { work: run.work, lines: Array.from({ length: count }, () => ({ message: 'x' })) },
        free.key,
      );
    await tell(3);
    const where = { ownerId: free.user.id, name: 'logLines' };
    expect(await prisma.usageMetric.findMany({ where, select: { value: true } })).toEqual([{ value: 3 }]);
    await prisma.usageMetric.updateMany({ where, data: { value: 99_998 } });
    const answer = await tell(3);
    expect(answer).toMatchObject({ __typename: 'QuotaExceededError', code: 'QUOTA_EXCEEDED' });
    expect(await prisma.executionLog.count({ where: { executionId: run.uuid } })).toBe(1);
    expect(await tell(2)).toMatchObject({ lineCount: 2 });
    expect(await tell(1)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    const { body } = await shop.test.ask('{ viewer { quotas { name limit used } } }', {}, free.key);
    const { quotas } = z
      .object({
        data: z.object({ viewer: z.object({ quotas: z.array(z.looseObject({ name: z.string() })) }) }),
      })
      .parse(body).data.viewer;
    expect(quotas).toContainEqual({ name: 'LOG_LINES_PER_DAY', limit: 100_000, used: 100_000 });
  });
});

describe('Execution.logs', () => {
  it('is in the order of times, and keeps that of a call where they are equal', async () => {
    const run = await shop.run();
    await say(run, [
      { message: 'd', at: at(86_400_000 * -3) },
      { message: 'e', at: at(5) },
      { message: 'f', at: at(5) },
      { message: 'g', at: at(5), level: 'ERROR' },
      { message: 'c', at: '0001-01-01T00:00:00Z' },
    ]);
    await say(run, [
      { message: 'i', at: at(20_000) },
      { message: 'h', at: at(4) },
    ]);
    expect(messages(await logsOf(run))).toEqual(['c', 'd', 'h', 'e', 'f', 'g', 'i']);
  });

  it('goes both ways through rows that overlap, by pages of any size', async () => {
    const run = await shop.run();
    const chunks = [await shop.chunk(run), await shop.chunk(run), run];
    const said: Array<{ at: number; message: string }> = [];
    for (let call = 0; call < 12; call += 1) {
      const lines = Array.from({ length: 5 }, (_, n) => ({ ms: ((call * 7 + n * 13) % 29) * 977, n }));
      for (const { ms, n } of lines) said.push({ at: ms, message: `${call}.${n}` });
      const sent = lines.map(({ ms, n }) => ({ at: at(ms), message: `${call}.${n}` }));
      await say(chunks[call % 3] ?? run, sent);
    }
    const all = messages(await logsOf(run));
    expect([...all].sort()).toEqual(said.map(({ message }) => message).sort());
    const times = new Map(said.map(({ at: ms, message }) => [message, ms]));
    const inOrder = all.map((message) => times.get(message) ?? 0);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    for (const size of [1, 4, 7, 60]) {
      const forward: string[] = [];
      let after: string | null = null;
      for (;;) {
        const page = await logsOf(run, { first: size, after });
        expect(page.edges.map(({ cursor }) => cursor)).toEqual(page.nodes.map(({ cursor }) => cursor));
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        forward.push(...messages(page));
        after = page.pageInfo.endCursor;
        if (!page.pageInfo.hasNextPage) break;
      }
      expect(forward).toEqual(all);
      const backward: string[] = [];
      let before: string | null = null;
      for (;;) {
        const page = await logsOf(run, { last: size, before });
        expect(page.pageInfo.hasNextPage).toBe(before !== null);
        backward.unshift(...messages(page));
        before = page.pageInfo.startCursor;
        if (!page.pageInfo.hasPreviousPage) break;
      }
      expect(backward).toEqual(all);
    }
    const [from, to] = [all[10], all[20]];
    const { nodes } = await logsOf(run);
    const between = await logsOf(run, {
      after: nodes.find(({ message }) => message === from)?.cursor,
      before: nodes.find(({ message }) => message === to)?.cursor,
    });
    expect(messages(between)).toEqual(all.slice(11, 20));
  });

  it('is found by level, text, time, stage and attempt', async () => {
    const run = await shop.run();
    await say(run, [
      { message: 'Ärger mit 100 % Kaffee', at: at(1), level: 'ERROR', stageName: 'brew' },
      { message: 'fetched a_b', at: at(2), level: 'DEBUG' },
      { message: 'FETCHED axb', at: at(3), stageName: 'brew' },
    ]);
    const found = async (filter: object) => {
      const page = await logsOf(run, { filter });
      expect(page.count).toEqual({ value: page.nodes.length, isCapped: false });
      return page.nodes.map(({ at: time }) => time.getTime() - HOUR);
    };
    expect(await found({})).toEqual([1, 2, 3]);
    expect(await found({ level: ['ERROR', 'DEBUG'] })).toEqual([1, 2]);
    expect(await found({ level: [] })).toEqual([]);
    expect(await found({ search: 'FeTcHeD' })).toEqual([2, 3]);
    expect(await found({ search: 'A_b' })).toEqual([2]);
    expect(await found({ search: '100 %' })).toEqual([1]);
    expect(await found({ search: 'ärger' })).toEqual([1]);
    expect(await found({ at: { from: at(2), to: at(3) } })).toEqual([2]);
    expect(await found({ stageName: 'brew', level: ['INFO'] })).toEqual([3]);
    expect(await found({ attempt: 2 })).toEqual([1, 2, 3]);
    expect(await found({ attempt: 1 })).toEqual([]);
    expect(messages(await logsOf(run, { last: 1, filter: { search: 'fetched' } }))).toEqual(['FETCHED axb']);
    expect((await logsOf(run, { filter: {}, first: 1 })).pageInfo.hasNextPage).toBe(true);
    expect(await refusedRead(run, { filter: { search: 'ab' } })).toEqual(['filter', 'search']);
    expect(await refusedRead(run, { filter: { stageName: '' } })).toEqual(['filter', 'stageName']);
    expect(await refusedRead(run, { filter: { chunkId: run.id } })).toEqual(['filter', 'chunkId']);
    expect(await refusedRead(run, { after: 'nonsense' })).toEqual(['after']);
    expect(await refusedRead(run, { last: 201 })).toEqual(['last']);
  });

  it('searches so much at a time, and goes on from there', async () => {
    const run = await shop.run();
    const { prisma } = shop.test;
    for (let n = 0; n < 5; n += 1) {
      await say(run, [
        { message: `number ${n}`, at: at(n * 1_000) },
        ...(n === 4 ? [{ message: 'rare', at: at(4_000) }] : []),
      ]);
    }
    const size = Math.ceil(LOG_SEARCH_BYTES / 2);
    await prisma.executionLog.updateMany({ where: { executionId: run.uuid }, data: { byteCount: size } });
    const filter = { search: 'rare' };
    for (const isForward of [true, false]) {
      const found: string[] = [];
      let pages = 0;
      let cursor: string | null = null;
      for (;;) {
        const page: z.infer<typeof log> = await logsOf(
          run,
          isForward ? { first: 10, after: cursor, filter } : { last: 10, before: cursor, filter },
        );
        pages += 1;
        found.push(...messages(page));
        cursor = isForward ? page.pageInfo.endCursor : page.pageInfo.startCursor;
        if (!(isForward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage)) break;
        expect(cursor).not.toBeNull();
      }
      expect(found).toEqual(['rare']);
      expect(pages).toBe(2);
    }
    expect((await logsOf(run, { filter })).count).toEqual({ value: 0, isCapped: true });
  });

  it('searches no more for several runs than for one', async () => {
    const runs = await Promise.all([1, 2].map(() => shop.run()));
    for (const run of runs) {
      await say(run, [
        { message: 'first', at: at(0) },
        { message: 'second', at: at(20_000) },
        { message: 'rare', at: at(40_000) },
      ]);
      const byteCount = Math.ceil(LOG_SEARCH_BYTES * 0.4);
      await shop.test.prisma.executionLog.updateMany({
        where: { executionId: run.uuid },
        data: { byteCount },
      });
      expect(messages(await logsOf(run, { filter: { search: 'rare' } }))).toEqual(['rare']);
    }
    const document = `query ($ids: [ID!]!) { executions(filter: { ids: $ids }) {
      nodes { logs(filter: { search: "rare" }) { nodes { message } pageInfo { hasNextPage } count { value isCapped } } } } }`;
    const { body } = await shop.test.ask(document, { ids: runs.map(({ id }) => id) }, shop.owner.key);
    const stopped = {
      logs: { nodes: [], pageInfo: { hasNextPage: true }, count: { value: 0, isCapped: true } },
    };
    expect(body).toEqual({ data: { executions: { nodes: [stopped, stopped] } } });
  });

  it('is one statement for the logs of a page of runs, and bounded', async () => {
    const jobId = await shop.job('TASK', shop.owner.user.id);
    const runs = await Promise.all([1, 2, 3].map(() => shop.run({ kind: 'TASK', jobId })));
    for (const run of runs) await say(run, [{ message: `of ${run.id}` }, { message: 'x'.repeat(5_000) }]);
    const document = `query ($size: Int!) { executions(filter: { ids: ${JSON.stringify(runs.map(({ id }) => id))} }) {
      nodes { id logs(first: $size) { nodes { message } } } } }`;
    const { result, statements } = await shop.test.recordStatements(() =>
      shop.test.ask(document, { size: 1 }, shop.owner.key),
    );
    const nodes = z
      .object({
        data: z.object({
          executions: z.object({ nodes: z.array(z.object({ id: z.string(), logs: z.unknown() })) }),
        }),
      })
      .parse(result.body).data.executions.nodes;
    expect(nodes).toHaveLength(3);
    for (const { id, logs } of nodes) expect(logs).toEqual({ nodes: [{ message: `of ${id}` }] });
    expect(statements.filter((sql) => sql.includes('execution_logs'))).toHaveLength(1);
  });

  it("is no stranger's to read, and an administrator's", async () => {
    const run = await shop.run();
    await say(run, [{ message: 'mine' }]);
    const ask = (key: string) =>
      shop.test.ask(`{ execution(id: "${run.id}") { logs { nodes { message } } } }`, {}, key);
    expect((await ask(shop.stranger.key)).body).toEqual({ data: { execution: null } });
    expect((await ask(shop.admin.key)).body).toEqual({
      data: { execution: { logs: { nodes: [{ message: 'mine' }] } } },
    });
  });

  it('goes with its run', async () => {
    const run = await shop.run();
    const chunk = await shop.chunk(run);
    await say(chunk, [{ message: 'x' }]);
    await shop.test.prisma.$executeRaw`DELETE FROM job_executions WHERE id = ${run.uuid}::uuid`;
    expect(await shop.test.prisma.executionLog.count({ where: { executionId: run.uuid } })).toBe(0);
  });
});
