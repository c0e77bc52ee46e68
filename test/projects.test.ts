import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';

const PROJECT = 'project { id name description status owner { id } }';
const NOT_FOUND = '... on NotFoundError { code message id }';
const CONFLICT = '... on ConflictError { code message existing { id } }';
const MISSING = encodeId('Project', '0195a000-0000-7000-8000-000000000000');
const BOT = { bot: { botId: 'payroll' } };

let test: TestApp;
let run: Record<
  | 'create'
  | 'update'
  | 'archive'
  | 'restore'
  | 'createJob'
  | 'updateJob'
  | 'setJobStatus'
  | 'enqueue'
  | 'claim',
  Command
>;
let ada: { key: string; id: string };
let bob: { key: string; id: string };
let admin: { key: string; id: string };

beforeAll(async () => {
  test = await createTestApp();
  run = {
    create: command(test, 'createProject', `... on CreateProjectPayload { ${PROJECT} }`),
    update: command(test, 'updateProject', `... on UpdateProjectPayload { ${PROJECT} } ${NOT_FOUND}`),
    archive: command(test, 'archiveProject', `... on ArchiveProjectPayload { ${PROJECT} } ${NOT_FOUND}`),
    restore: command(test, 'restoreProject', `... on RestoreProjectPayload { ${PROJECT} } ${NOT_FOUND}`),
    createJob: command(test, 'createJob', `... on CreateJobPayload { job { id } } ${NOT_FOUND} ${CONFLICT}`),
    updateJob: command(test, 'updateJob', `... on UpdateJobPayload { job { id } } ${NOT_FOUND} ${CONFLICT}`),
    setJobStatus: command(
      test,
      'setJobStatus',
      `... on SetJobStatusPayload { job { id status } } ${NOT_FOUND} ${CONFLICT}`,
    ),
    enqueue: command(
      test,
      'enqueueExecution',
      '... on EnqueueExecutionPayload { execution { id } } ... on InvalidTransitionError { from }',
    ),
    claim: command(
      test,
      'claimExecutions',
      '... on ClaimExecutionsPayload { executions { execution { id } } }',
    ),
  };
  const person = async (role?: 'ADMIN') => {
    const { key, user } = await test.given.user({ role, key: role && { scopes: ['ADMIN'] } });
    return { key, id: user.id };
  };
  [ada, bob, admin] = await Promise.all([person(), person(), person('ADMIN')]);
}, 60_000);
afterAll(() => test.close());

const uuidOf = (id: string) => decodeId(id)?.uuid ?? '';
const given = async (input: object = {}, key = ada.key) =>
  textIn(await run.create.run({ name: 'Payroll', ...input }, key), 'project.id');
const lastActivity = (id: string) =>
  test.prisma.activityLog.findFirst({ where: { resourceId: id }, orderBy: { id: 'desc' } });

describe('a project', () => {
  it("is made active, of the caller's own", async () => {
    const { project } = await run.create.run({ name: 'Payroll', description: 'Why' }, ada.key);
    expect(project).toMatchObject({
      name: 'Payroll',
      description: 'Why',
      status: 'ACTIVE',
      owner: { id: encodeId('Account', ada.id) },
    });
  });

  it('is changed in what is said, and keeps the rest', async () => {
    const projectId = await given({ description: 'Why' });
    expect((await run.update.run({ projectId, name: 'Wages' }, ada.key)).project).toMatchObject({
      name: 'Wages',
      description: 'Why',
    });
    expect((await run.update.run({ projectId, description: null }, ada.key)).project).toMatchObject({
      name: 'Wages',
      description: null,
    });
    expect(await lastActivity(projectId)).toMatchObject({
      userId: ada.id,
      action: 'project.updated',
      metadata: { changed: ['description'] },
    });
  });

  it('is archived with its jobs: nothing of it is started or claimed, and it gets no new job', async () => {
    const projectId = await given();
    const jobId = textIn(await run.createJob.run({ name: 'j', projectId, kind: BOT }, ada.key), 'job.id');
    const elsewhere = textIn(await run.createJob.run({ name: 'k', kind: BOT }, ada.key), 'job.id');
    await run.enqueue.run({ jobId }, ada.key);
    expect((await run.archive.run({ projectId }, ada.key)).project).toMatchObject({ status: 'ARCHIVED' });
    expect(await lastActivity(projectId)).toMatchObject({
      action: 'project.archived',
      metadata: { archivedJobs: 1 },
    });

    expect(await run.enqueue.run({ jobId }, ada.key)).toMatchObject({ from: 'ARCHIVED' });
    expect(await run.claim.run({ workerId: 'w', jobId }, ada.key)).toMatchObject({ executions: [] });
    const standsInTheWay = { __typename: 'ConflictError', existing: { id: projectId } };
    expect(await run.setJobStatus.run({ jobId, status: 'ACTIVE' }, ada.key)).toMatchObject(standsInTheWay);
    expect(await run.createJob.run({ name: 'x', projectId, kind: BOT }, ada.key)).toMatchObject(
      standsInTheWay,
    );
    expect(await run.updateJob.run({ jobId: elsewhere, projectId }, ada.key)).toMatchObject(standsInTheWay);

    expect((await run.restore.run({ projectId }, ada.key)).project).toMatchObject({ status: 'ACTIVE' });
    expect((await test.prisma.job.findUniqueOrThrow({ where: { id: uuidOf(jobId) } })).status).toBe(
      'ARCHIVED',
    );
    expect(await run.setJobStatus.run({ jobId, status: 'ACTIVE' }, ada.key)).toMatchObject({
      job: { status: 'ACTIVE' },
    });
    expect(await run.claim.run({ workerId: 'w', jobId }, ada.key)).toMatchObject({
      executions: [{ execution: {} }],
    });
  });

  it.each([
    'update',
    'archive',
    'restore',
  ] as const)("%s answers for somebody else's as for none; an administrator may", async (name) => {
    const projectId = await given();
    for (const [id, key] of [
      [projectId, bob.key],
      [MISSING, ada.key],
    ] as const) {
      expect(await run[name].run({ projectId: id }, key)).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: 'There is no such project.',
        id,
      });
    }
    expect((await run[name].run({ projectId }, admin.key)).project).toMatchObject({ id: projectId });
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(256) }],
    ['description', { description: ' ' }],
    ['description', { description: 'x'.repeat(10_001) }],
  ])('%s out of bounds is refused', async (field, input) => {
    const path = `input.${field}`;
    expect(await run.create.refusal({ name: 'n', ...input }, ada.key)).toMatchObject({
      code: 'INVALID_INPUT',
      path,
    });
    expect(await run.update.refusal({ projectId: MISSING, ...input }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path,
    });
  });

  it('needs credentials that may manage', async () => {
    const reader = await test.given.user({ key: { scopes: ['READ', 'WORK'] } });
    expect(await run.create.refusal({ name: 'n' })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await run.create.refusal({ name: 'n' }, reader.key)).toMatchObject({ code: 'FORBIDDEN' });
  });
});
