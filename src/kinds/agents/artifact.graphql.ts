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
  description: 'Something a run made: a file, or its content (seed 003).',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, nullable: true, description: 'The job it is about, if any.' }),
    execution: t.relation('execution', { nullable: true, description: 'The run that made it, if any.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    artifactType: t.expose('artifactType', { type: ArtifactType, description: 'What it is.' }),
    filePath: t.exposeString('filePath', { nullable: true, description: 'Where it is stored.' }),
    fileSize: t.expose('fileSize', { type: 'SafeInt', nullable: true, description: 'In bytes.' }),
    fileHash: t.exposeString('fileHash', { nullable: true, description: 'Hex, in lower case.' }),
    fileHashAlgorithm: t.string({
      nullable: true,
      description: 'How that was made: sha256, unless the worker said otherwise; null without a hash.',
      select: { fileHash: true, fileHashAlgorithm: true },
      resolve: ({ fileHash, fileHashAlgorithm }) => (fileHash === null ? null : fileHashAlgorithm),
    }),
    contentType: t.exposeString('contentType', { nullable: true, description: 'The media type.' }),
    content: t.exposeString('content', {
      nullable: true,
      description: 'The content, where it is kept here.',
    }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: "What else the worker told; the worker's own.",
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

export const ArtifactConnection = connectionType(Artifact, 'Artifact', 'artifacts');

builder.queryField('artifacts', (t) =>
  t.field({
    type: ArtifactConnection,
    authScopes: { read: true },
    args: artifactArgs,
    description: 'The artifacts that the viewer sees, newest first.',
    resolve: (_root, args, context, info) =>
      readList(artifactList(args), context, info, (query) => context.db.artifact.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  artifacts: t.field({
    type: ArtifactConnection,
    args: artifactArgs,
    description: 'What it made, newest first.',
    select: (args, _context, nested) => ({ artifacts: nested(artifactList(args).query) }),
    resolve: (execution, args) =>
      artifactList(args).connection(execution.artifacts, { field: 'executionId', id: execution.id }),
  }),
}));
