import { createHash } from 'node:crypto';
import { builder } from '../builder.js';
import {
  ConflictError,
  ExpiredError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../domain-errors.js';
import { ArtifactType } from '../enums.graphql.js';
import { idempotencyKey, jsonObject } from '../executions/enqueue.graphql.js';
import { itemsCount } from '../executions/finish.graphql.js';
import { partSubject, recorded, WorkRef } from '../executions/work.graphql.js';
import { callerOf, expecting, resultOf } from '../mutations.js';
import { boundedBatch, boundedText, optionalText, refuseInput } from '../relay/limits.js';
import { Artifact } from './artifact.graphql.js';
import { recordArtifacts } from './artifact-record.service.js';
import type { NewArtifact } from './artifact-record.sql.js';

/** In UTF-8. */
export const MAX_CONTENT_BYTES = 1024 * 1024;
const MAX_PATH_LENGTH = 4_096;
const SHA_256 = /^[0-9a-f]{64}$/i;

const ArtifactInput = builder.inputType('ArtifactInput', {
  description: 'Something that was made: a file that is kept elsewhere, or its content.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is called.' }),
    artifactType: t.field({ type: ArtifactType, required: true, description: 'What it is.' }),
    filePath: t.string({ description: 'Where it is kept.' }),
    fileSize: t.field({ type: 'SafeInt', description: 'In bytes; counted for inline content.' }),
    fileHash: t.string({ description: 'SHA-256, hex; computed for inline content.' }),
    contentType: t.string({ description: 'The media type.' }),
    content: t.string({ description: 'At most 1 MiB inline, counted in UTF-8.' }),
    metadata: t.field({ type: 'JSON', description: 'What else there is to tell; an object.' }),
  }),
});

const RecordArtifactsInput = builder.inputType('RecordArtifactsInput', {
  description: 'Things that were made, 1 to 1,000: with work, or about a job, or about neither.',
  fields: (t) => ({
    work: t.field({ type: WorkRef, description: 'The run that made them, with the proof.' }),
    jobId: t.id({ description: 'The job that they are about, instead.' }),
    artifacts: t.field({ type: [ArtifactInput], required: true, description: 'The things.' }),
    idempotencyKey: t.string({ description: 'The same one does it once; unique by owner for 48 hours.' }),
  }),
});

type Item = typeof ArtifactInput.$inferInput;
type Path = Array<string | number>;

/** Size and hash of inline content, or as they are told. @throws GraphQLError BAD_USER_INPUT where both are and differ. */
function fileFacts(input: Item, path: Path): Pick<NewArtifact, 'content' | 'fileSize' | 'fileHash'> {
  const fileSize = itemsCount(input.fileSize, [...path, 'fileSize']);
  const fileHash = input.fileHash?.toLowerCase() ?? null;
  if (fileHash !== null && !SHA_256.test(fileHash)) {
    refuseInput([...path, 'fileHash'], 'a SHA-256 is 64 hexadecimal digits.');
  }
  if (input.content == null) return { content: null, fileSize, fileHash };
  const bytes = Buffer.from(input.content);
  if (bytes.length > MAX_CONTENT_BYTES) {
    refuseInput([...path, 'content'], `at most ${MAX_CONTENT_BYTES} bytes in UTF-8; it has ${bytes.length}.`);
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (fileHash !== null && fileHash !== hash) {
    refuseInput([...path, 'fileHash'], `the content's SHA-256 is ${hash}.`);
  }
  if (fileSize !== null && fileSize !== bytes.length) {
    refuseInput([...path, 'fileSize'], `the content has ${bytes.length} bytes.`);
  }
  return { content: input.content, fileSize: bytes.length, fileHash: hash };
}

function newArtifact(input: Item, path: Path): NewArtifact {
  return {
    name: boundedText(input.name, [...path, 'name']),
    artifactType: input.artifactType,
    filePath: optionalText(input.filePath, [...path, 'filePath'], MAX_PATH_LENGTH),
    contentType: optionalText(input.contentType, [...path, 'contentType']),
    ...fileFacts(input, path),
    metadata: jsonObject(input.metadata, [...path, 'metadata']),
  };
}

const RecordArtifactsPayload = builder.objectRef<{ ids: string[] }>('RecordArtifactsPayload').implement({
  description: 'The artifacts that were written.',
  fields: (t) => ({
    artifacts: t.field({
      type: [Artifact],
      description: 'One for each item, in their order.',
      resolve: ({ ids }, _args, context, info) =>
        recorded(ids, context, info, (query) => context.db.artifact.findMany(query)),
    }),
  }),
});

const ERRORS = [NotFoundError, ConflictError, LeaseLostError, InvalidTransitionError, ExpiredError] as const;

const RecordArtifactsResult = builder.unionType('RecordArtifactsResult', {
  description: 'The artifacts that were written, or why none was.',
  types: [RecordArtifactsPayload, ...ERRORS],
  resolveType: resultOf('RecordArtifactsPayload'),
});

builder.mutationField('recordArtifacts', (t) =>
  t.field({
    type: RecordArtifactsResult,
    authScopes: { work: true },
    description:
      'Keeps what was made; what a run made for 15 minutes after it COMPLETED or FAILED too, never after it was CANCELED.',
    args: { input: t.arg({ type: RecordArtifactsInput, required: true, description: 'Which things.' }) },
    resolve: (_root, { input }, context) => {
      const request = {
        subject: partSubject(input, ['input']),
        artifacts: boundedBatch(input.artifacts, ['input', 'artifacts']).map((artifact, place) =>
          newArtifact(artifact, ['input', 'artifacts', place]),
        ),
      };
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      return expecting(ERRORS, async () => ({ ids: await recordArtifacts(callerOf(context), key, request) }));
    },
  }),
);
