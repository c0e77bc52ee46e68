import { builder } from '../graphql/builder.js';

export const NotificationType = builder.enumType('NotificationType', {
  description: 'The kinds of notification. Webhooks receive it as `type`, in the spelling given below.',
  values: {
    EXECUTION_FAILED: { value: 'execution.failed', description: 'An execution failed: `execution.failed`.' },
    EXECUTION_COMPLETED: {
      value: 'execution.completed',
      description: 'An execution completed: `execution.completed`.',
    },
    CREDITS_LOW: {
      value: 'credits.low',
      description: 'The balance fell below the threshold: `credits.low`.',
    },
    ALERT: { value: 'alert', description: 'Alerts of a rule opened, are open still, or closed: `alert`.' },
  } as const,
});
