import { badUserInput } from '../core/errors.js';
import { JOB_KIND_OF, JOB_NODE_TYPES, JOB_TYPE_OF, parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { readList } from '../graphql/relay/list.js';
import { Project } from '../people/project.graphql.js';
import { User } from '../people/user.graphql.js';
import { JobKind, JobStatus } from './enums.graphql.js';
import { JobFilter, JobOrder } from './job-filter.graphql.js';
import { jobList } from './job-list.js';
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
  description: 'What is to be run.',
  interfaces: [builder.nodeInterfaceRef()],
  select: { id: true, kind: true, cron: true },
  resolveType: (job) => JOB_TYPE_OF[job.kind],
  fields: (t) => ({
    kind: t.expose('kind', { type: JobKind, description: 'What kind of work it is.' }),
    slug: t.exposeString('slug', { description: 'Unique for its owner; workers may name a job by it.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    status: t.expose('status', { type: JobStatus, description: 'Whether it is run.' }),
    config: t.expose('config', {
      type: 'JSON',
      description: "What its workers need to know; the job's own.",
    }),
    priority: t.exposeInt('priority', { description: 'Of its runs: 0 to 10, higher is more urgent.' }),
    maxAttempts: t.exposeInt('maxAttempts', {
      description: 'How often a run is tried before it has failed.',
    }),
    retryBackoffSeconds: t.exposeInt('retryBackoffSeconds', {
      description: 'The wait before the second attempt; it grows with each.',
    }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', {
      nullable: true,
      description: 'How long a run may take; null for as long as its worker reports.',
    }),
    tags: t.exposeStringList('tags', {
      description: 'Free labels; its runs copy them when they are accepted.',
    }),
    schedule: t.variant(Schedule, {
      isNull: ({ cron }) => cron === null,
      description: 'When it is run by itself; null for on demand only.',
    }),
    owner: t.relation('owner', { description: 'Whose it is.' }),
    project: t.relation('project', { nullable: true, description: 'What it belongs to.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    totalRuns: t.int({
      description: 'Accepted runs, for life: also those that are open, and those that are no longer kept.',
      select: COUNTERS,
      resolve: ({ counters }) => totals(counters).accepted,
    }),
    successfulRuns: t.int({
      description: 'Completed runs, for life.',
      select: COUNTERS,
      resolve: ({ counters }) => totals(counters).completed,
    }),
    failedRuns: t.int({
      description: 'Failed runs, for life.',
      select: COUNTERS,
      resolve: ({ counters }) => totals(counters).failed,
    }),
    successRate: t.float({
      nullable: true,
      description: 'Completed of completed and failed, 0 to 1; null before the first finished run.',
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
  filter: t.field({ type: JobFilter, description: 'Which jobs.' }),
  orderBy: t.field({ type: JobOrder, description: 'In which order.' }),
}));

builder.queryFields((t) => ({
  job: t.prismaField({
    type: Job,
    nullable: true,
    authScopes: { read: true },
    description: "By id, or by slug among the viewer's own.",
    args: {
      id: t.arg.id({ description: 'The id of a job of any kind.' }),
      slug: t.arg.string({ description: "A slug of the viewer's own." }),
    },
    resolve: (query, _root, { id, slug }, { db, viewer }) => {
      if ((id == null) === (slug == null)) {
        const message = 'Ask by id or by slug: one of them.';
        throw badUserInput(message, [{ path: ['id'], message }]);
      }
      if (id != null) {
        const { type, uuid } = parseId(id, JOB_NODE_TYPES, ['id']);
        return db.job.findFirst({ ...query, where: { id: uuid, kind: JOB_KIND_OF[type] } });
      }
      return viewer && db.job.findFirst({ ...query, where: { slug: slug ?? '', ownerId: viewer.userId } });
    },
  }),
  jobs: t.field({
    type: JobConnection,
    authScopes: { read: true },
    args: jobArgs,
    description: 'The jobs that the viewer sees, newest first unless asked otherwise.',
    resolve: (_root, args, context, info) =>
      readList(jobList(args), context, info, (query) => context.db.job.findMany(query)),
  }),
}));

builder.prismaObjectFields(User, (t) => ({
  jobs: t.field({
    type: JobConnection,
    args: jobArgs,
    description: 'Their jobs, newest first unless asked otherwise.',
    select: (args, _context, nested) => ({ jobs: nested(jobList(args).query) }),
    resolve: (user, args) => jobList(args).connection(user.jobs, { field: 'ownerId', id: user.id }),
  }),
}));

builder.prismaObjectFields(Project, (t) => ({
  jobs: t.field({
    type: JobConnection,
    args: jobArgs,
    description: 'Its jobs, newest first unless asked otherwise.',
    select: (args, _context, nested) => ({ jobs: nested(jobList(args).query) }),
    resolve: (project, args) =>
      jobList(args).connection(project.jobs, { field: 'projectId', id: project.id }),
  }),
}));
