import { builder } from '../graphql/builder.js';

export const QuotaName = builder.enumType('QuotaName', {
  description: 'What a quota limits.',
  values: {
    REQUESTS_PER_MINUTE: { value: 'requestsPerMinute', description: 'Requests per minute.' },
    QUERY_COST_PER_MINUTE: {
      value: 'queryCostPerMinute',
      description: 'The total cost of queries per minute, in points.',
    },
    JOBS: { value: 'jobs', description: 'Jobs that are not archived.' },
    EXECUTIONS_PER_DAY: { value: 'executionsPerDay', description: 'Executions accepted per UTC day.' },
    CHUNKS_IN_PROGRESS: {
      value: 'chunksInProgress',
      description: 'Chunks that workers hold at the same time.',
    },
    LOG_LINES_PER_DAY: { value: 'logLinesPerDay', description: 'Log lines recorded per UTC day.' },
    ALERT_RULES: { value: 'alertRules', description: 'Alert rules.' },
    RETENTION_DAYS: {
      value: 'retentionDays',
      description: 'The minimum number of days that finished executions are kept.',
    },
    LOG_RETENTION_DAYS: {
      value: 'logRetentionDays',
      description:
        'The minimum number of days that log lines are kept, unless their execution is deleted earlier.',
    },
    TICKS_PER_MINUTE: { value: 'ticksPerMinute', description: 'Ticks of one schedule per minute.' },
    API_KEYS: { value: 'apiKeys', description: 'Working API keys. The same limit on every tier.' },
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
