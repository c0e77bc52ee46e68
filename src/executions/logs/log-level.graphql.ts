import { builder } from '../../graphql/builder.js';

export const LogLevel = builder.enumType('LogLevel', {
  description: 'How important a log line is.',
  values: {
    DEBUG: { description: 'Details for finding faults.' },
    INFO: { description: 'Normal progress.' },
    WARN: { description: 'Something to look at; the work goes on.' },
    ERROR: { description: 'Something went wrong.' },
  } as const,
});
