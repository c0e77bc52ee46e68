import {
  ExpiredError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { refuseInput } from '../../core/errors.js';
import { recorded, WorkRef, workProof } from '../../executions/lease/work.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedBatch, boundedText, jsonObject } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { FAILURE_TEXT } from '../../graphql/relay/failure-text.js';
import { StageStatus } from './enums.graphql.js';
import { Stage } from './stage.graphql.js';
import { recordStages } from './stage-record.service.js';
import type { StageReport } from './stage-record.sql.js';

const StageInput = builder.inputType('StageInput', {
  description: 'The current state of one step of an execution. A stage is identified by its name and start.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name, such as `login` or `fill-form`.' }),
    status: t.field({
      type: StageStatus,
      required: true,
      description: 'The status. A stage that has ended can be corrected, but cannot run again.',
    }),
    startedAt: t.field({ type: 'DateTime', required: true, description: 'When it started.' }),
    endedAt: t.field({ type: 'DateTime', description: 'When it ended; omit while it runs.' }),
    meta: t.field({
      type: 'JSON',
      description: 'Additional data, an object. If omitted, existing data stays.',
    }),
    error: t.field({
      type: 'JSON',
      description: 'The error, if there was one. Characters that cannot be stored are replaced.',
      extensions: FAILURE_TEXT,
    }),
  }),
});

const RecordStagesInput = builder.inputType('RecordStagesInput', {
  description: '1 to 1,000 steps of an execution. If a step appears twice, the last one counts.',
  fields: (t) => ({
    work: t.field({
      type: WorkRef,
      required: true,
      description: 'The execution, with the proof that you hold it.',
    }),
    stages: t.field({ type: [StageInput], required: true, description: 'The steps.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT where its state and its times contradict each other. */
function stageReport(input: typeof StageInput.$inferInput, path: Array<string | number>): StageReport {
  const { status, startedAt, error } = input;
  const endedAt = input.endedAt ?? null;
  const end = [...path, 'endedAt'];
  if (status === 'RUNNING' && endedAt) refuseInput(end, 'a running stage has no end.');
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

const RecordStages = payload<{ ids: string[] }>('RecordStages', {
  description: 'The recorded stages.',
  fields: (t) => ({
    stages: t.field({
      type: [Stage],
      description: 'One for each item, in order.',
      resolve: ({ ids }, _args, context, info) =>
        recorded(ids, context, info, (query) => context.db.stage.findMany(query)),
    }),
  }),
}).or('The recorded stages, or why none were recorded.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
  ExpiredError,
]);

builder.mutationField('recordStages', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Records the steps of an execution. Accepted for up to 15 minutes after it COMPLETED or FAILED, never after it was CANCELED.',
    ...RecordStages.takes(RecordStagesInput, 'The steps to record.', async (input, context) => {
      const proof = workProof(input.work, ['input', 'work']);
      const stages = boundedBatch(input.stages, ['input', 'stages']).map((stage, place) =>
        stageReport(stage, ['input', 'stages', place]),
      );
      return { ids: await recordStages(callerOf(context), proof, stages) };
    }),
  }),
);
