import { InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { builder } from '../graphql/builder.js';
import { ErrorInterface } from '../graphql/domain-errors.graphql.js';
import type { FieldCost } from '../graphql/field-cost.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { Job } from '../jobs/job.graphql.js';
import { parseJobId } from '../jobs/job-id.js';
import { type Backfilled, backfillSchedule, MAX_BACKFILL_TICKS } from './backfill.service.js';
import { TICK_DAYS } from './retention.service.js';

const BackfillScheduleInput = builder.inputType('BackfillScheduleInput', {
  description: `A past range of a schedule, which can hold at most ${MAX_BACKFILL_TICKS} ticks.`,
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job with the schedule.' }),
    from: t.field({
      type: 'DateTime',
      required: true,
      description: `The start of the range, inclusive; within the last ${TICK_DAYS} days.`,
    }),
    to: t.field({ type: 'DateTime', description: 'The end of the range, exclusive; now if omitted.' }),
    dryRun: t.boolean({
      defaultValue: false,
      description: 'true changes nothing, and reports the ticks and how many of them would be refused.',
    }),
  }),
});

const BackfillSchedule = payload<Backfilled>('BackfillSchedule', {
  description: 'What became of the range.',
  fields: (t) => ({
    job: t.prismaField({
      type: Job,
      description: 'The job of the schedule.',
      resolve: (query, { jobId }, _args, { db }) =>
        db.job.findUniqueOrThrow({ ...query, where: { id: jobId } }),
    }),
    ticks: t.field({
      type: ['DateTime'],
      description: 'The ticks of the range that had no execution.',
      resolve: ({ ticks }) => ticks,
    }),
    succeeded: t.exposeInt('succeeded', {
      description: 'The number of executions that were enqueued for them; 0 in a dry run.',
    }),
    refused: t.exposeInt('refused', {
      description: 'The number of ticks, the last of them, that were not run, or in a dry run would not be.',
    }),
    refusal: t.field({
      type: ErrorInterface,
      nullable: true,
      description: 'Why these were not run; null if there are none.',
      resolve: ({ refusal }) => refusal,
    }),
  }),
}).or('What became of the range, or why nothing was done.', [NotFoundError, InvalidTransitionError]);

/** How many ticks a range holds shows only once they are worked out. */
const backfillCost: FieldCost = { cost: () => MAX_BACKFILL_TICKS };

builder.mutationField('backfillSchedule', (t) =>
  t.field({
    extensions: { ...backfillCost },
    authScopes: { $all: { work: true, read: true } },
    description:
      'Enqueues an execution for each tick of a past range that had none: because it was skipped or missed, or because the schedule was paused, was a different one, or did not exist at that time. It leaves the next tick to the schedule. Executions that it enqueues have their tick in scheduledFor, and do not count for the overlap of later ticks. Idempotent: a tick is never run twice.',
    ...BackfillSchedule.takes(BackfillScheduleInput, 'The schedule and the range.', (input, context) =>
      backfillSchedule(callerOf(context), {
        job: parseJobId(input.jobId, ['input', 'jobId']),
        from: input.from,
        to: input.to ?? null,
        isDryRun: input.dryRun ?? false,
      }),
    ),
  }),
);
