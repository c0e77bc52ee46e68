import { ConflictError, NotFoundError } from '../../core/domain-errors.js';
import { refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { RECORD_ERRORS, WorkRef, workProof } from '../../executions/lease/work.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt, boundedText, idempotencyKey } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import * as check from './monitor-checks.js';
import { Summary } from './summary.graphql.js';
import {
  NotAMonitorError,
  recordPlaygroundSummary,
  recordSummary,
  type SummarySubject,
} from './summary-record.service.js';
import type { NewSummary, PlaygroundRun } from './summary-record.sql.js';

const MAX_SUMMARY_LENGTH = 100_000;

const RecordSummaryInput = builder.inputType('RecordSummaryInput', {
  description:
    'A summary by an execution of a monitor (`work`), or for a monitor without an execution (`jobId`): exactly one of the two. It copies what the monitor watches now.',
  fields: (t) => ({
    work: t.field({
      type: WorkRef,
      description: 'The execution of the monitor, with the proof that you hold it.',
    }),
    jobId: t.id({ description: 'The monitor, if no execution wrote the summary.' }),
    content: t.string({ required: true, description: 'The summary.' }),
    tweetsCount: t.int({ required: true, description: 'The number of posts read.' }),
    rawData: t.field({ type: 'JSON', description: 'The raw posts.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

const RecordPlaygroundSummaryInput = builder.inputType('RecordPlaygroundSummaryInput', {
  description: 'A summary written without a monitor.',
  fields: (t) => ({
    xUsername: t.string({ required: true, description: 'The X account that was read, without the @.' }),
    topics: t.stringList({
      required: true,
      description: `The topics looked for: 1 to ${check.MAX_TOPICS}.`,
    }),
    hoursBack: t.int({
      required: true,
      description: `How far back posts were read: 1 to ${check.MAX_HOURS_BACK} hours.`,
    }),
    content: t.string({ required: true, description: 'The summary.' }),
    tweetsCount: t.int({ required: true, description: 'The number of posts read.' }),
    rawData: t.field({ type: 'JSON', description: 'The raw posts.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

function newSummary(input: { content: string; tweetsCount: number; rawData?: unknown }): NewSummary {
  return {
    content: boundedText(input.content, ['input', 'content'], MAX_SUMMARY_LENGTH),
    tweetsCount: boundedInt(input.tweetsCount, ['input', 'tweetsCount'], { min: 0 }),
    rawData: input.rawData,
  };
}

/** @throws GraphQLError BAD_USER_INPUT for both or neither, or another kind of job. */
function summarySubject({ work, jobId }: typeof RecordSummaryInput.$inferInput): SummarySubject {
  if (work && jobId == null) return { work: workProof(work, ['input', 'work']) };
  if (work || jobId == null) {
    return refuseInput(['input', 'jobId'], 'name either the work or a job.');
  }
  return { job: { id: parseId(jobId, ['MonitorJob'], ['input', 'jobId']).uuid, kind: 'MONITOR' } };
}

function playgroundRun(input: typeof RecordPlaygroundSummaryInput.$inferInput): PlaygroundRun {
  return {
    xUsername: check.xUsername(input.xUsername, ['input', 'xUsername']),
    topics: check.topics(input.topics, ['input', 'topics']),
    hoursBack: check.hoursBack(input.hoursBack, ['input', 'hoursBack']),
  };
}

const summaryField = {
  description: 'The summary.',
  resolve: ({ id }: { id: string }) => ({ id }),
};

const RecordSummary = payload<{ id: string }>('RecordSummary', {
  description: 'The recorded summary.',
  fields: (t) => ({ summary: t.field({ type: Summary, ...summaryField }) }),
}).or('The recorded summary, or why it was not recorded.', RECORD_ERRORS);

const RecordPlaygroundSummary = payload<{ id: string }>('RecordPlaygroundSummary', {
  description: 'The recorded summary.',
  fields: (t) => ({ summary: t.field({ type: Summary, ...summaryField }) }),
}).or('The recorded summary, or why it was not recorded.', [NotFoundError, ConflictError]);

builder.mutationFields((t) => ({
  recordSummary: t.field({
    authScopes: { work: true },
    description:
      'Records a summary for a monitor. With `work`, accepted for up to 15 minutes after the execution COMPLETED or FAILED, never after it was CANCELED.',
    ...RecordSummary.takes(RecordSummaryInput, 'The summary.', async (input, context) => {
      const request = { subject: summarySubject(input), ...newSummary(input) };
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      try {
        return { id: await recordSummary(callerOf(context), key, request) };
      } catch (error) {
        if (!(error instanceof NotAMonitorError)) throw error;
        return refuseInput(
          ['input', 'work'],
          `a summary needs the run of a MONITOR; this is one of a ${error.kind} job.`,
        );
      }
    }),
  }),
  recordPlaygroundSummary: t.field({
    authScopes: { work: true },
    description: 'Records a summary written in a playground, without a job or execution (seed 000).',
    ...RecordPlaygroundSummary.takes(RecordPlaygroundSummaryInput, 'The summary.', async (input, context) => {
      const request = { ...playgroundRun(input), ...newSummary(input) };
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      return { id: await recordPlaygroundSummary(callerOf(context), key, request) };
    }),
  }),
}));
