import {
  ConflictError,
  InvalidTransitionError,
  NotFoundError,
  QuotaExceededError,
} from '../core/domain-errors.js';
import { encodeId, JOB_TYPE_OF } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { saidIn } from '../graphql/input/said.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { Job } from './job.graphql.js';
import {
  CreateJobInput,
  DeleteJobInput,
  jobChanges,
  jobId,
  newJob,
  SetJobStatusInput,
  UpdateJobInput,
} from './job-inputs.graphql.js';
import { createJob, deleteJob, setJobStatus, updateJob } from './job-write.service.js';

/** A payload that holds the job that was written. */
function jobPayload<const Name extends string>(name: Name, description: string) {
  return builder.objectRef<{ jobId: string }>(name).implement({
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

const CreateJobPayload = jobPayload('CreateJobPayload', 'The job that was made.');
const UpdateJobPayload = jobPayload('UpdateJobPayload', 'The job as it is now.');
const SetJobStatusPayload = jobPayload('SetJobStatusPayload', 'The job as it is now.');

const DeleteJobPayload = builder.objectRef<{ deletedJobId: string }>('DeleteJobPayload').implement({
  description: 'The job that is gone.',
  fields: (t) => ({
    deletedJobId: t.exposeID('deletedJobId', { description: 'The id that it had.' }),
  }),
});

const WRITE_ERRORS = [NotFoundError, ConflictError] as const;
const CREATE_ERRORS = [...WRITE_ERRORS, QuotaExceededError] as const;
const STATUS_ERRORS = [NotFoundError, ConflictError, QuotaExceededError] as const;
const DELETE_ERRORS = [NotFoundError, InvalidTransitionError] as const;

const CreateJobResult = builder.unionType('CreateJobResult', {
  description: 'The job that was made, or why there is none.',
  types: [CreateJobPayload, ...CREATE_ERRORS],
  resolveType: resultOf('CreateJobPayload'),
});

const UpdateJobResult = builder.unionType('UpdateJobResult', {
  description: 'The job as it is now, or why it stayed as it was.',
  types: [UpdateJobPayload, ...WRITE_ERRORS],
  resolveType: resultOf('UpdateJobPayload'),
});

const SetJobStatusResult = builder.unionType('SetJobStatusResult', {
  description: 'The job as it is now, or why it stayed as it was.',
  types: [SetJobStatusPayload, ...STATUS_ERRORS],
  resolveType: resultOf('SetJobStatusPayload'),
});

const DeleteJobResult = builder.unionType('DeleteJobResult', {
  description: 'The job that is gone, or why it is still there.',
  types: [DeleteJobPayload, ...DELETE_ERRORS],
  resolveType: resultOf('DeleteJobPayload'),
});

builder.mutationFields((t) => ({
  createJob: t.field({
    type: CreateJobResult,
    authScopes: { manage: true },
    description:
      'Creates a job that you own. The tier limits how many jobs you can have; archived jobs do not count.',
    args: { input: t.arg({ type: CreateJobInput, required: true, description: 'The job to create.' }) },
    resolve: (_root, { input }, context) => {
      const job = newJob(input);
      return expecting(CREATE_ERRORS, async () => ({ jobId: await createJob(callerOf(context), job) }));
    },
  }),
  updateJob: t.field({
    type: UpdateJobResult,
    authScopes: { manage: true },
    description: 'Changes a job. Executions that were already accepted keep the values they copied from it.',
    args: { input: t.arg({ type: UpdateJobInput, required: true, description: 'The changes.' }) },
    resolve: (_root, { input }, context, info) => {
      const ref = jobId(input.jobId);
      const changes = jobChanges(input, saidIn(info, 'input', context.variables));
      return expecting(WRITE_ERRORS, async () => {
        await updateJob(callerOf(context), ref, changes);
        return { jobId: ref.id };
      });
    },
  }),
  setJobStatus: t.field({
    type: SetJobStatusResult,
    authScopes: { manage: true },
    description:
      'Changes the status to ACTIVE, PAUSED or ARCHIVED, from any of them. Only an ACTIVE job has a next run, and only then are its executions claimed. A job restored from ARCHIVED counts towards its owner’s limit again. A job of an archived project stays archived.',
    args: {
      input: t.arg({ type: SetJobStatusInput, required: true, description: 'The job and its new status.' }),
    },
    resolve: (_root, { input }, context) => {
      const ref = jobId(input.jobId);
      return expecting(STATUS_ERRORS, async () => {
        await setJobStatus(callerOf(context), ref, input.status);
        return { jobId: ref.id };
      });
    },
  }),
  deleteJob: t.field({
    type: DeleteJobResult,
    authScopes: { manage: true },
    description:
      'Deletes a job with all its executions and their parts. Refused while an execution is RUNNING: cancel it first, or archive the job instead.',
    args: { input: t.arg({ type: DeleteJobInput, required: true, description: 'The job to delete.' }) },
    resolve: (_root, { input }, context) => {
      const ref = jobId(input.jobId);
      return expecting(DELETE_ERRORS, async () => {
        await deleteJob(callerOf(context), ref);
        return { deletedJobId: encodeId(JOB_TYPE_OF[ref.kind], ref.id) };
      });
    },
  }),
}));
