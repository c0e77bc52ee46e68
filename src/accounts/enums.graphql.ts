import { builder } from '../graphql/builder.js';

export const QuotaName = builder.enumType('QuotaName', {
  description: 'What a limit is of.',
  values: {
    REQUESTS_PER_MINUTE: { value: 'requestsPerMinute', description: 'Requests in a minute.' },
    QUERY_COST_PER_MINUTE: {
      value: 'queryCostPerMinute',
      description: 'What the queries of a minute cost together, in points.',
    },
    JOBS: { value: 'jobs', description: 'Jobs that are not archived.' },
    EXECUTIONS_PER_DAY: { value: 'executionsPerDay', description: 'Runs accepted on one day, in UTC.' },
    CHUNKS_IN_PROGRESS: { value: 'chunksInProgress', description: 'Chunks that workers hold at a time.' },
    RETENTION_DAYS: {
      value: 'retentionDays',
      description: 'How many days finished runs are kept at least.',
    },
    API_KEYS: { value: 'apiKeys', description: 'API keys that work. The same on every tier.' },
  } as const,
});

export const CreditTransactionType = builder.enumType('CreditTransactionType', {
  description:
    'The kinds of credit transaction. HOLD reserves credits when an execution is accepted; SPEND or REFUND settles them when it ends.',
  values: {
    GRANT: { description: 'Given by an administrator.' },
    PURCHASE: { description: 'Paid for.' },
    HOLD: { description: 'Reserved for an accepted execution.' },
    SPEND: {
      description:
        'Settles the hold of a completed execution: an amount of 0, because the hold already deducted the credits. Below 0 for credits spent without a hold.',
    },
    REFUND: {
      description:
        'Credits returned: those held for an execution that failed, was canceled or was deleted, or a refund by an administrator.',
    },
  } as const,
});
