import { type InputPath, refuseInput } from '../../core/errors.js';
import { itemsCount } from '../../executions/end/finish.graphql.js';
import { RECORD_ERRORS, recorded, WorkRef, workProof } from '../../executions/lease/work.graphql.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedBatch,
  boundedInt,
  boundedText,
  idempotencyKey,
  jsonObject,
  optionalText,
} from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { Image } from './image.graphql.js';
import { recordImages } from './image-record.service.js';
import type { NewImage } from './image-record.sql.js';

const MAX_URL_LENGTH = 8_192;
const MAX_KEY_LENGTH = 4_096;
/** How many labels one image has. */
const MAX_LABELS = 100;

const ImageInput = builder.inputType('ImageInput', {
  description: 'An image that a crawl stored. Its contentHash determines whether it is a duplicate.',
  fields: (t) => ({
    url: t.string({ required: true, description: 'The URL it was found at.' }),
    storageKey: t.string({ description: 'The key it is stored under.' }),
    width: t.int({ description: 'The width in pixels.' }),
    height: t.int({ description: 'The height in pixels.' }),
    fileSize: t.field({ type: 'SafeInt', description: 'The size in bytes.' }),
    format: t.string({ description: 'The format, such as `jpeg` or `png`.' }),
    contentHash: t.string({ description: 'A hash that is equal for equal content.' }),
    labels: t.stringList({ description: `What the image shows: at most ${MAX_LABELS} labels.` }),
    metadata: t.field({ type: 'JSON', description: 'Additional data; an object.' }),
  }),
});

const RecordImagesInput = builder.inputType('RecordImagesInput', {
  description:
    '1 to 1,000 images stored by an execution. With the lease of a chunk, they are linked to that chunk.',
  fields: (t) => ({
    work: t.field({
      type: WorkRef,
      required: true,
      description: 'The execution or chunk, with the proof that you hold it.',
    }),
    images: t.field({ type: [ImageInput], required: true, description: 'The images.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

function pixels(value: number | null | undefined, path: InputPath): number | null {
  return value == null ? null : boundedInt(value, path, { min: 0 });
}

function newImage(input: typeof ImageInput.$inferInput, path: InputPath): NewImage {
  const labels = input.labels ?? [];
  if (labels.length > MAX_LABELS) {
    refuseInput([...path, 'labels'], `at most ${MAX_LABELS}; there are ${labels.length}.`);
  }
  return {
    url: boundedText(input.url, [...path, 'url'], MAX_URL_LENGTH),
    storageKey: optionalText(input.storageKey, [...path, 'storageKey'], MAX_KEY_LENGTH),
    width: pixels(input.width, [...path, 'width']),
    height: pixels(input.height, [...path, 'height']),
    fileSize: itemsCount(input.fileSize, [...path, 'fileSize']),
    format: optionalText(input.format, [...path, 'format']),
    contentHash: optionalText(input.contentHash, [...path, 'contentHash']),
    labels: labels.map((label, place) => boundedText(label, [...path, 'labels', place])),
    metadata: jsonObject(input.metadata, [...path, 'metadata']),
  };
}

const RecordImages = payload<{ ids: string[] }>('RecordImages', {
  description: 'The recorded images.',
  fields: (t) => ({
    images: t.field({
      type: [Image],
      description: 'One for each item, in order.',
      resolve: ({ ids }, _args, context, info) =>
        recorded(ids, context, info, (query) => context.db.image.findMany(query)),
    }),
  }),
}).or('The recorded images, or why none were recorded.', RECORD_ERRORS);

builder.mutationField('recordImages', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Records images stored by an execution. Accepted for up to 15 minutes after it COMPLETED or FAILED, never after it was CANCELED.',
    ...RecordImages.takes(RecordImagesInput, 'The images to record.', async (input, context) => {
      const request = {
        work: workProof(input.work, ['input', 'work']),
        images: boundedBatch(input.images, ['input', 'images']).map((image, place) =>
          newImage(image, ['input', 'images', place]),
        ),
      };
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      return { ids: await recordImages(callerOf(context), key, request) };
    }),
  }),
);
