import { builder } from '../../graphql/builder.js';
import { DateTimeRange } from '../../graphql/input/inputs.graphql.js';

export const SummaryFilter = builder.inputType('SummaryFilter', {
  description:
    'Which summaries. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    isPlayground: t.boolean({ description: 'Written without a monitor, or with one.' }),
    jobId: t.id({ description: 'Of this monitor.' }),
    executionId: t.id({ description: 'Of this run.' }),
    ownerId: t.id({ description: 'Whose it is. Others than administrators find only their own.' }),
    xUsername: t.string({ description: 'Of this X account, in any case.' }),
    topics: t.stringList({ description: 'About one of these topics.' }),
    search: t.string({ description: 'Part of the content, any case. Needs a bound.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was written.' }),
  }),
});
