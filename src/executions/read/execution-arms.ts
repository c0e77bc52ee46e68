import type { Arm } from '../../core/db/arms.sql.js';
import type { Countable } from '../../core/db/counts.sql.js';
import { ExecutionStatus, type Prisma } from '../../generated/prisma/client.js';

type Where = Prisma.ExecutionWhereInput;

/** What the orders' columns hold for what has not happened. */
export const NEVER = new Date(0);
export const NO_DURATION = -1;

/** The arms of executions: what is queued, what runs, and what ended, however it did; as their indexes say it. */
const ARMS = {
  QUEUED: { isQueued: { not: null } },
  RUNNING: { isRunning: { not: null } },
  ENDED: { finishedAt: { not: null } },
} as const satisfies Record<string, Where>;

export type ArmName = keyof typeof ARMS;
const ARM_NAMES = ['QUEUED', 'RUNNING', 'ENDED'] as const satisfies ArmName[];

/** What is true of the other arms' rows: the planner leaves out the arm of a view that it rules out. */
const NOT_IN = {
  QUEUED: { isQueued: null },
  RUNNING: { isRunning: null },
  ENDED: { finishedAt: null },
} as const satisfies Record<ArmName, Where>;

/** In which arm a status is. */
const ARM_OF: Record<ExecutionStatus, ArmName> = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  COMPLETED: 'ENDED',
  FAILED: 'ENDED',
  CANCELED: 'ENDED',
};

/** What the orders' columns hold in arms that have nothing to order. */
const VALUES: Partial<Record<string, { [Name in ArmName]?: Date | bigint }>> = {
  startedSort: { QUEUED: NEVER },
  finishedSort: { QUEUED: NEVER, RUNNING: NEVER },
  durationSort: { QUEUED: BigInt(NO_DURATION), RUNNING: BigInt(NO_DURATION) },
};

const ALL = Object.values(ExecutionStatus);

/** The statuses that a filter lets through: those that it names, of those that what it asks for else can have. */
function statusesOf({ status, ...where }: Where): ExecutionStatus[] {
  const named = typeof status === 'object' && Array.isArray(status.in) ? status.in : ALL;
  const isEnded = where.failureReason || where.finishedSort || where.durationSort;
  const isStarted = isEnded || where.startedSort || where.workerId;
  return named.filter((one) => {
    if (ARM_OF[one] === 'QUEUED') return !isStarted;
    return ARM_OF[one] !== 'RUNNING' || !isEnded;
  });
}

/** Of what is queued only what ran before has an error or a stage: the index of the queue knows it by the fence. */
function ranBefore({ errorCode, errorFingerprint, errorMessage, stages }: Where): Where {
  return errorCode || errorFingerprint || errorMessage || stages ? { fence: { gt: 0 } } : {};
}

/** The one arm of what no execution is. */
const NOTHING: Arm = { where: { id: { in: [] } } };

/**
 * What a list of executions consists of: arms, and what of them has the statuses that the filter asks for, so that
 * nothing beside them says a status. What a few ids or one job's queue find needs no arms: their indexes have every state.
 * @param among The arms that there are.
 */
export function executionArms(
  where: Where,
  orderField: string,
  among: readonly ArmName[] = ARM_NAMES,
): Arm[] {
  if (where.id || (where.jobId && orderField === 'queuedAt')) return [{ where: { status: where.status } }];
  const statuses = statusesOf(where);
  const arms = among.flatMap((name): Arm[] => {
    const found = statuses.filter((status) => ARM_OF[status] === name);
    if (found.length === 0) return [];
    const isWhole = ALL.every((status) => ARM_OF[status] !== name || found.includes(status));
    return [
      {
        where: {
          ...ARMS[name],
          ...(!isWhole && { status: { in: found } }),
          ...(name === 'QUEUED' && ranBefore(where)),
        },
        value: VALUES[orderField]?.[name],
        ...(name === 'QUEUED' && { before: 'startedSort' }),
      },
    ];
  });
  return arms.length > 0 ? arms : [NOTHING];
}

/** Where the statuses of a filter, and what else it says of them, leave out an arm of the view of all. */
export function inArms(where: Where): Where {
  const arms = new Set(statusesOf(where).map((status) => ARM_OF[status]));
  return { AND: ARM_NAMES.filter((name) => !arms.has(name)).map((name) => NOT_IN[name]) };
}

/** What a list of executions has in one status, whichever statuses it asks for. */
export function inStatus(list: Countable, status: ExecutionStatus): Countable {
  const where: Where = { ...list.where, status: { in: [status] } };
  return list.parent ? { ...list, where } : { ...list, arms: executionArms(where, list.order.field ?? 'id') };
}
