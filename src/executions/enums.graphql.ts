import { builder } from '../graphql/builder.js';

export const ExecutionTrigger = builder.enumType('ExecutionTrigger', {
  description: 'What started an execution.',
  values: {
    SCHEDULE: { description: "A tick of the job's schedule, or of a scheduler of your own." },
    MANUAL: { description: 'A person started it.' },
    API: { description: 'A program started it.' },
    RETRY: { description: 'A retry of a finished execution.' },
  } as const,
});

export const FailureReason = builder.enumType('FailureReason', {
  description: 'Why an execution failed.',
  values: {
    ERROR: { description: 'The work itself failed.' },
    TIMEOUT: { description: "It ran longer than its job's timeout." },
    WORKER_LOST: { description: 'Its worker stopped reporting.' },
  } as const,
});

export const RescueCause = builder.enumType('RescueCause', {
  description: 'Why the server ended or requeued an execution on its own.',
  values: {
    CANCEL: { description: 'The grace period of a cancel request was over.' },
    TIMEOUT: { description: "It ran longer than its job's timeout." },
    WORKER_LOST: { description: 'Its worker stopped reporting.' },
  } as const,
});

export const Dispatch = builder.enumType('Dispatch', {
  description: 'How an execution reaches its worker.',
  values: {
    QUEUE: { description: 'Claimed from this queue, and requeued if its worker is lost.' },
    EXTERNAL: { description: 'Started by a worker that has its own queue (Celery, cron); never requeued.' },
  } as const,
});

export const ExecutionEventType = builder.enumType('ExecutionEventType', {
  description: 'The kinds of event in the life of an execution.',
  values: {
    QUEUED: { description: 'Accepted into the queue.' },
    STARTED: { description: 'A worker took it.' },
    REQUEUED: { description: 'Requeued for another attempt.' },
    CANCEL_REQUESTED: { description: 'Its worker was asked to stop.' },
    COMPLETED: { description: 'Finished successfully.' },
    FAILED: { description: 'Finished with a failure.' },
    CANCELED: { description: 'Ended on request.' },
  } as const,
});

export const ChunkStatus = builder.enumType('ChunkStatus', {
  description: 'The status of a chunk.',
  values: {
    PENDING: { description: 'Waiting for a worker.' },
    PROCESSING: { description: 'A worker holds it.' },
    COMPLETED: { description: 'Done.' },
    FAILED: { description: 'Failed; may be retried.' },
  } as const,
});
