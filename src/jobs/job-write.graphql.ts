import { z } from 'zod';
import {
  ConflictError,
  InvalidTransitionError,
  NotFoundError,
  QuotaExceededError,
} from '../core/domain-errors.js';
import { builder } from '../graphql/builder.js';
import type { FieldCost } from '../graphql/field-cost.js';
import { saidIn } from '../graphql/input/said.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { Job } from './job.graphql.js';
import { MAX_TICKS_CAUGHT_UP } from './job-checks.js';
import { encodeJobId } from './job-id.js';
import {
  CreateJobInput,
  DeleteJobInput,
  jobChanges,
  jobId,
  newJob,
  SetJobStatusInput,
  SetSchedulePausedInput,
  UpdateJobInput,
} from './job-inputs.graphql.js';
import { createJob, deleteJob, setJobStatus, setSchedulePaused, updateJob } from './job-write.service.js';

/** A payload that holds the job that was written. */
function jobPayload(name: string, description: string) {
  return payload<{ jobId: string }>(name, {
    description,
    fields: (t) => ({
      job: t.prismaField({
        type: Job,
        description: 'The job.',
        resolve: (query, payload, _args, { db }) =>
          db.job.findUniqueOrThrow({ ...query, where: { id: payload.jobId } }),
      }),
    }),
  });
}

const WRITE_ERRORS = [NotFoundError, ConflictError] as const;

const CreateJob = jobPayload('CreateJob', 'The new job.').or('The new job, or why it was not created.', [
  ...WRITE_ERRORS,
  QuotaExceededError,
]);

const UpdateJob = jobPayload('UpdateJob', 'The updated job.').or(
  'The updated job, or why it was not changed.',
  [...WRITE_ERRORS, QuotaExceededError],
);

const SetJobStatus = jobPayload('SetJobStatus', 'The updated job.').or(
  'The updated job, or why it was not changed.',
  [NotFoundError, ConflictError, QuotaExceededError],
);

const SetSchedulePaused = jobPayload('SetSchedulePaused', 'The job of the schedule.').or(
  'The job of the schedule, or why it was not changed.',
  [NotFoundError],
);

const DeleteJob = payload<{ deletedJobId: string }>('DeleteJob', {
  description: 'The job that was deleted.',
  fields: (t) => ({
    deletedJobId: t.exposeID('deletedJobId', { description: 'The id of the deleted job.' }),
  }),
}).or('The deleted job, or why it was not deleted.', [NotFoundError, InvalidTransitionError]);

/** A schedule that catches up has its ticks counted, up to the limit; with a change it may do so already. */
const scheduleCost = (missedTicks?: 'CATCH_UP'): FieldCost => ({
  cost({ input }) {
    const said = givenSchedule.parse(input)?.schedule;
    return said && (said.missedTicks ?? missedTicks) === 'CATCH_UP' ? MAX_TICKS_CAUGHT_UP : 0;
  },
});
const givenSchedule = z
  .object({ schedule: z.object({ missedTicks: z.string().nullish() }) })
  .nullish()
  .catch(null);

builder.mutationFields((t) => ({
  createJob: t.field({
    extensions: { ...scheduleCost() },
    authScopes: { manage: true },
    description:
      'Creates a job that you own. The tier limits how many jobs you can have; archived jobs do not count.',
    ...CreateJob.takes(CreateJobInput, 'The job to create.', async (input, context) => {
      const job = newJob(input);
      return { jobId: await createJob(callerOf(context), job) };
    }),
  }),
  updateJob: t.field({
    extensions: { ...scheduleCost('CATCH_UP') },
    authScopes: { manage: true },
    description: 'Changes a job. Executions that were already accepted keep the values they copied from it.',
    ...UpdateJob.takes(UpdateJobInput, 'The changes.', async (input, context, info) => {
      const ref = jobId(input.jobId);
      const changes = jobChanges(input, saidIn(info, 'input', context.variables));
      await updateJob(callerOf(context), ref, changes);
      return { jobId: ref.id };
    }),
  }),
  setJobStatus: t.field({
    authScopes: { manage: true },
    description:
      'Changes the status to ACTIVE, PAUSED or ARCHIVED, from any of them. Only an ACTIVE job has a next run, and only then are its executions claimed. A job restored from ARCHIVED counts towards its owner’s limit again. A job of an archived project stays archived.',
    ...SetJobStatus.takes(SetJobStatusInput, 'The job and its new status.', async (input, context) => {
      const ref = jobId(input.jobId);
      await setJobStatus(callerOf(context), ref, input.status);
      return { jobId: ref.id };
    }),
  }),
  setSchedulePaused: t.field({
    authScopes: { manage: true },
    description:
      'Pauses or resumes the schedule of a job, which can still be run otherwise. Ticks while it is paused are not made up for.',
    ...SetSchedulePaused.takes(
      SetSchedulePausedInput,
      'The job, and whether its schedule is paused.',
      async (input, context) => {
        const ref = jobId(input.jobId);
        await setSchedulePaused(callerOf(context), ref, input.paused);
        return { jobId: ref.id };
      },
    ),
  }),
  deleteJob: t.field({
    authScopes: { manage: true },
    description:
      'Deletes a job with all its executions and their parts. Refused while an execution is RUNNING: cancel it first, or archive the job instead.',
    ...DeleteJob.takes(DeleteJobInput, 'The job to delete.', async (input, context) => {
      const ref = jobId(input.jobId);
      await deleteJob(callerOf(context), ref);
      return { deletedJobId: encodeJobId(ref) };
    }),
  }),
}));
