import type { PageArgs } from '../../core/db/keyset.js';
import { parseId } from '../../core/ids.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { DateTimeRange, dateCondition, textCondition } from '../../graphql/input/inputs.graphql.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { createList } from '../../graphql/relay/list.js';
import { Job } from '../../jobs/job.graphql.js';

export const Image = builder.prismaNode('Image', {
  id: { field: 'id' },
  nullable: true,
  description: 'An image that a crawl stored.',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, description: 'The job that stored it.' }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The run that stored it; null once that is no longer kept.',
    }),
    chunk: t.relation('chunk', { nullable: true, description: 'The chunk that it came with.' }),
    url: t.exposeString('url', { description: 'Where it was found.' }),
    storageKey: t.exposeString('storageKey', { nullable: true, description: 'Where it is stored.' }),
    width: t.exposeInt('width', { nullable: true, description: 'In pixels.' }),
    height: t.exposeInt('height', { nullable: true, description: 'In pixels.' }),
    fileSize: t.expose('fileSize', { type: 'SafeInt', nullable: true, description: 'In bytes.' }),
    format: t.exposeString('format', { nullable: true, description: 'Like `jpeg` or `png`.' }),
    contentHash: t.exposeString('contentHash', { nullable: true, description: 'Equal for equal content.' }),
    isDuplicate: t.exposeBoolean('isDuplicate', {
      description: 'Whether its job had stored the same content before.',
    }),
    labels: t.exposeStringList('labels', { description: 'What it shows.' }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: "What else the worker told; the worker's own.",
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored.' }),
  }),
});

export const ImageConnection = connectionType(Image, 'Image', 'images');

const ImageFilter = builder.inputType('ImageFilter', {
  description: 'Which images. Fields are joined by AND. null and {} mean "not asked".',
  fields: (t) => ({
    executionId: t.id({ description: 'Of this run.' }),
    isDuplicate: t.boolean({ description: 'Stored before, or new.' }),
    contentHash: t.string({ description: 'With this content.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was stored.' }),
  }),
});

export const imageArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: ImageFilter, description: 'Which images.' }),
}));

interface ImageListArgs extends PageArgs {
  filter?: typeof ImageFilter.$inferInput | null;
}

/** Images, newest first. @throws GraphQLError BAD_USER_INPUT */
export function imageList(args: ImageListArgs) {
  const { filter } = args;
  const at = (field: string) => ['filter', field];
  const where: Prisma.ImageWhereInput = {
    ...(filter?.executionId != null && {
      executionId: parseId(filter.executionId, ['Execution'], at('executionId')).uuid,
    }),
    isDuplicate: filter?.isDuplicate ?? undefined,
    contentHash: textCondition(filter?.contentHash, at('contentHash')),
    createdAt: dateCondition(filter?.createdAt, at('createdAt')),
  };
  const order = { name: 'images', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('Image', where, order, args);
}

builder.prismaObjectFields(Execution, (t) => ({
  images: t.field({
    type: ImageConnection,
    args: imageArgs,
    description: 'The images it stored, newest first.',
    select: (args, _context, nested) => ({ images: nested(imageList(args).query) }),
    resolve: (execution, args) =>
      imageList(args).connection(execution.images, { field: 'executionId', id: execution.id }),
  }),
}));
