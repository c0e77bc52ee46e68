import type { PageArgs } from '../core/db/keyset.js';
import { parseAccountId, parseId } from '../core/ids.js';
import type { Prisma } from '../generated/prisma/client.js';
import {
  containsCondition,
  dateCondition,
  inCondition,
  tagsCondition,
} from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';
import { createList } from '../graphql/relay/list.js';
import type { JobFilter, JobOrder } from './job-filter.graphql.js';
import { parseJobId } from './job-id.js';
import { kindConditions, wantedKeys } from './kind-fields.graphql.js';

type Filter = typeof JobFilter.$inferInput;

export interface JobListArgs extends PageArgs {
  filter?: Filter | null;
  orderBy?: typeof JobOrder.$inferInput | null;
}

/** The list of jobs that the arguments ask for. @throws GraphQLError BAD_USER_INPUT */
export function jobList(args: JobListArgs) {
  const { field, direction } = args.orderBy ?? ({ field: 'createdAt', direction: 'desc' } as const);
  const type = field === 'nameSort' ? 'text' : 'date';
  return createList('Job', jobWhere(args.filter), { name: `jobs.${field}`, field, type, direction }, args);
}

function jobWhere(filter: Filter | null | undefined): Prisma.JobWhereInput {
  if (!filter) return {};
  const ids = inCondition(filter.ids, filterField('ids'))?.in.map((id) => parseJobId(id, filterField('ids')));
  const search = containsCondition(filter.search, filterField('search'));
  const latest = inCondition(filter.latestStatus, filterField('latestStatus'));
  const alternatives: Prisma.JobWhereInput[] = [
    ...wantedKeys(filter, 'jobFilter', ['filter']),
    ...kindConditions(filter, ['filter']),
  ];
  // An OR of nothing is TRUE to Prisma where it stands inside an AND.
  if (ids?.length === 0) alternatives.push({ id: { in: [] } });
  else if (ids) alternatives.push({ OR: ids.map(({ id, kind }) => ({ id, kind })) });
  if (search) alternatives.push({ OR: [{ name: search }, { slug: search }] });
  if (filter.hasExecutions != null) {
    alternatives.push({ latest: filter.hasExecutions ? { isNot: null } : { is: null } });
  }
  return {
    kind: inCondition(filter.kind, filterField('kind')),
    status: inCondition(filter.status, filterField('status')),
    ...(filter.projectId != null && {
      projectId: parseId(filter.projectId, ['Project'], filterField('projectId')).uuid,
    }),
    ...(filter.ownerId != null && {
      ownerId: parseAccountId(filter.ownerId, filterField('ownerId')).uuid,
    }),
    tags: tagsCondition(filter.tags, filterField('tags')),
    ...(latest && { latest: { status: latest } }),
    ...(filter.hasSchedule != null && { hasSchedule: filter.hasSchedule }),
    createdAt: dateCondition(filter.createdAt, filterField('createdAt')),
    ...(alternatives.length > 0 && { AND: alternatives }),
  };
}
