import type { PageArgs } from '../../core/db/keyset.js';
import { parseId } from '../../core/ids.js';
import { registerPartRows } from '../../executions/parts/part-types.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { DateTimeRange, dateCondition, textCondition } from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
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
      description: 'The execution that stored it; null once that is no longer kept.',
    }),
    chunk: t.relation('chunk', { nullable: true, description: 'The chunk it belongs to; null if none.' }),
    url: t.exposeString('url', { description: 'The URL it was found at.' }),
    storageKey: t.exposeString('storageKey', {
      nullable: true,
      description: 'The key it is stored under; null if not given.',
    }),
    width: t.exposeInt('width', { nullable: true, description: 'The width in pixels; null if unknown.' }),
    height: t.exposeInt('height', { nullable: true, description: 'The height in pixels; null if unknown.' }),
    fileSize: t.expose('fileSize', {
      type: 'SafeInt',
      nullable: true,
      description: 'The size in bytes; null if unknown.',
    }),
    format: t.exposeString('format', {
      nullable: true,
      description: 'The format, such as `jpeg` or `png`; null if unknown.',
    }),
    contentHash: t.exposeString('contentHash', {
      nullable: true,
      description: 'A hash that is equal for equal content; null if not given.',
    }),
    isDuplicate: t.exposeBoolean('isDuplicate', {
      description: 'Whether its job had already stored the same content.',
    }),
    labels: t.exposeStringList('labels', { description: 'Labels for what the image shows.' }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: 'Additional data from the worker, in a form of its own.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored.' }),
  }),
});

registerPartRows('Image', Image, ({ db }, query) => db.image.findMany(query));

export const ImageConnection = connectionType(Image, 'Image', 'images');

const ImageFilter = builder.inputType('ImageFilter', {
  description: 'Selects images. Fields are combined with AND. null and {} set no condition.',
  fields: (t) => ({
    executionId: t.id({ description: 'Only this execution.' }),
    isDuplicate: t.boolean({ description: 'true for duplicates only, false for new images only.' }),
    contentHash: t.string({ description: 'Only images with this content hash.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was stored.' }),
  }),
});

export const imageArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: ImageFilter, description: 'Limits the list to matching images.' }),
}));

interface ImageListArgs extends PageArgs {
  filter?: typeof ImageFilter.$inferInput | null;
}

/** Images, newest first. @throws GraphQLError BAD_USER_INPUT */
export function imageList(args: ImageListArgs) {
  const { filter } = args;
  const where: Prisma.ImageWhereInput = {
    ...(filter?.executionId != null && {
      executionId: parseId(filter.executionId, ['Execution'], filterField('executionId')).uuid,
    }),
    isDuplicate: filter?.isDuplicate ?? undefined,
    contentHash: textCondition(filter?.contentHash, filterField('contentHash')),
    createdAt: dateCondition(filter?.createdAt, filterField('createdAt')),
  };
  const order = { name: 'images', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('Image', where, order, args);
}

builder.prismaObjectFields(Execution, (t) => ({
  images: t.field({
    type: ImageConnection,
    args: imageArgs,
    description: 'Images stored by the execution, newest first.',
    select: (args, _context, nested) => ({ images: nested(imageList(args).query) }),
    resolve: (execution, args) =>
      imageList(args).connection(execution.images, { field: 'executionId', id: execution.id }),
  }),
}));
