import { builder } from '../../graphql/builder.js';
import { DateTimeRange } from '../../graphql/input/inputs.graphql.js';

export const SummaryFilter = builder.inputType('SummaryFilter', {
  description:
    'Selects summaries. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    isPlayground: t.boolean({
      description: 'true for summaries without a monitor, false for those with one.',
    }),
    jobId: t.id({ description: 'Only this monitor.' }),
    executionId: t.id({ description: 'Only this execution.' }),
    ownerId: t.id({
      description:
        'The account; the id of a user stands for their own. Only administrators can find what others own.',
    }),
    xUsername: t.string({ description: 'Only this X account, case-insensitive.' }),
    topics: t.stringList({ description: 'Only summaries on one of these topics.' }),
    search: t.string({ description: 'Part of the content, case-insensitive. Needs a bound.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was written.' }),
  }),
});
