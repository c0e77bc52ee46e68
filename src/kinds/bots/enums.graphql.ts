import { builder } from '../../graphql/builder.js';

export const StageStatus = builder.enumType('StageStatus', {
  description: 'The status of a stage.',
  values: {
    RUNNING: { description: 'In progress.' },
    SUCCEEDED: { description: 'Ended successfully.' },
    FAILED: { description: 'Ended with an error.' },
  } as const,
});
