import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';
import { nextRun } from '../src/jobs/cron.js';
import { isSlug, slugFrom } from '../src/jobs/slug.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';
import type { PersonOf } from './support/world/people.js';

const JOB = `id kind slug name description status config priority maxAttempts retryBackoffSeconds timeoutSeconds tags
  schedule { cron timezone overlap missedTicks nextRunAt } owner { id } project { id }
  ... on MonitorJob { xUsername topics hoursBack } ... on CrawlJob { keywords maxImages }
  ... on BotJob { botId } ... on AgentTask { maxRounds memorySize } ... on TaskJob { handler }`;
const WRITE_ERRORS = `... on NotFoundError { code message id } ... on ConflictError { code message existing { id } }`;
const ELSE = `... on NotFoundError { code message id }`;
const BOT = { bot: { botId: 'payroll' } };
const MONITOR = { monitor: { xUsername: 'ada_x', topics: ['AI'] } };

let test: TestApp;
let create: Command;
let update: Command;
let setStatus: Command;
let remove: Command;
let enqueue: Command;
let claim: Command;
let complete: Command;
let ada: { key: string; id: string };
let bob: { key: string; id: string };
let admin: { key: string; id: string };

beforeAll(async () => {
  test = await createTestApp();
  create = command(test, 'createJob', `... on CreateJobPayload { job { ${JOB} } } ${WRITE_ERRORS}`);
  update = command(test, 'updateJob', `... on UpdateJobPayload { job { ${JOB} } } ${WRITE_ERRORS}`);
  setStatus = command(test, 'setJobStatus', `... on SetJobStatusPayload { job { ${JOB} } } ${ELSE}`);
  remove = command(
    test,
    'deleteJob',
    `... on DeleteJobPayload { deletedJobId } ${ELSE} ... on InvalidTransitionError { code from to allowed }`,
  );
  enqueue = command(test, 'enqueueExecution', '... on EnqueueExecutionPayload { execution { id } }');
  claim = command(
    test,
    'claimExecutions',
    '... on ClaimExecutionsPayload { executions { execution { id } lease { token } } }',
  );
  complete = command(test, 'completeExecution', '... on CompleteExecutionPayload { execution { id } }');
  [ada, bob, admin] = await Promise.all([
    person({}),
    person({}),
    person({ user: { role: 'ADMIN' }, scopes: ['ADMIN'] }),
  ]);
}, 60_000);
afterAll(() => test.close());

interface Person {
  user?: PersonOf;
  scopes?: Array<'READ' | 'WORK' | 'MANAGE' | 'ADMIN'>;
}

async function person({ user, scopes = ['READ', 'WORK', 'MANAGE'] }: Person) {
  const given = await test.given.user({ ...user, key: { scopes } });
  return { key: given.key, id: given.user.id };
}

async function givenJob(input: object = {}, key = ada.key): Promise<string> {
  return textIn(await create.run({ name: 'A job', kind: BOT, ...input }, key), 'job.id');
}

async function givenProject(ownerId: string): Promise<string> {
  const { id } = await test.prisma.project.create({ data: { ownerId, name: 'p' } });
  return encodeId('Project', id);
}

function uuidOf(id: string): string {
  const decoded = decodeId(id);
  if (!decoded) throw new Error(`${id} is no id`);
  return decoded.uuid;
}

const rowOf = (id: string) => test.prisma.job.findUniqueOrThrow({ where: { id: uuidOf(id) } });

async function databaseNow(): Promise<Date> {
  const [row] = await test.prisma.$queryRaw<Array<{ now: Date }>>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error('the database has no time');
  return row.now;
}

describe('slugs', () => {
  it.each([
    ['Payroll', 'payroll'],
    ['  Größe & Co. — №5 ', 'gro-e-co-no5'],
    ['Crème Brûlée', 'creme-brulee'],
    ['日本語', 'job'],
    ['---', 'job'],
    ['x'.repeat(500), 'x'.repeat(80)],
    [`${'x'.repeat(79)} y`, 'x'.repeat(79)],
  ])('of %j: %s', (name, slug) => {
    expect(slugFrom(name)).toBe(slug);
    expect(isSlug(slug)).toBe(true);
  });
});

describe('createJob', () => {
  it('makes a job with the defaults, active, of the caller', async () => {
    const { job } = await create.run({ name: 'Nightly Payroll!', kind: { agent: {} } }, ada.key);
    expect(job).toMatchObject({
      kind: 'AGENT',
      slug: 'nightly-payroll',
      name: 'Nightly Payroll!',
      description: null,
      status: 'ACTIVE',
      config: {},
      priority: 5,
      maxAttempts: 3,
      retryBackoffSeconds: 30,
      timeoutSeconds: null,
      tags: [],
      schedule: null,
      project: null,
      owner: { id: encodeId('Account', ada.id) },
      maxRounds: 5,
      memorySize: 50,
    });
  });

  it('makes every kind, with everything said', async () => {
    const projectId = await givenProject(ada.id);
    const rest = {
      slug: 'all-of-it',
      name: 'All of it',
      description: 'Why',
      priority: 10,
      maxAttempts: 3,
      retryBackoffSeconds: 0,
      timeoutSeconds: 90,
      tags: ['b', 'a', 'b'],
      config: { deep: { list: [1, null] } },
    };
    const { job } = await create.run(
      { ...rest, projectId, kind: { crawl: { keywords: ['cat'], maxImages: 9 } } },
      ada.key,
    );
    expect(job).toMatchObject({
      ...rest,
      tags: ['b', 'a'],
      project: { id: projectId },
      kind: 'CRAWL',
      keywords: ['cat'],
      maxImages: 9,
    });
    expect((await create.run({ name: 'm', kind: MONITOR }, ada.key)).job).toMatchObject({
      kind: 'MONITOR',
      xUsername: 'ada_x',
      topics: ['AI'],
      hoursBack: 24,
    });
    expect((await create.run({ name: 'b', kind: BOT }, ada.key)).job).toMatchObject({
      kind: 'BOT',
      botId: 'payroll',
    });
  });

  it('reckons the next run in the time zone of the schedule, from the time of the database', async () => {
    const before = await databaseNow();
    const schedule = { cron: '30 2 * * *', timezone: 'Asia/Tokyo' };
    const answer = await create.run({ name: 'daily', kind: BOT, schedule }, ada.key);
    const after = await databaseNow();
    const nextRunAt = nextRun(schedule, before)?.toISOString();
    expect(nextRunAt?.endsWith('T17:30:00.000Z')).toBe(true);
    expect([nextRunAt, nextRun(schedule, after)?.toISOString()]).toContain(
      (await rowOf(textIn(answer, 'job.id'))).nextRunAt?.toISOString(),
    );
    expect(answer.job).toMatchObject({ schedule: { ...schedule, overlap: 'SKIP', missedTicks: 'SKIP' } });
  });

  it.each([
    ['Japan', 'Japan'],
    ['CET', 'CET'],
    ['utc', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['AMERICA/NEW_YORK', 'America/New_York'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['US/Eastern', 'US/Eastern'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('takes the time zone %s as %s', async (timezone, kept) => {
    const schedule = { cron: '30 2 * * *', timezone };
    const answer = await create.run({ name: 'zoned', kind: BOT, schedule }, ada.key);
    expect(answer.job).toMatchObject({ schedule: { timezone: kept } });
  });

  it('says the times of an expression before a job has it, as of the job then', async () => {
    const times = { cron: '30 2 * * *', timezone: 'asia/tokyo' };
    const range = { from: '2026-03-01T17:30:00Z', to: '2026-03-05T00:00:00Z' };
    const preview = await test.ask(
      `query($cron: String!, $timezone: String, $from: DateTime, $to: DateTime) {
        scheduleNextRuns(cron: $cron, timezone: $timezone, from: $from, to: $to) }`,
      { ...times, ...range },
      ada.key,
    );
    const expected = ['01', '02', '03', '04'].map((day) => `2026-03-${day}T17:30:00.000Z`);
    expect(preview.body).toEqual({ data: { scheduleNextRuns: expected } });
    const created = await create.run({ name: 'previewed', kind: BOT, schedule: times }, ada.key);
    const ofJob = await test.ask(
      `query($id: ID!, $from: DateTime, $to: DateTime) {
        job(id: $id) { schedule { nextRuns(from: $from, to: $to) } } }`,
      { id: textIn(created, 'job.id'), ...range },
      ada.key,
    );
    expect(ofJob.body).toEqual({ data: { job: { schedule: { nextRuns: expected } } } });
  });

  it.each([
    ['* * * *', 'UTC', 'cron'],
    ['61 * * * *', 'UTC', 'cron'],
    ['0 0 30 2 *', 'UTC', 'cron'],
    ['', 'UTC', 'cron'],
    ['* * * * *', 'Mars/Olympus', 'timezone'],
  ])('says what is wrong with %j in %s', async (cron, timezone, field) => {
    const { body } = await test.ask(
      `query($cron: String!, $timezone: String) { scheduleNextRuns(cron: $cron, timezone: $timezone) }`,
      { cron, timezone },
      ada.key,
    );
    expect(body).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: [field] }] } }],
    });
  });

  it('makes names that are the same slugs of their own, for each owner', async () => {
    const slugs = async (key: string) => {
      const found: unknown[] = [];
      for (let i = 0; i < 3; i += 1) {
        found.push((await create.run({ name: 'Same Name', kind: BOT }, key)).job);
      }
      return found;
    };
    const expected = ['same-name', 'same-name-2', 'same-name-3'].map((slug) => ({ slug }));
    expect(await slugs(ada.key)).toMatchObject(expected);
    expect(await slugs(bob.key)).toMatchObject(expected);
    await givenJob({ slug: 'same-name-41' });
    expect((await create.run({ name: 'Same name', kind: BOT }, ada.key)).job).toMatchObject({
      slug: 'same-name-42',
    });
  });

  it('answers which job has a slug that is taken', async () => {
    const first = await givenJob({ slug: 'taken' });
    expect(await create.run({ name: 'n', slug: 'taken', kind: MONITOR }, ada.key)).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      existing: { id: first },
    });
    expect(await create.run({ name: 'n', slug: 'taken', kind: BOT }, bob.key)).toMatchObject({
      job: { slug: 'taken' },
    });
  });

  it('knows no project but the caller’s own, for administrators too', async () => {
    const projectId = await givenProject(bob.id);
    const missing = encodeId('Project', '019b0000-0000-7000-8000-000000000000');
    const before = await test.prisma.job.count();
    for (const key of [ada.key, admin.key]) {
      for (const id of [projectId, missing]) {
        expect(await create.run({ name: 'n', kind: BOT, projectId: id }, key)).toMatchObject({
          __typename: 'NotFoundError',
          id,
        });
      }
    }
    expect(await test.prisma.job.count()).toBe(before);
  });

  it.skipIf(inject('template').kind === 'embedded')(
    'takes twenty of the same name at once (PostgreSQL: the embedded database does one at a time)',
    async () => {
      const { key } = await person({});
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => create.run({ name: 'Race', kind: BOT }, key)),
      );
      const slugs = answers.map((answer) => textIn(answer, 'job.slug'));
      expect(slugs.toSorted()).toEqual(
        ['race', ...Array.from({ length: 19 }, (_, i) => `race-${i + 2}`)].toSorted(),
      );
      const given = await Promise.all(
        Array.from({ length: 10 }, () => create.run({ name: 'n', slug: 'given', kind: BOT }, key)),
      );
      expect(given.filter(({ __typename }) => __typename === 'CreateJobPayload')).toHaveLength(1);
      expect(given.filter(({ __typename }) => __typename === 'ConflictError')).toHaveLength(9);
    },
  );
});

const text = (length: number) => 'x'.repeat(length);
const many = (length: number) => Array.from({ length }, (_, i) => `t${i}`);
/** What neither making nor changing a job takes: the field, and a value. */
const badFields: Array<[path: string, input: object]> = [
  ['name', { name: '' }],
  ['name', { name: ' \n' }],
  ['name', { name: text(256) }],
  ['description', { description: text(10_001) }],
  ['slug', { slug: '' }],
  ['slug', { slug: 'Upper' }],
  ['slug', { slug: 'a--b' }],
  ['slug', { slug: '-a' }],
  ['slug', { slug: 'ä' }],
  ['slug', { slug: 'a b' }],
  ['slug', { slug: text(101) }],
  ['projectId', { projectId: 'p1' }],
  ['projectId', { projectId: encodeId('User', '019b0000-0000-7000-8000-000000000000') }],
  ['priority', { priority: -1 }],
  ['priority', { priority: 11 }],
  ['maxAttempts', { maxAttempts: 0 }],
  ['maxAttempts', { maxAttempts: 101 }],
  ['retryBackoffSeconds', { retryBackoffSeconds: -1 }],
  ['retryBackoffSeconds', { retryBackoffSeconds: 86_401 }],
  ['timeoutSeconds', { timeoutSeconds: 0 }],
  ['timeoutSeconds', { timeoutSeconds: 2_592_001 }],
  ['tags', { tags: many(21) }],
  ['tags.1', { tags: ['ok', ''] }],
  ['tags.0', { tags: [text(51)] }],
  ['config', { config: [] }],
  ['config', { config: 'text' }],
  ['config', { config: { long: text(65_536) } }],
  ['schedule.cron', { schedule: { cron: '' } }],
  ['schedule.cron', { schedule: { cron: '* * * *' } }],
  ['schedule.cron', { schedule: { cron: '0 0 0 1 1 * 2030' } }],
  ['schedule.cron', { schedule: { cron: '60 * * * *' } }],
  ['schedule.cron', { schedule: { cron: '@daily' } }],
  ['schedule.cron', { schedule: { cron: '2031-01-01T00:00:00' } }],
  ['schedule.cron', { schedule: { cron: '0 0 30 2 *' } }],
  ['schedule.cron', { schedule: { cron: `${many(100).join(',')} * * * *` } }],
  ['schedule.timezone', { schedule: { cron: '* * * * *', timezone: 'Mars/Phobos' } }],
  ['schedule.timezone', { schedule: { cron: '* * * * *', timezone: '+02:00' } }],
  ['schedule.timezone', { schedule: { cron: '* * * * *', timezone: 'PST' } }],
  ['schedule.timezone', { schedule: { cron: '* * * * *', timezone: '' } }],
];
/** The same of what only one kind has. */
const badKinds: Array<[path: string, kind: object]> = [
  ...['', '@ada', 'with space', 'sixteen_letters_', 'ä'].map((xUsername): [string, object] => [
    'monitor.xUsername',
    { monitor: { xUsername, topics: ['AI'] } },
  ]),
  ['monitor.topics', { monitor: { xUsername: 'a', topics: [] } }],
  ['monitor.topics', { monitor: { xUsername: 'a', topics: many(51) } }],
  ['monitor.topics.0', { monitor: { xUsername: 'a', topics: [text(201)] } }],
  ['monitor.hoursBack', { monitor: { xUsername: 'a', topics: ['AI'], hoursBack: 0 } }],
  ['monitor.hoursBack', { monitor: { xUsername: 'a', topics: ['AI'], hoursBack: 8_761 } }],
  ['crawl.keywords', { crawl: { keywords: [], maxImages: 1 } }],
  ['crawl.keywords', { crawl: { keywords: many(101), maxImages: 1 } }],
  ['crawl.keywords.1', { crawl: { keywords: ['a', ' '], maxImages: 1 } }],
  ['crawl.maxImages', { crawl: { keywords: ['a'], maxImages: 0 } }],
  ['crawl.maxImages', { crawl: { keywords: ['a'], maxImages: 100_000_001 } }],
  ['bot.botId', { bot: { botId: '' } }],
  ['bot.botId', { bot: { botId: text(256) } }],
  ['task.handler', { task: { handler: '' } }],
  ['task.handler', { task: { handler: text(256) } }],
  ['agent.maxRounds', { agent: { maxRounds: 0 } }],
  ['agent.maxRounds', { agent: { maxRounds: 10_001 } }],
  ['agent.memorySize', { agent: { memorySize: -1 } }],
  ['agent.memorySize', { agent: { memorySize: 1_000_001 } }],
];
const KIND_OF_INPUT = {
  monitor: 'MonitorJob',
  crawl: 'CrawlJob',
  bot: 'BotJob',
  agent: 'AgentTask',
  task: 'TaskJob',
} as const;

describe('bad input', () => {
  it.each(badFields)('%s is refused: %j', async (path, input) => {
    const nobody = encodeId('BotJob', '019b0000-0000-7000-8000-000000000000');
    const wanted = { code: 'BAD_USER_INPUT', path: `input.${path}` };
    expect(await create.refusal({ name: 'n', kind: BOT, ...input }, ada.key)).toMatchObject(wanted);
    expect(await update.refusal({ jobId: nobody, ...input }, ada.key)).toMatchObject(wanted);
  });

  it.each(badKinds)('kind.%s is refused: %j', async (path, kind) => {
    const wanted = { code: 'BAD_USER_INPUT', path: `input.kind.${path}` };
    expect(await create.refusal({ name: 'n', kind }, ada.key)).toMatchObject(wanted);
    const [type] = Object.entries(KIND_OF_INPUT).flatMap(([field, name]) => (field in kind ? [name] : []));
    const jobId = encodeId(type ?? 'BotJob', '019b0000-0000-7000-8000-000000000000');
    expect(await update.refusal({ jobId, kind }, ada.key)).toMatchObject(wanted);
  });

  it('a kind is just one', async () => {
    for (const kind of [{}, { ...BOT, ...MONITOR }, { bot: null }, { ...BOT, monitor: null }]) {
      expect(await create.refusal({ name: 'n', kind }, ada.key)).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('null takes nothing away that must be there', async () => {
    const jobId = await givenJob();
    for (const field of [
      'slug',
      'name',
      'priority',
      'maxAttempts',
      'retryBackoffSeconds',
      'tags',
      'config',
      'kind',
    ]) {
      expect(await update.refusal({ jobId, [field]: null }, ada.key)).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: `input.${field}`,
      });
    }
  });

  it('the id of a job is one', async () => {
    for (const jobId of ['', 'bot_1', encodeId('Project', '019b0000-0000-7000-8000-000000000000')]) {
      const wanted = { code: 'BAD_USER_INPUT', path: 'input.jobId' };
      expect(await update.refusal({ jobId }, ada.key)).toMatchObject(wanted);
      expect(await setStatus.refusal({ jobId, status: 'PAUSED' }, ada.key)).toMatchObject(wanted);
      expect(await remove.refusal({ jobId }, ada.key)).toMatchObject(wanted);
    }
  });

  it('the bounds themselves are taken', async () => {
    const { job } = await create.run(
      {
        name: text(255),
        slug: text(100),
        priority: 0,
        maxAttempts: 100,
        retryBackoffSeconds: 86_400,
        timeoutSeconds: 2_592_000,
        tags: [...many(20), 't0'],
        kind: { monitor: { xUsername: 'fifteen_letters', topics: many(50), hoursBack: 8_760 } },
      },
      ada.key,
    );
    expect(job).toMatchObject({ priority: 0, maxAttempts: 100, tags: many(20) });
  });
});

describe('updateJob', () => {
  it('changes what is given, and nothing else', async () => {
    const projectId = await givenProject(ada.id);
    const schedule = { cron: '0 0 * * *', timezone: 'UTC', overlap: 'SKIP', missedTicks: 'RUN_ONCE' };
    const jobId = await givenJob({
      slug: 'to-change',
      description: 'd',
      projectId,
      timeoutSeconds: 5,
      tags: ['a'],
      schedule,
      config: { a: 1 },
    });
    const before = await rowOf(jobId);
    expect((await update.run({ jobId, name: 'New name', priority: 0 }, ada.key)).job).toMatchObject({
      name: 'New name',
      priority: 0,
    });
    const { name: _name, nameSort: _sort, priority: _priority, updatedAt, ...rest } = await rowOf(jobId);
    expect(before).toMatchObject(rest);
    expect(updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());

    const { job } = await update.run(
      {
        jobId,
        description: null,
        projectId: null,
        timeoutSeconds: null,
        schedule: null,
        tags: [],
        config: {},
      },
      ada.key,
    );
    expect(job).toMatchObject({
      slug: 'to-change',
      description: null,
      project: null,
      timeoutSeconds: null,
      schedule: null,
      tags: [],
      config: {},
    });
    expect(await rowOf(jobId)).toMatchObject({
      cron: null,
      timezone: null,
      overlapPolicy: null,
      missedTickPolicy: null,
      nextRunAt: null,
    });
  });

  it('without a change answers the job as it is', async () => {
    const jobId = await givenJob();
    const before = await rowOf(jobId);
    expect(await update.run({ jobId }, ada.key)).toMatchObject({ job: { id: jobId } });
    expect(await rowOf(jobId)).toEqual(before);
  });

  it('changes what is given of the settings of its kind, and only of its own', async () => {
    const jobId = await givenJob({ kind: { monitor: { xUsername: 'ada', topics: ['AI'], hoursBack: 7 } } });
    const before = await rowOf(jobId);
    expect(
      (await update.run({ jobId, kind: { monitor: { xUsername: 'bob', topics: ['X', 'Y'] } } }, ada.key)).job,
    ).toMatchObject({ xUsername: 'bob', topics: ['X', 'Y'], hoursBack: 7 });
    expect((await rowOf(jobId)).updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
    expect(await update.refusal({ jobId, kind: BOT }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.kind',
    });

    const changes: Array<[object, object, object]> = [
      [
        { crawl: { keywords: ['a'], maxImages: 1 } },
        { crawl: { keywords: ['b'], maxImages: 2 } },
        { keywords: ['b'], maxImages: 2 },
      ],
      [BOT, { bot: { botId: 'other' } }, { botId: 'other' }],
      [
        { agent: { maxRounds: 9, memorySize: 9 } },
        { agent: { maxRounds: 7 } },
        { maxRounds: 7, memorySize: 9 },
      ],
      [
        { agent: { maxRounds: 9, memorySize: 9 } },
        { agent: { memorySize: null } },
        { maxRounds: 9, memorySize: 50 },
      ],
      [{ agent: { maxRounds: 9, memorySize: 9 } }, { agent: {} }, { maxRounds: 9, memorySize: 9 }],
      [{ task: { handler: 'send-email' } }, { task: { handler: 'send-sms' } }, { handler: 'send-sms' }],
      [{ task: { handler: 'send-email' } }, { task: {} }, { handler: 'send-email' }],
    ];
    for (const [kind, other, expected] of changes) {
      const id = await givenJob({ kind });
      expect((await update.run({ jobId: id, kind: other }, ada.key)).job).toMatchObject(expected);
    }
  });

  it.each([
    ['in a variable', '$input: UpdateJobInput!', '$input', (input: object) => ({ input })],
    [
      'in a variable for a part of it',
      '$id: ID!, $schedule: ScheduleInput',
      '{ jobId: $id, schedule: $schedule }',
      (input: { jobId: string; schedule: object }) => ({ id: input.jobId, schedule: input.schedule }),
    ],
    [
      'in variables that are not given',
      '$id: ID!, $timezone: String, $overlap: OverlapPolicy',
      '{ jobId: $id, schedule: { cron: "5 0 * * *", timezone: $timezone, overlap: $overlap } }',
      (input: { jobId: string }) => ({ id: input.jobId }),
    ],
    [
      'in the document',
      '$id: ID!',
      '{ jobId: $id, schedule: { cron: "5 0 * * *" } }',
      (input: { jobId: string }) => ({ id: input.jobId }),
    ],
    [
      'in a default of the operation',
      '$id: ID!, $schedule: ScheduleInput = { cron: "5 0 * * *" }',
      '{ jobId: $id, schedule: $schedule }',
      (input: { jobId: string }) => ({ id: input.jobId }),
    ],
  ])('keeps what a schedule leaves out, said %s', async (_how, variables, input, given) => {
    const schedule = { timezone: 'Asia/Tokyo', overlap: 'SKIP', missedTicks: 'RUN_ONCE' };
    const jobId = await givenJob({ schedule: { cron: '0 0 * * *', ...schedule } });
    const { body } = await test.ask(
      `mutation (${variables}) { updateJob(input: ${input}) { ... on UpdateJobPayload { job { id } } } }`,
      given({ jobId, schedule: { cron: '5 0 * * *' } }),
      ada.key,
    );
    expect(body).toEqual({ data: { updateJob: { job: { id: jobId } } } });
    const row = await rowOf(jobId);
    expect(row).toMatchObject({
      cron: '5 0 * * *',
      timezone: 'Asia/Tokyo',
      overlapPolicy: 'SKIP',
      missedTickPolicy: 'RUN_ONCE',
    });
    const next = nextRun({ cron: '5 0 * * *', timezone: 'Asia/Tokyo' }, await databaseNow());
    expect(row.nextRunAt).toEqual(next);
  });

  it('takes null for the default of a schedule, and the defaults for a new one', async () => {
    const jobId = await givenJob({
      schedule: { cron: '0 0 * * *', timezone: 'Asia/Tokyo', overlap: 'ALLOW' },
    });
    const back = { cron: '0 0 * * *', timezone: null };
    expect((await update.run({ jobId, schedule: back }, ada.key)).job).toMatchObject({
      schedule: { timezone: 'UTC', overlap: 'ALLOW' },
    });
    await update.run({ jobId, schedule: null }, ada.key);
    expect((await update.run({ jobId, schedule: { cron: '0 0 * * *' } }, ada.key)).job).toMatchObject({
      schedule: { timezone: 'UTC', overlap: 'SKIP', missedTicks: 'SKIP' },
    });
  });

  it('reckons the next run anew only where the times change, and only of an active job', async () => {
    const jobId = await givenJob({ schedule: { cron: '0 0 * * *' } });
    const due = new Date('2026-01-01T00:00:00Z');
    await test.prisma.job.update({ where: { id: uuidOf(jobId) }, data: { nextRunAt: due } });
    await update.run({ jobId, schedule: { cron: '0 0 * * *', overlap: 'SKIP' } }, ada.key);
    expect(await rowOf(jobId)).toMatchObject({ nextRunAt: due, overlapPolicy: 'SKIP' });
    await update.run({ jobId, schedule: { cron: '0 0 * * *', timezone: 'Europe/Berlin' } }, ada.key);
    expect((await rowOf(jobId)).nextRunAt?.getTime()).toBeGreaterThan((await databaseNow()).getTime());
    await setStatus.run({ jobId, status: 'PAUSED' }, ada.key);
    await update.run({ jobId, schedule: { cron: '5 0 * * *' } }, ada.key);
    expect(await rowOf(jobId)).toMatchObject({ nextRunAt: null, cron: '5 0 * * *' });
  });

  it('keeps slugs unique, and its own', async () => {
    const other = await givenJob({ slug: 'not-free' });
    const jobId = await givenJob({ slug: 'my-own' });
    expect(await update.run({ jobId, slug: 'not-free', name: 'Unwritten' }, ada.key)).toMatchObject({
      __typename: 'ConflictError',
      existing: { id: other },
    });
    expect(await rowOf(jobId)).toMatchObject({ slug: 'my-own', name: 'A job' });
    expect((await update.run({ jobId, slug: 'my-own' }, ada.key)).job).toMatchObject({ slug: 'my-own' });
    expect((await update.run({ jobId, slug: 'freed' }, ada.key)).job).toMatchObject({ slug: 'freed' });
  });

  it('takes a project of the owner, whoever asks', async () => {
    const jobId = await givenJob();
    const [own, bobs, admins] = await Promise.all([ada.id, bob.id, admin.id].map(givenProject));
    expect(await update.run({ jobId, projectId: bobs }, ada.key)).toMatchObject({
      __typename: 'NotFoundError',
      id: bobs,
    });
    expect(await update.run({ jobId, projectId: admins }, admin.key)).toMatchObject({
      __typename: 'NotFoundError',
      id: admins,
    });
    expect((await update.run({ jobId, projectId: own }, admin.key)).job).toMatchObject({
      project: { id: own },
    });
  });
});

describe('setJobStatus', () => {
  it('moves from any to any; only an active job has a next run', async () => {
    const jobId = await givenJob({ schedule: { cron: '0 0 * * *' } });
    const all = ['ACTIVE', 'PAUSED', 'ARCHIVED'] as const;
    for (const from of all) {
      for (const status of all) {
        await setStatus.run({ jobId, status: from }, ada.key);
        expect((await setStatus.run({ jobId, status }, ada.key)).job).toMatchObject({
          status,
          schedule: { nextRunAt: status === 'ACTIVE' ? expect.any(String) : null },
        });
      }
    }
  });

  it('said again it changes nothing: a tick that is due stays due', async () => {
    const jobId = await givenJob({ schedule: { cron: '0 0 * * *' } });
    const due = new Date('2026-01-01T00:00:00Z');
    await test.prisma.job.update({ where: { id: uuidOf(jobId) }, data: { nextRunAt: due } });
    const before = await rowOf(jobId);
    await setStatus.run({ jobId, status: 'ACTIVE' }, ada.key);
    expect(await rowOf(jobId)).toEqual(before);
  });

  it('is of a job without a schedule too', async () => {
    const jobId = await givenJob();
    await setStatus.run({ jobId, status: 'PAUSED' }, ada.key);
    expect((await setStatus.run({ jobId, status: 'ACTIVE' }, ada.key)).job).toMatchObject({
      status: 'ACTIVE',
      schedule: null,
    });
  });
});

describe('deleteJob', () => {
  it('takes its runs and their events with it, those that wait too', async () => {
    const jobId = await givenJob();
    await enqueue.run({ jobId }, ada.key);
    const uuid = uuidOf(jobId);
    expect(await test.prisma.executionEvent.count({ where: { execution: { jobId: uuid } } })).toBe(1);
    expect(await remove.run({ jobId }, ada.key)).toEqual({
      __typename: 'DeleteJobPayload',
      deletedJobId: jobId,
    });
    expect(await test.prisma.job.count({ where: { id: uuid } })).toBe(0);
    expect(await test.prisma.execution.count({ where: { jobId: uuid } })).toBe(0);
    expect(await test.prisma.botJob.count({ where: { jobId: uuid } })).toBe(0);
    expect(await remove.run({ jobId }, ada.key)).toMatchObject({ __typename: 'NotFoundError', id: jobId });
  });

  it('is refused while a run is running', async () => {
    const jobId = await givenJob();
    await enqueue.run({ jobId }, ada.key);
    const claimed = await claim.run({ workerId: 'w', jobId }, ada.key);
    expect(await remove.run({ jobId }, ada.key)).toEqual({
      __typename: 'InvalidTransitionError',
      code: 'INVALID_TRANSITION',
      from: 'RUNNING',
      to: 'DELETED',
      allowed: ['COMPLETED', 'FAILED', 'CANCELED'],
    });
    await complete.run(
      {
        executionId: textIn(claimed, 'executions.0.execution.id'),
        leaseToken: textIn(claimed, 'executions.0.lease.token'),
      },
      ada.key,
    );
    expect(await remove.run({ jobId }, ada.key)).toMatchObject({ deletedJobId: jobId });
  });

  it.skipIf(inject('template').kind === 'embedded')(
    'and a claim at the same moment: one of them wins whole (PostgreSQL: the embedded database does one at a time)',
    async () => {
      for (let round = 0; round < 10; round += 1) {
        const jobId = await givenJob();
        await enqueue.run({ jobId }, ada.key);
        const [claimed, removed] = await Promise.all([
          claim.run({ workerId: 'w', jobId }, ada.key),
          remove.run({ jobId }, ada.key),
        ]);
        const held = await test.prisma.execution.count({
          where: { jobId: uuidOf(jobId), status: 'RUNNING' },
        });
        const isRemoved = removed.__typename === 'DeleteJobPayload';
        expect([held, await test.prisma.job.count({ where: { id: uuidOf(jobId) } })]).toEqual(
          isRemoved ? [0, 0] : [1, 1],
        );
        expect(JSON.stringify(claimed).includes('exec_')).toBe(!isRemoved);
      }
    },
  );
});

describe('who may', () => {
  const commands = (jobId: string): Array<[Command, object]> => [
    [create, { name: 'n', kind: BOT }],
    [update, { jobId, name: 'Stolen' }],
    [setStatus, { jobId, status: 'PAUSED' }],
    [remove, { jobId }],
  ];

  it('needs credentials', async () => {
    for (const [one, input] of commands(await givenJob())) {
      expect(await one.refusal(input)).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('needs MANAGE', async () => {
    const { key } = await person({ scopes: ['READ', 'WORK'] });
    for (const [one, input] of commands(await givenJob())) {
      expect(await one.refusal(input, key)).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('what is another owner’s is what does not exist', async () => {
    const jobId = await givenJob();
    const before = await rowOf(jobId);
    const missing = encodeId('BotJob', '019b0000-0000-7000-8000-000000000000');
    for (const [place, [one, input]] of commands(jobId).entries()) {
      if (one === create) continue;
      const others = await one.run(input, bob.key);
      const nobodys = await one.run(commands(missing)[place]?.[1] ?? {}, bob.key);
      expect(others).toMatchObject({ __typename: 'NotFoundError', id: jobId });
      expect({ ...others, id: '' }).toEqual({ ...nobodys, id: '' });
    }
    expect(await rowOf(jobId)).toEqual(before);
  });

  it('an id of another kind names nothing', async () => {
    const jobId = encodeId('CrawlJob', uuidOf(await givenJob()));
    for (const [one, input] of commands(jobId)) {
      if (one === create) continue;
      expect(await one.run(input, ada.key)).toMatchObject({ __typename: 'NotFoundError', id: jobId });
    }
  });

  it('an administrator writes everybody’s', async () => {
    const jobId = await givenJob();
    expect((await update.run({ jobId, name: 'By the administrator' }, admin.key)).job).toMatchObject({
      name: 'By the administrator',
      owner: { id: encodeId('Account', ada.id) },
    });
    expect((await setStatus.run({ jobId, status: 'ARCHIVED' }, admin.key)).job).toMatchObject({
      status: 'ARCHIVED',
    });
    expect(await remove.run({ jobId }, admin.key)).toMatchObject({ deletedJobId: jobId });
  });
});
