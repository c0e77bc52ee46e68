import { SocialTaskType, VerificationResult } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { DateTimeRange, OrderDirection } from '../graphql/input/inputs.graphql.js';

export const VerificationLogFilter = builder.inputType('VerificationLogFilter', {
  description:
    'Which verifications. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    result: t.field({ type: [VerificationResult], description: 'With one of these results.' }),
    taskType: t.field({ type: [SocialTaskType], description: 'Of tasks of one of these types.' }),
    userId: t.id({ description: 'Of this user.' }),
    taskId: t.id({ description: 'Of this social task.' }),
    completionId: t.id({ description: 'Of this completion.' }),
    twitterAccountId: t.id({ description: 'Made with this X account.' }),
    cacheHit: t.boolean({ description: 'Answered from a cache, or not.' }),
    verifiedAt: t.field({ type: DateTimeRange, description: 'When.' }),
  }),
});

const VerificationLogOrderField = builder.enumType('VerificationLogOrderField', {
  description: 'What verifications can be ordered by.',
  values: {
    VERIFIED_AT: { value: 'verifiedAt', description: 'When.' },
    VERIFICATION_TIME: { value: 'verificationTimeMs', description: 'How long it took.' },
  } as const,
});

export const VerificationLogOrder = builder.inputType('VerificationLogOrder', {
  description: 'An order of verifications. Left out: the newest first.',
  fields: (t) => ({
    field: t.field({ type: VerificationLogOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});
