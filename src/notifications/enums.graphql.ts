import { builder } from '../graphql/builder.js';

export const NotificationType = builder.enumType('NotificationType', {
  description: 'What kind of news a notification is. Webhooks get it as `type`, spelled as below.',
  values: {
    EXECUTION_FAILED: { value: 'execution.failed', description: 'A run failed: `execution.failed`.' },
    EXECUTION_COMPLETED: {
      value: 'execution.completed',
      description: 'A run completed: `execution.completed`.',
    },
    CREDITS_LOW: {
      value: 'credits.low',
      description: 'The balance went below the threshold: `credits.low`.',
    },
  } as const,
});
