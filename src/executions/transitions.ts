import type { ExecutionStatus } from '../generated/prisma/enums.js';

const TRANSITIONS: Readonly<Record<ExecutionStatus, readonly ExecutionStatus[]>> = {
  QUEUED: ['RUNNING', 'CANCELED', 'FAILED'],
  RUNNING: ['COMPLETED', 'FAILED', 'CANCELED', 'QUEUED'],
  COMPLETED: [],
  FAILED: [],
  CANCELED: [],
};

/** Where an execution can go from a state: what the database's trigger takes. */
export function allowedFrom(status: ExecutionStatus): readonly ExecutionStatus[] {
  return TRANSITIONS[status];
}
