import {
  ExpiredError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { recorded, WorkRef, workProof } from '../../executions/lease/work.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedBatch, boundedText, jsonObject, refuseInput } from '../../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../../graphql/mutations.js';
import { FAILURE_TEXT } from '../../graphql/relay/failure-text.js';
import { StageStatus } from './enums.graphql.js';
import { Stage } from './stage.graphql.js';
import { recordStages } from './stage-record.service.js';
import type { StageReport } from './stage-record.sql.js';

const StageInput = builder.inputType('StageInput', {
  description: 'A step of a run as it stands now. One with the same name and start is the same one.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Like `login` or `fill-form`.' }),
    status: t.field({
      type: StageStatus,
      required: true,
      description: 'Where it stands. One that has ended can be put right, but does not run again.',
    }),
    startedAt: t.field({ type: 'DateTime', required: true, description: 'When it started.' }),
    endedAt: t.field({ type: 'DateTime', description: 'When it ended; left out while it runs.' }),
    meta: t.field({
      type: 'JSON',
      description: 'What else there is to tell, an object; what was told before stays if it is left out.',
    }),
    error: t.field({
      type: 'JSON',
      description: 'What went wrong, if anything did; characters that cannot be stored are replaced.',
      extensions: FAILURE_TEXT,
    }),
  }),
});

const RecordStagesInput = builder.inputType('RecordStagesInput', {
  description: 'Steps of a run, 1 to 1,000. Of one that is named twice the last word counts.',
  fields: (t) => ({
    work: t.field({ type: WorkRef, required: true, description: 'The run, with the proof.' }),
    stages: t.field({ type: [StageInput], required: true, description: 'The steps.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT where its state and its times contradict each other. */
function stageReport(input: typeof StageInput.$inferInput, path: Array<string | number>): StageReport {
  const { status, startedAt, error } = input;
  const endedAt = input.endedAt ?? null;
  const end = [...path, 'endedAt'];
  if (status === 'RUNNING' && endedAt) refuseInput(end, 'a stage that runs has no end.');
  if (status !== 'RUNNING' && !endedAt) refuseInput(end, `a stage that is ${status} has an end.`);
  if (endedAt && endedAt < startedAt) refuseInput(end, 'the stage ends before it starts.');
  return {
    name: boundedText(input.name, [...path, 'name']),
    status,
    startedAt,
    endedAt,
    meta: jsonObject(input.meta, [...path, 'meta']),
    error,
  };
}

const RecordStagesPayload = builder.objectRef<{ ids: string[] }>('RecordStagesPayload').implement({
  description: 'The stages that were written.',
  fields: (t) => ({
    stages: t.field({
      type: [Stage],
      description: 'One for each item, in their order.',
      resolve: ({ ids }, _args, context, info) =>
        recorded(ids, context, info, (query) => context.db.stage.findMany(query)),
    }),
  }),
});

const ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError, ExpiredError] as const;

const RecordStagesResult = builder.unionType('RecordStagesResult', {
  description: 'The stages that were written, or why none was.',
  types: [RecordStagesPayload, ...ERRORS],
  resolveType: resultOf('RecordStagesPayload'),
});

builder.mutationField('recordStages', (t) =>
  t.field({
    type: RecordStagesResult,
    authScopes: { work: true },
    description:
      'Says how the steps of a run stand, for 15 minutes after it COMPLETED or FAILED too, never after it was CANCELED.',
    args: { input: t.arg({ type: RecordStagesInput, required: true, description: 'Which steps.' }) },
    resolve: (_root, { input }, context) => {
      const proof = workProof(input.work, ['input', 'work']);
      const stages = boundedBatch(input.stages, ['input', 'stages']).map((stage, place) =>
        stageReport(stage, ['input', 'stages', place]),
      );
      return expecting(ERRORS, async () => ({ ids: await recordStages(callerOf(context), proof, stages) }));
    },
  }),
);
