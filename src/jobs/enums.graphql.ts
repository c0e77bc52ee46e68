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
  description: 'What a schedule tick does while an execution of the job is still open.',
  values: {
    ALLOW: { description: 'Starts another execution.' },
    SKIP: { description: 'Starts no execution.' },
  } as const,
});

export const MissedTickPolicy = builder.enumType('MissedTickPolicy', {
  description: 'What happens to schedule ticks that were missed because no server was running.',
  values: {
    SKIP: { description: 'Missed ticks are skipped.' },
    RUN_ONCE: { description: 'One execution makes up for all missed ticks.' },
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
