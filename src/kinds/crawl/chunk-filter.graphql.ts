import { ChunkStatus } from '../../executions/enums.graphql.js';
import { builder } from '../../graphql/builder.js';
import { DateTimeRange, IntRange, OrderDirection } from '../../graphql/input/inputs.graphql.js';

export const ChunkFilter = builder.inputType('ChunkFilter', {
  description:
    'Which chunks. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'Of this job.' }),
    executionId: t.id({ description: 'Of this execution.' }),
    status: t.field({ type: [ChunkStatus], description: 'Where the chunk stands.' }),
    priority: t.field({ type: IntRange, description: 'How urgent it is, 0 to 10.' }),
    retryCount: t.field({ type: IntRange, description: 'How often it was tried again.' }),
    taskId: t.string({ description: "The queue's own id." }),
    workerId: t.string({ description: 'The worker that holds or held it.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was planned.' }),
  }),
});

export const ChunkOrderField = builder.enumType('ChunkOrderField', {
  description: 'What chunks can be ordered by.',
  values: {
    CHUNK_INDEX: {
      value: 'chunkIndex',
      description: 'Their place in their execution; needs an executionId.',
    },
    PRIORITY: { value: 'priority', description: 'Their urgency; ties: oldest first.' },
    CREATED_AT: { value: 'createdAt', description: 'When they were planned.' },
  } as const,
});

export const ChunkOrder = builder.inputType('ChunkOrder', {
  description: 'An order of chunks. Left out: by index within an execution, otherwise the newest first.',
  fields: (t) => ({
    field: t.field({ type: ChunkOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});
