import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';

const claimed = z.object({ executions: z.array(z.object({ execution: z.object({ id: z.string() }) })) });

let test: TestApp;
let key: string;
let create: Command;
let update: Command;
let enqueue: Command;
let claim: Command;
let remove: Command;

beforeAll(async () => {
  test = await createTestApp();
  const job = 'job { id slug kind ... on TaskJob { handler } }';
  create = command(test, 'createJob', `... on CreateJobPayload { ${job} }`);
  update = command(test, 'updateJob', `... on UpdateJobPayload { ${job} }`);
  remove = command(test, 'deleteJob', '... on DeleteJobPayload { deletedJobId }');
  enqueue = command(test, 'enqueueExecution', '... on EnqueueExecutionPayload { execution { id } }');
  claim = command(
    test,
    'claimExecutions',
    '... on ClaimExecutionsPayload { executions { execution { id job { ... on TaskJob { handler } } } } }',
  );
}, 60_000);
// Nobody else's runs are in their queue.
beforeEach(async () => {
  ({ key } = await test.given.user({ key: { scopes: ['READ', 'WORK', 'MANAGE'] } }));
});
afterAll(() => test.close());

async function givenTask(input: object = {}): Promise<string> {
  return textIn(await create.run({ name: 'A task', kind: { task: {} }, ...input }, key), 'job.id');
}

async function enqueued(jobId: string): Promise<string> {
  return textIn(await enqueue.run({ jobId }, key), 'execution.id');
}

/** The runs that a claim gets, which are then no longer in the queue. */
async function claims(input: object): Promise<string[]> {
  const answer = claimed.parse(await claim.run({ workerId: 'w', limit: 20, ...input }, key));
  return answer.executions.map(({ execution }) => execution.id).sort();
}

async function ids(list: string): Promise<string[]> {
  const { body } = await test.ask(`{ list: ${list} { nodes { id } } }`, {}, key);
  const answer = z.object({
    data: z.object({ list: z.object({ nodes: z.array(z.object({ id: z.string() })) }) }),
  });
  return answer.parse(body).data.list.nodes.map(({ id }) => id);
}

describe('a task', () => {
  it('has the handler that is said, or the slug of its job', async () => {
    const said = await create.run({ name: 'Mail', kind: { task: { handler: 'send-email' } } }, key);
    expect(said).toMatchObject({ job: { kind: 'TASK', handler: 'send-email' } });
    expect(textIn(said, 'job.id')).toMatch(/^task_/);
    for (const [slug, handler] of [
      ['my-slug', 'my-slug'],
      [undefined, 'a-name'],
    ]) {
      const made = await create.run({ name: 'A name', slug, kind: { task: {} } }, key);
      expect(made).toMatchObject({ job: { slug: handler, handler } });
    }
  });

  it('keeps its handler until another is said; null is the slug again', async () => {
    const jobId = await givenTask({ slug: 'kept', kind: { task: { handler: 'first' } } });
    const handlerAfter = (change: object) => update.run({ jobId, ...change }, key);
    expect(await handlerAfter({ name: 'Other' })).toMatchObject({ job: { handler: 'first' } });
    expect(await handlerAfter({ kind: { task: {} } })).toMatchObject({ job: { handler: 'first' } });
    expect(await handlerAfter({ slug: 'moved', kind: { task: { handler: null } } })).toMatchObject({
      job: { slug: 'moved', handler: 'moved' },
    });
  });

  it('is answered by its id, and as nothing by that of another kind', async () => {
    const id = await givenTask({ kind: { task: { handler: 'by-id' } } });
    const ask = async (of: string) => {
      const { body } = await test.ask(
        'query($id: ID!) { node(id: $id) { __typename ... on TaskJob { handler } } }',
        { id: of },
        key,
      );
      return body;
    };
    expect(await ask(id)).toEqual({ data: { node: { __typename: 'TaskJob', handler: 'by-id' } } });
    expect(await ask(id.replace('task_', 'social_'))).toEqual({ data: { node: null } });
    expect(await ask(id.replace('task_', 'bot_'))).toEqual({ data: { node: null } });
  });

  it('is deleted with its row and its runs', async () => {
    const id = await givenTask({ kind: { task: { handler: 'going' } } });
    await enqueued(id);
    expect(await remove.run({ jobId: id }, key)).toMatchObject({ deletedJobId: id });
    expect(await test.prisma.taskJob.count({ where: { handler: 'going' } })).toBe(0);
    expect(await test.prisma.execution.count({ where: { kind: 'TASK', kindKey: 'going' } })).toBe(0);
  });
});

describe('workers', () => {
  it('claim by handlers, and never a bot of the same name', async () => {
    const mail = await givenTask({ kind: { task: { handler: 'same' } } });
    const sms = await givenTask({ kind: { task: { handler: 'send-sms' } } });
    const pdf = await givenTask({ kind: { task: { handler: 'render-pdf' } } });
    const bot = textIn(await create.run({ name: 'Bot', kind: { bot: { botId: 'same' } } }, key), 'job.id');
    const [mailRun, smsRun, pdfRun, botRun] = [
      await enqueued(mail),
      await enqueued(sms),
      await enqueued(pdf),
      await enqueued(bot),
    ];

    for (const nothing of [
      { handlers: [] },
      { botIds: [] },
      { kinds: [] },
      { handlers: ['none'] },
      { handlers: ['same'], botIds: ['same'] },
      { handlers: ['same'], kinds: ['BOT'] },
      { handlers: ['same'], jobId: sms },
    ]) {
      expect(await claims(nothing), JSON.stringify(nothing)).toEqual([]);
    }
    expect(await claims({ botIds: ['same'] })).toEqual([botRun]);
    expect(await claims({ handlers: ['same', 'send-sms'] })).toEqual([mailRun, smsRun].sort());
    expect(await claims({ kinds: ['TASK'] })).toEqual([pdfRun]);
  });

  it('claim what was accepted before by the handler that it had then', async () => {
    const jobId = await givenTask({ kind: { task: { handler: 'old' } } });
    const before = await enqueued(jobId);
    await update.run({ jobId, kind: { task: { handler: 'new' } } }, key);
    const after = await enqueued(jobId);
    expect(await claims({ handlers: ['new'] })).toEqual([after]);
    expect(await claims({ handlers: ['old'] })).toEqual([before]);
  });

  it('see the handler without READ', async () => {
    const { key: worker } = await test.given.user({ key: { scopes: ['WORK'] } });
    const answer = await claim.run({ workerId: 'w', handlers: ['none'] }, worker);
    expect(answer).toMatchObject({ executions: [] });
  });
});

describe('filters', () => {
  it('find tasks by handler and bots by bot, never one by the other', async () => {
    const task = await givenTask({ kind: { task: { handler: 'twin' } } });
    const bot = textIn(await create.run({ name: 'Twin', kind: { bot: { botId: 'twin' } } }, key), 'job.id');
    const [, botRun] = [await enqueued(task), await enqueued(bot)];
    expect(await ids('jobs(filter: { handler: ["twin"] })')).toEqual([task]);
    expect(await ids('jobs(filter: { botId: ["twin"] })')).toEqual([bot]);
    expect(await ids('jobs(filter: { botId: ["twin"], handler: ["twin"] })')).toEqual([]);
    expect(await ids('jobs(filter: { handler: [] })')).toEqual([]);
    expect(await ids('executions(filter: { botId: ["twin"] })')).toEqual([botRun]);
    const { body } = await test.ask('{ executions(filter: { kind: [TASK] }) { nodes { botId } } }', {}, key);
    const nodes = z.object({ data: z.object({ executions: z.object({ nodes: z.array(z.unknown()) }) }) });
    expect(new Set(nodes.parse(body).data.executions.nodes.map((node) => JSON.stringify(node)))).toEqual(
      new Set(['{"botId":null}']),
    );
  });
});
