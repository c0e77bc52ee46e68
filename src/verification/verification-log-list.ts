import type { PageArgs } from '../core/db/keyset.js';
import { parseId } from '../core/ids.js';
import type { NodeType } from '../core/node-types.js';
import type { Prisma } from '../generated/prisma/client.js';
import { dateCondition, inCondition } from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';
import { createList } from '../graphql/relay/list.js';
import type { VerificationLogFilter, VerificationLogOrder } from './verification-log-filter.graphql.js';

interface VerificationLogListArgs extends PageArgs {
  filter?: typeof VerificationLogFilter.$inferInput | null;
  orderBy?: typeof VerificationLogOrder.$inferInput | null;
}

function uuidOf(id: string | null | undefined, type: NodeType, field: string): string | undefined {
  return id == null ? undefined : parseId(id, [type], filterField(field)).uuid;
}

/** The verifications that the arguments ask for. @throws GraphQLError BAD_USER_INPUT */
export function verificationLogList(args: VerificationLogListArgs) {
  const { filter } = args;
  const { field, direction } = args.orderBy ?? ({ field: 'verifiedAt', direction: 'desc' } as const);
  const where: Prisma.VerificationLogWhereInput = {
    result: inCondition(filter?.result, filterField('result')),
    taskType: inCondition(filter?.taskType, filterField('taskType')),
    ownerId: uuidOf(filter?.userId, 'User', 'userId'),
    taskId: uuidOf(filter?.taskId, 'SocialTask', 'taskId'),
    completionId: uuidOf(filter?.completionId, 'Completion', 'completionId'),
    twitterAccountId: uuidOf(filter?.twitterAccountId, 'TwitterAccount', 'twitterAccountId'),
    cacheHit: filter?.cacheHit ?? undefined,
    verifiedAt: dateCondition(filter?.verifiedAt, filterField('verifiedAt')),
  };
  const type = field === 'verifiedAt' ? 'date' : 'int';
  return createList(
    'VerificationLog',
    where,
    { name: `verificationLogs.${field}`, field, type, direction },
    args,
  );
}
