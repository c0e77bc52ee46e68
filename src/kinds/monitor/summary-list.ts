import type { PageArgs } from '../../core/db/keyset.js';
import { parseAccountId, parseId } from '../../core/ids.js';
import type { Prisma } from '../../generated/prisma/client.js';
import {
  containsCondition,
  dateCondition,
  inCondition,
  isBounding,
  requireBound,
  textCondition,
} from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
import { createList } from '../../graphql/relay/list.js';
import { jobCondition } from '../../jobs/job-condition.js';
import type { SummaryFilter } from './summary-filter.graphql.js';

interface SummaryListArgs extends PageArgs {
  filter?: typeof SummaryFilter.$inferInput | null;
}

/** Summaries, newest first. @throws GraphQLError BAD_USER_INPUT */
export function summaryList(args: SummaryListArgs) {
  const { filter } = args;
  if (filter?.search != null) {
    const bounded = filter.jobId != null || filter.executionId != null || isBounding(filter.createdAt);
    requireBound(
      bounded,
      filterField('search'),
      'a jobId, an executionId, or a closed range of createdAt of at most 31 days',
    );
  }
  const topics = inCondition(filter?.topics, filterField('topics'))?.in;
  const where: Prisma.SummaryWhereInput = {
    isPlayground: filter?.isPlayground ?? undefined,
    ...jobCondition(filter?.jobId, filterField('jobId')),
    ...(filter?.executionId != null && {
      executionId: parseId(filter.executionId, ['Execution'], filterField('executionId')).uuid,
    }),
    ...(filter?.ownerId != null && {
      ownerId: parseAccountId(filter.ownerId, filterField('ownerId')).uuid,
    }),
    xUsernameKey: textCondition(filter?.xUsername, filterField('xUsername'))?.toLowerCase(),
    ...(topics && { topics: { hasSome: topics } }),
    content: containsCondition(filter?.search, filterField('search')),
    createdAt: dateCondition(filter?.createdAt, filterField('createdAt')),
  };
  const order = { name: 'summaries', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('Summary', where, order, args);
}
