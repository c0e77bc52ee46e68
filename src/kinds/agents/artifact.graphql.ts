import { registerPartRows } from '../../executions/parts/part-types.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { readList } from '../../graphql/relay/list.js';
import { Job } from '../../jobs/job.graphql.js';
import { ArtifactType } from './enums.graphql.js';
import { artifactArgs } from './part-filters.graphql.js';
import { artifactList } from './part-lists.js';

export const Artifact = builder.prismaNode('Artifact', {
  id: { field: 'id' },
  nullable: true,
  description: 'Something an execution made: a file, or its content (seed 003).',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', {
      type: Job,
      nullable: true,
      description: 'The job it belongs to; null if none.',
    }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The execution that made it; null if none.',
    }),
    name: t.exposeString('name', { description: 'The name.' }),
    artifactType: t.expose('artifactType', { type: ArtifactType, description: 'The type.' }),
    filePath: t.exposeString('filePath', {
      nullable: true,
      description: 'Where the file is stored; null if not given.',
    }),
    fileSize: t.expose('fileSize', {
      type: 'SafeInt',
      nullable: true,
      description: 'The size in bytes; null if unknown.',
    }),
    fileHash: t.exposeString('fileHash', {
      nullable: true,
      description: 'The hash of the file, in lower-case hex; null if none.',
    }),
    fileHashAlgorithm: t.string({
      nullable: true,
      description: 'The algorithm of fileHash: sha256 unless the worker said otherwise; null without a hash.',
      select: { fileHash: true, fileHashAlgorithm: true },
      resolve: ({ fileHash, fileHashAlgorithm }) => (fileHash === null ? null : fileHashAlgorithm),
    }),
    contentType: t.exposeString('contentType', {
      nullable: true,
      description: 'The media type; null if not given.',
    }),
    content: t.exposeString('content', {
      nullable: true,
      description: 'The inline content; null if it is stored elsewhere.',
    }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: 'Additional data from the worker, in a form of its own.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the artifact was recorded.' }),
  }),
});

registerPartRows('Artifact', Artifact, ({ db }, query) => db.artifact.findMany(query));

export const ArtifactConnection = connectionType(Artifact, 'Artifact', 'artifacts');

builder.queryField('artifacts', (t) =>
  t.field({
    type: ArtifactConnection,
    authScopes: { read: true },
    args: artifactArgs,
    description: 'The artifacts you can see, newest first.',
    resolve: (_root, args, context, info) =>
      readList(artifactList(args), context, info, (query) => context.db.artifact.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  artifacts: t.field({
    type: ArtifactConnection,
    args: artifactArgs,
    description: 'Artifacts of the execution, newest first.',
    select: (args, _context, nested) => ({ artifacts: nested(artifactList(args).query) }),
    resolve: (execution, args) =>
      artifactList(args).connection(execution.artifacts, { field: 'executionId', id: execution.id }),
  }),
}));
