import { builder } from '../graphql/builder.js';

export const JobKind = builder.enumType('JobKind', {
  description: 'The kind of work a job does.',
  values: {
    MONITOR: { description: 'Watches an X account for topics.' },
    CRAWL: { description: 'Crawls images for keywords, in chunks.' },
    BOT: { description: 'Drives a browser bot through named stages.' },
    AGENT: { description: "An LLM agent's task." },
  } as const,
});

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
