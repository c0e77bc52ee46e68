import { builder } from '../graphql/builder.js';
import { allKinds } from './kinds.js';

const NO_VALUES: Record<string, { description: string }> = {};

/** Its values are the kinds that are registered when the schema is made. */
export const JobKind = builder.enumType('JobKind', {
  description: 'The kind of work a job does.',
  values: NO_VALUES,
});

/** Gives the enum its values. */
export function fillJobKind(): void {
  JobKind.updateConfig((config) => ({
    ...config,
    values: Object.fromEntries(
      allKinds().map(({ name, description }) => [name, { description, pothosOptions: { description } }]),
    ),
  }));
}

export const JobStatus = builder.enumType('JobStatus', {
  description: 'Whether a job runs.',
  values: {
    ACTIVE: { description: 'Runs on its schedule and on demand.' },
    PAUSED: { description: 'Not started, and its queued executions are not claimed.' },
    ARCHIVED: { description: 'Kept for its history; does not run.' },
  } as const,
});

export const OverlapPolicy = builder.enumType('OverlapPolicy', {
  description:
    'What a tick does while an execution that a schedule started is QUEUED or RUNNING still. What else was enqueued does not count. To keep an execution from starting before the last one has ended, set the job’s maxConcurrent to 1.',
  values: {
    ALLOW: { description: 'Enqueues another execution.' },
    BUFFER_ONE: { description: 'Enqueues another execution, unless one is QUEUED already.' },
    CANCEL_OTHER: {
      description: 'Cancels it, as cancelExecution does, and enqueues another execution at once.',
    },
    SKIP: { description: 'Enqueues no execution.' },
  } as const,
});

export const MissedTickPolicy = builder.enumType('MissedTickPolicy', {
  description:
    'What happens to ticks that were missed because no server was running. A tick is missed if it is late by more than a minute.',
  values: {
    CATCH_UP: {
      description: 'Missed ticks of the last catchUpSeconds are made up for, each by its own execution.',
    },
    RUN_ONCE: { description: 'One execution, for the last of them, makes up for all missed ticks.' },
    SKIP: { description: 'Missed ticks are skipped.' },
  } as const,
});

export const ExecutionStatus = builder.enumType('ExecutionStatus', {
  description: 'The status of an execution.',
  values: {
    QUEUED: { description: 'Accepted, waiting for a worker.' },
    RUNNING: { description: 'A worker holds it.' },
    COMPLETED: { description: 'Finished successfully.' },
    FAILED: { description: 'Finished with a failure.' },
    CANCELED: { description: 'Ended on request.' },
  } as const,
});
