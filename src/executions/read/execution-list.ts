import type { Order, PageArgs } from '../../core/db/keyset.js';
import { refuseInput } from '../../core/errors.js';
import { parseAccountId, parseId } from '../../core/ids.js';
import type { Prisma } from '../../generated/prisma/client.js';
import {
  containsCondition,
  dateCondition,
  inCondition,
  intCondition,
  isBounding,
  requireBound,
  tagsCondition,
  textCondition,
} from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
import { jsonCondition } from '../../graphql/relay/json-condition.js';
import { createList } from '../../graphql/relay/list.js';
import { parseJobId } from '../../jobs/job-id.js';
import { wantedKeys } from '../../jobs/kind-fields.graphql.js';
import { executionArms, NEVER, NO_DURATION } from './execution-arms.js';
import type { ExecutionFilter, ExecutionOrder } from './execution-filter.graphql.js';

type Filter = typeof ExecutionFilter.$inferInput;
type OrderInput = typeof ExecutionOrder.$inferInput;

const MIN_ERROR_SEARCH = 3;
const BOUNDS =
  'a jobId, jobIds, or a closed range of at most 31 days of the time that the list is ordered by';

/**
 * A filter of executions as a Prisma condition.
 * @param orderField What the list is ordered by: a range of it bounds the filters that no index serves.
 * @param isBound Whether the list is one job's own, which bounds them too.
 * @returns Only undefined values where the filter asks nothing.
 * @throws GraphQLError BAD_USER_INPUT for unbounded filters and malformed ids.
 */
export function executionWhere(
  filter: Filter | null | undefined,
  orderField: OrderInput['field'] = 'queuedAt',
  isBound = false,
): Prisma.ExecutionWhereInput {
  if (!filter) return {};
  const ids = inCondition(filter.ids, filterField('ids'))?.in.map(
    (id) => parseId(id, ['Execution'], filterField('ids')).uuid,
  );
  const job = filter.jobId == null ? undefined : parseJobId(filter.jobId, filterField('jobId'));
  const params = jsonCondition(filter.params, filterField('params'));
  const kinds = inCondition(filter.kind, filterField('kind'));
  const stages = inCondition(filter.failedStage, filterField('failedStage'));
  const startedAt = dateCondition(filter.startedAt, filterField('startedAt'));
  const finishedAt = dateCondition(filter.finishedAt, filterField('finishedAt'));
  const durationMs = intCondition(filter.durationMs, filterField('durationMs'));
  const tags = tagsCondition(filter.tags, filterField('tags'));
  const beside = [
    ...wantedKeys(filter, 'executionFilter', ['filter']),
    ...(job ? [{ kind: job.kind }] : []),
    ...jobsCondition(filter.jobIds),
    // The index of tags has the runs that have any, and is found by this.
    ...(tags?.hasEvery ? [{ tags: { isEmpty: false } }] : []),
  ];
  const bounded = isBound || isOfFew(filter) || isBounding(timeOf(filter, orderField));
  if (filter.error != null) requireBound(bounded, filterField('error'), BOUNDS);
  if (params) requireBound(bounded, filterField('params'), BOUNDS);
  if (durationMs && orderField !== 'durationSort') requireBound(bounded, filterField('durationMs'), BOUNDS);
  return {
    ...(ids && { id: { in: ids } }),
    ...(job && { jobId: job.id }),
    kind: kinds,
    status: inCondition(filter.status, filterField('status')),
    trigger: inCondition(filter.trigger, filterField('trigger')),
    failureReason: inCondition(filter.failureReason, filterField('failureReason')),
    ...(filter.projectId != null && {
      projectId: parseId(filter.projectId, ['Project'], filterField('projectId')).uuid,
    }),
    ...(filter.ownerId != null && {
      ownerId: parseAccountId(filter.ownerId, filterField('ownerId')).uuid,
    }),
    tags,
    workerId: textCondition(filter.workerId, filterField('workerId')),
    dispatch: inCondition(filter.dispatch, filterField('dispatch')),
    errorCode: inCondition(filter.errorCode, filterField('errorCode')),
    errorFingerprint: inCondition(filter.errorFingerprint, filterField('errorFingerprint')),
    externalId: inCondition(filter.externalId, filterField('externalId')),
    externalSystem: systemCondition(filter),
    ...(stages && { stages: { some: { failedName: stages } } }),
    ...(filter.mended != null && { isMended: filter.mended }),
    queuedAt: dateCondition(filter.queuedAt, filterField('queuedAt')),
    // The generated columns are what the orders' indexes hold; their lowest value stands for "not yet".
    startedSort: startedAt && { gt: NEVER, ...startedAt },
    finishedSort: finishedAt && { gt: NEVER, ...finishedAt },
    durationSort: durationMs && { gt: NO_DURATION, ...durationMs },
    errorMessage: containsCondition(filter.error, filterField('error'), MIN_ERROR_SEARCH),
    ...(params && { params }),
    ...(beside.length > 0 && { AND: beside }),
  };
}

/** A system is found by what it calls executions: alone it may be any number of them, and no index has their order. */
function systemCondition({ externalSystem, externalId }: Filter): string | undefined {
  const path = filterField('externalSystem');
  const system = textCondition(externalSystem, path);
  if (system !== undefined && externalId == null)
    refuseInput(path, 'externalSystem needs an externalId beside it.');
  return system;
}

/** An id finds a job of its own kind only. */
function jobsCondition(jobIds: Filter['jobIds']): Prisma.ExecutionWhereInput[] {
  const ids = inCondition(jobIds, filterField('jobIds'))?.in;
  if (!ids) return [];
  if (ids.length === 0) return [{ jobId: { in: [] } }];
  const byKind = new Map<string, string[]>();
  for (const { id, kind } of ids.map((one) => parseJobId(one, filterField('jobIds')))) {
    byKind.set(kind, [...(byKind.get(kind) ?? []), id]);
  }
  const kinds = [...byKind].map(([kind, of]) => ({ kind, jobId: { in: of } }));
  return kinds.length === 1 ? kinds : [{ OR: kinds }];
}

/** Whether a filter names the jobs or the executions that it is for, which bounds what it reads. */
export function isOfFew({ ids, jobId, jobIds }: Filter): boolean {
  return ids != null || jobId != null || jobIds != null;
}

function timeOf(filter: Filter, orderField: OrderInput['field']) {
  switch (orderField) {
    case 'startedSort':
      return filter.startedAt;
    case 'finishedSort':
      return filter.finishedAt;
    case 'queuedAt':
    case 'durationSort':
      return filter.queuedAt;
  }
}

export interface ExecutionListArgs extends PageArgs {
  filter?: Filter | null;
  orderBy?: OrderInput | null;
}

/**
 * The list of executions that the arguments ask for.
 * @param isOfJob Whether it is one job's own, which is read with its job and by its index: that has every state.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function executionList(args: ExecutionListArgs, isOfJob = false) {
  const { field, direction } = args.orderBy ?? ({ field: 'queuedAt', direction: 'desc' } as const);
  const order: Order<typeof field> = {
    name: `executions.${field}`,
    field,
    type: field === 'durationSort' ? 'bigint' : 'date',
    direction,
  };
  const where = executionWhere(args.filter, field, isOfJob);
  if (isOfJob) return createList('Execution', where, order, args);
  const { status: _inArms, ...rest } = where;
  return createList('Execution', rest, order, args, executionArms(where, field));
}
