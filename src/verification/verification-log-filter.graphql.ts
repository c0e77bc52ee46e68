import { builder } from '../graphql/builder.js';
import { DateTimeRange, OrderDirection } from '../graphql/input/inputs.graphql.js';
import { SocialTaskType, VerificationResult } from './enums.graphql.js';

export const VerificationLogFilter = builder.inputType('VerificationLogFilter', {
  description:
    'Selects verifications. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    result: t.field({ type: [VerificationResult], description: 'Only these results.' }),
    taskType: t.field({ type: [SocialTaskType], description: 'Only tasks of these types.' }),
    userId: t.id({ description: 'Only completions of this user.' }),
    taskId: t.id({ description: 'Only this social task.' }),
    completionId: t.id({ description: 'Only this completion.' }),
    twitterAccountId: t.id({ description: 'Only verifications made with this X account.' }),
    cacheHit: t.boolean({ description: 'Whether the result came from a cache.' }),
    verifiedAt: t.field({ type: DateTimeRange, description: 'When the verification was made.' }),
  }),
});

const VerificationLogOrderField = builder.enumType('VerificationLogOrderField', {
  description: 'The fields that verifications can be ordered by.',
  values: {
    VERIFIED_AT: { value: 'verifiedAt', description: 'When the verification was made.' },
    VERIFICATION_TIME: { value: 'verificationTimeMs', description: 'How long it took.' },
  } as const,
});

export const VerificationLogOrder = builder.inputType('VerificationLogOrder', {
  description: 'How to order verifications. If omitted, newest first.',
  fields: (t) => ({
    field: t.field({
      type: VerificationLogOrderField,
      required: true,
      description: 'The field to order by.',
    }),
    direction: t.field({ type: OrderDirection, required: true, description: 'The direction.' }),
  }),
});
