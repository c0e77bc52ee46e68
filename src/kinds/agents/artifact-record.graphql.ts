import { createHash } from 'node:crypto';
import { type InputPath, refuseInput } from '../../core/errors.js';
import { itemsCount } from '../../executions/end/finish.graphql.js';
import { partSubject, RECORD_ERRORS, recorded, WorkRef } from '../../executions/lease/work.graphql.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedBatch,
  boundedText,
  idempotencyKey,
  jsonObject,
  optionalText,
} from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { Artifact } from './artifact.graphql.js';
import { recordArtifacts } from './artifact-record.service.js';
import type { NewArtifact } from './artifact-record.sql.js';
import { ArtifactType } from './enums.graphql.js';

/** In UTF-8. */
export const MAX_CONTENT_BYTES = 1024 * 1024;
const MAX_PATH_LENGTH = 4_096;
const DEFAULT_ALGORITHM = 'sha256';
/** Hexadecimal digits of the hashes that everybody knows; others have as many as they have. */
const HASH_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['md5', 32],
  ['sha1', 40],
  ['sha224', 56],
  [DEFAULT_ALGORITHM, 64],
  ['sha384', 96],
  ['sha512', 128],
]);
const HASH = /^[0-9a-f]{1,256}$/;
const ALGORITHM = /^[a-z0-9][a-z0-9_/.-]{0,31}$/;

const ArtifactInput = builder.inputType('ArtifactInput', {
  description: 'An artifact to record: a file stored elsewhere, or its content.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name.' }),
    artifactType: t.field({ type: ArtifactType, required: true, description: 'The type.' }),
    filePath: t.string({ description: 'Where the file is stored.' }),
    fileSize: t.field({
      type: 'SafeInt',
      description: 'The size of the file in bytes; computed for inline content if omitted.',
    }),
    fileHash: t.string({
      description:
        'The hash of the file in hex; computed if omitted and the inline content is the whole file.',
    }),
    fileHashAlgorithm: t.string({
      defaultValue: DEFAULT_ALGORITHM,
      description: 'The algorithm of fileHash: sha256, sha1, md5 or another name; case-insensitive.',
    }),
    contentType: t.string({ description: 'The media type.' }),
    content: t.string({ description: 'Inline content: at most 1 MiB, counted in UTF-8.' }),
    metadata: t.field({ type: 'JSON', description: 'Additional data; an object.' }),
  }),
});

const RecordArtifactsInput = builder.inputType('RecordArtifactsInput', {
  description: '1 to 1,000 artifacts: of an execution (`work`), of a job (`jobId`), or of neither.',
  fields: (t) => ({
    work: t.field({
      type: WorkRef,
      description: 'The execution that made them, with the proof that you hold it.',
    }),
    jobId: t.id({ description: 'The job they belong to, instead of an execution.' }),
    artifacts: t.field({ type: [ArtifactInput], required: true, description: 'The artifacts.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

type Item = typeof ArtifactInput.$inferInput;
type FileFacts = Pick<NewArtifact, 'content' | 'fileSize' | 'fileHash' | 'fileHashAlgorithm'>;

/**
 * The content, and the size and hash of the file. Content may be an excerpt of a file that is kept elsewhere: what is
 * told of the file holds for the file, and only what is left out is taken from the content.
 * @throws GraphQLError BAD_USER_INPUT
 */
function fileFacts(input: Item, path: InputPath): FileFacts {
  const told = { fileSize: itemsCount(input.fileSize, [...path, 'fileSize']), ...fileHash(input, path) };
  if (input.content == null) return { content: null, ...told };
  const bytes = Buffer.from(input.content);
  if (bytes.length > MAX_CONTENT_BYTES) {
    refuseInput([...path, 'content'], `at most ${MAX_CONTENT_BYTES} bytes in UTF-8; it has ${bytes.length}.`);
  }
  const { content } = input;
  const fileSize = told.fileSize ?? bytes.length;
  if (told.fileHash !== null || fileSize !== bytes.length) return { content, ...told, fileSize };
  const hash = createHash(DEFAULT_ALGORITHM).update(bytes).digest('hex');
  return { content, fileSize, fileHash: hash, fileHashAlgorithm: DEFAULT_ALGORITHM };
}

function fileHash(input: Item, path: InputPath): Pick<FileFacts, 'fileHash' | 'fileHashAlgorithm'> {
  // SHA-256 and sha256 are one.
  const algorithm = (input.fileHashAlgorithm ?? DEFAULT_ALGORITHM)
    .toLowerCase()
    .replace(/^sha-(?=\d)/, 'sha');
  if (!ALGORITHM.test(algorithm)) {
    refuseInput([...path, 'fileHashAlgorithm'], 'must be a name such as sha256, sha1 or md5.');
  }
  if (input.fileHash == null) return { fileHash: null, fileHashAlgorithm: DEFAULT_ALGORITHM };
  const hash = input.fileHash.toLowerCase();
  const length = HASH_LENGTHS.get(algorithm);
  if (!HASH.test(hash)) refuseInput([...path, 'fileHash'], 'must be at most 256 hexadecimal digits.');
  if (length !== undefined && hash.length !== length) {
    const message = `a hash by ${algorithm} has ${length} hexadecimal digits; this one has ${hash.length}: name its algorithm in fileHashAlgorithm.`;
    refuseInput([...path, 'fileHash'], message);
  }
  return { fileHash: hash, fileHashAlgorithm: algorithm };
}

function newArtifact(input: Item, path: InputPath): NewArtifact {
  return {
    name: boundedText(input.name, [...path, 'name']),
    artifactType: input.artifactType,
    filePath: optionalText(input.filePath, [...path, 'filePath'], MAX_PATH_LENGTH),
    contentType: optionalText(input.contentType, [...path, 'contentType']),
    ...fileFacts(input, path),
    metadata: jsonObject(input.metadata, [...path, 'metadata']),
  };
}

const RecordArtifacts = payload<{ ids: string[] }>('RecordArtifacts', {
  description: 'The recorded artifacts.',
  fields: (t) => ({
    artifacts: t.field({
      type: [Artifact],
      description: 'One for each item, in order.',
      resolve: ({ ids }, _args, context, info) =>
        recorded(ids, context, info, (query) => context.db.artifact.findMany(query)),
    }),
  }),
}).or('The recorded artifacts, or why none were recorded.', RECORD_ERRORS);

builder.mutationField('recordArtifacts', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Records artifacts. Those of an execution are accepted for up to 15 minutes after it COMPLETED or FAILED, never after it was CANCELED.',
    ...RecordArtifacts.takes(RecordArtifactsInput, 'The artifacts to record.', async (input, context) => {
      const request = {
        subject: partSubject(input, ['input']),
        artifacts: boundedBatch(input.artifacts, ['input', 'artifacts']).map((artifact, place) =>
          newArtifact(artifact, ['input', 'artifacts', place]),
        ),
      };
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      return { ids: await recordArtifacts(callerOf(context), key, request) };
    }),
  }),
);
