import { requireActingFor } from '../core/db/tenancy.js';
import { badUserInput } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { readList } from '../graphql/relay/list.js';
import { Account, ownAccount } from '../people/account.graphql.js';
import { Project } from '../people/project.graphql.js';
import { User } from '../people/user.graphql.js';
import { JobKind, JobStatus } from './enums.graphql.js';
import { JobFilter, JobOrder } from './job-filter.graphql.js';
import { parseJobId } from './job-id.js';
import { jobList } from './job-list.js';
import { kindOf } from './kinds.js';
import { Schedule } from './schedule.graphql.js';

interface Counter {
  accepted: bigint;
  completed: bigint;
  failed: bigint;
}

/** A job's runs for life: its counter's shards, added up. */
function totals(counters: readonly Counter[]) {
  let accepted = 0;
  let completed = 0;
  let failed = 0;
  for (const shard of counters) {
    accepted += Number(shard.accepted);
    completed += Number(shard.completed);
    failed += Number(shard.failed);
  }
  return { accepted, completed, failed };
}

const COUNTERS = { counters: { select: { accepted: true, completed: true, failed: true } } } as const;

export const Job = builder.prismaInterface('Job', {
  name: 'Job',
  description: 'Work to be run, once or many times. Each run is an execution.',
  interfaces: [builder.nodeInterfaceRef()],
  select: { id: true, kind: true, cron: true },
  resolveType: (job) => kindOf(job.kind).type,
  fields: (t) => ({
    kind: t.expose('kind', { type: JobKind, description: 'The kind of work.' }),
    slug: t.exposeString('slug', {
      description: 'A short name, unique per owner. Workers can refer to the job by it.',
    }),
    name: t.exposeString('name', { description: 'The display name.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What the job is for; null if not given.',
    }),
    status: t.expose('status', { type: JobStatus, description: 'Whether the job runs.' }),
    config: t.expose('config', {
      type: 'JSON',
      description: 'Configuration for its workers, in a form of the job’s own.',
    }),
    priority: t.exposeInt('priority', {
      description: 'The priority of its executions: 0 to 10, higher is more urgent.',
    }),
    maxConcurrent: t.int({
      nullable: true,
      description: 'How many of its executions can be RUNNING at a time; null for any number.',
      select: { limits: { select: { maxConcurrent: true } } },
      resolve: ({ limits }) => limits?.maxConcurrent,
    }),
    maxConcurrentPerKey: t.int({
      nullable: true,
      description:
        'How many of its executions of one `concurrencyKey` can be RUNNING at a time; null for any number.',
      select: { limits: { select: { maxConcurrentPerKey: true } } },
      resolve: ({ limits }) => limits?.maxConcurrentPerKey,
    }),
    startsPerMinute: t.int({
      nullable: true,
      description: 'How many of its executions can be started in any 60 seconds; null for any number.',
      select: { limits: { select: { startsPerMinute: true } } },
      resolve: ({ limits }) => limits?.startsPerMinute,
    }),
    maxAttempts: t.exposeInt('maxAttempts', {
      description: 'How many attempts an execution has before it fails.',
    }),
    retryBackoffSeconds: t.exposeInt('retryBackoffSeconds', {
      description: 'The wait before the second attempt, in seconds. It grows with each attempt.',
    }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', {
      nullable: true,
      description: 'How long an execution may take, in seconds; null for no limit while its worker reports.',
    }),
    tags: t.exposeStringList('tags', {
      description: 'Labels of your choice. Executions copy them when they are accepted.',
    }),
    schedule: t.variant(Schedule, {
      isNull: ({ cron }) => cron === null,
      description: 'When the job runs automatically; null for on demand only.',
    }),
    owner: t.relation('owner', { description: 'The owner.' }),
    project: t.relation('project', {
      nullable: true,
      description: 'The project it belongs to; null if none.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the job was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the job was last changed.' }),
    totalRuns: t.int({
      description:
        'The number of executions ever accepted, including those still open and those no longer kept.',
      select: COUNTERS,
      resolve: ({ counters }) => totals(counters).accepted,
    }),
    successfulRuns: t.int({
      description: 'The number of executions that ever completed.',
      select: COUNTERS,
      resolve: ({ counters }) => totals(counters).completed,
    }),
    failedRuns: t.int({
      description: 'The number of executions that ever failed.',
      select: COUNTERS,
      resolve: ({ counters }) => totals(counters).failed,
    }),
    successRate: t.float({
      nullable: true,
      description:
        'The share of finished executions that completed, 0 to 1; canceled ones do not count. null before the first one finishes.',
      select: COUNTERS,
      resolve: ({ counters }) => {
        const { completed, failed } = totals(counters);
        return completed + failed === 0 ? null : completed / (completed + failed);
      },
    }),
  }),
});

export const JobConnection = connectionType(Job, 'Job', 'jobs');

export const jobArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: JobFilter, description: 'Limits the list to matching jobs.' }),
  orderBy: t.field({ type: JobOrder, description: 'How to order the list.' }),
}));

builder.queryFields((t) => ({
  job: t.prismaField({
    type: Job,
    nullable: true,
    authScopes: { read: true },
    description:
      'A job, by its id or by the slug of one of yours; null if it does not exist or is not yours.',
    args: {
      id: t.arg.id({ description: 'The id of a job of any kind.' }),
      slug: t.arg.string({ description: 'The slug of one of your jobs.' }),
    },
    resolve: (query, _root, { id, slug }, { db, viewer }) => {
      if ((id == null) === (slug == null)) {
        const message = 'Ask by either id or slug.';
        throw badUserInput(message, [{ path: ['id'], message }]);
      }
      if (id != null) {
        return db.job.findFirst({ ...query, where: { ...parseJobId(id, ['id']) } });
      }
      return viewer && db.job.findFirst({ ...query, where: { slug: slug ?? '', ownerId: viewer.accountId } });
    },
  }),
  jobs: t.field({
    type: JobConnection,
    authScopes: { read: true },
    args: jobArgs,
    description: 'The jobs you can see, newest first by default.',
    resolve: (_root, args, context, info) =>
      readList(jobList(args), context, info, (query) => context.db.job.findMany(query)),
  }),
}));

builder.prismaObjectFields(Account, (t) => ({
  jobs: t.field({
    type: JobConnection,
    args: jobArgs,
    description: 'The jobs of the account, newest first by default.',
    select: (args, _context, nested) => ({ jobs: nested(jobList(args).query) }),
    resolve: ({ id, jobs }, args, { viewer }) => {
      requireActingFor(viewer, id);
      return jobList(args).connection(jobs, { field: 'ownerId', id });
    },
  }),
}));

builder.prismaObjectFields(User, (t) => ({
  jobs: t.field({
    type: JobConnection,
    args: jobArgs,
    description: "The jobs of the user's own account, newest first by default.",
    select: (args, _context, nested) => ({ account: { select: { jobs: nested(jobList(args).query) } } }),
    resolve: ({ id, account }, args, { viewer }) => {
      requireActingFor(viewer, id);
      return jobList(args).connection(ownAccount(account).jobs, { field: 'ownerId', id });
    },
  }),
}));

builder.prismaObjectFields(Project, (t) => ({
  jobs: t.field({
    type: JobConnection,
    args: jobArgs,
    description: 'The jobs of the project, newest first by default.',
    select: (args, _context, nested) => ({ jobs: nested(jobList(args).query) }),
    resolve: (project, args) =>
      jobList(args).connection(project.jobs, { field: 'projectId', id: project.id }),
  }),
}));
