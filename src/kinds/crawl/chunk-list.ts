import type { Order, PageArgs } from '../../core/db/keyset.js';
import { badUserInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import type { Prisma } from '../../generated/prisma/client.js';
import {
  dateCondition,
  inCondition,
  intCondition,
  requireBound,
  textCondition,
} from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
import { createList } from '../../graphql/relay/list.js';
import { jobCondition } from '../../jobs/job-condition.js';
import type { ChunkFilter, ChunkOrder } from './chunk-filter.graphql.js';

type OrderInput = typeof ChunkOrder.$inferInput;

export interface ChunkListArgs extends PageArgs {
  filter?: typeof ChunkFilter.$inferInput | null;
  orderBy?: OrderInput | null;
}

/**
 * The list of chunks that the arguments ask for.
 * @param ofExecution Whether it is one execution's own list.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function chunkList(args: ChunkListArgs, ofExecution = false) {
  const { filter } = args;
  const isOneExecution = ofExecution || filter?.executionId != null;
  const chunkIndex = intCondition(filter?.chunkIndex, filterField('chunkIndex'));
  requireBound(chunkIndex === undefined || isOneExecution, filterField('chunkIndex'), 'an executionId');
  const where: Prisma.ChunkWhereInput = {
    ...jobCondition(filter?.jobId, filterField('jobId')),
    ...(filter?.executionId != null && {
      executionId: parseId(filter.executionId, ['Execution'], filterField('executionId')).uuid,
    }),
    status: inCondition(filter?.status, filterField('status')),
    chunkIndex,
    priority: intCondition(filter?.priority, filterField('priority')),
    retryCount: intCondition(filter?.retryCount, filterField('retryCount')),
    taskId: textCondition(filter?.taskId, filterField('taskId')),
    workerId: textCondition(filter?.workerId, filterField('workerId')),
    createdAt: dateCondition(filter?.createdAt, filterField('createdAt')),
  };
  return createList('Chunk', where, chunkOrder(args.orderBy, isOneExecution), args);
}

type Field = 'chunkIndex' | 'urgentSort' | 'lazySort' | 'createdAt';

function chunkOrder(orderBy: OrderInput | null | undefined, isOneExecution: boolean): Order<Field> {
  const index = { name: 'chunks.chunkIndex', field: 'chunkIndex', type: 'int' } as const;
  const created = { name: 'chunks.createdAt', field: 'createdAt', type: 'date' } as const;
  if (!orderBy) return isOneExecution ? { ...index, direction: 'asc' } : { ...created, direction: 'desc' };
  const { direction } = orderBy;
  switch (orderBy.field) {
    case 'chunkIndex':
      if (!isOneExecution) {
        const message = 'CHUNK_INDEX needs an executionId in the filter.';
        throw badUserInput(message, [{ path: ['orderBy', 'field'], message }]);
      }
      return { ...index, direction };
    case 'priority': {
      // Two columns that both ascend, since ties are oldest first in either direction.
      const field = direction === 'desc' ? 'urgentSort' : 'lazySort';
      return { name: `chunks.${field}`, field, type: 'bigint', direction: 'asc' };
    }
    case 'createdAt':
      return { ...created, direction };
  }
}
