import { ChunkStatus } from '../../executions/enums.graphql.js';
import { builder } from '../../graphql/builder.js';
import { DateTimeRange, IntRange, OrderDirection } from '../../graphql/input/inputs.graphql.js';

export const ChunkFilter = builder.inputType('ChunkFilter', {
  description:
    'Selects chunks. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'Only this job.' }),
    executionId: t.id({ description: 'Only this execution.' }),
    status: t.field({ type: [ChunkStatus], description: 'The status of the chunk.' }),
    chunkIndex: t.field({
      type: IntRange,
      description: 'The position in the execution, from 0; needs an executionId.',
    }),
    priority: t.field({ type: IntRange, description: 'The priority, 0 to 10.' }),
    retryCount: t.field({ type: IntRange, description: 'How many times it was retried.' }),
    taskId: t.string({ description: 'The id in the worker’s own queue.' }),
    workerId: t.string({ description: 'The worker that holds or held it.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was planned.' }),
  }),
});

export const ChunkOrderField = builder.enumType('ChunkOrderField', {
  description: 'The fields that chunks can be ordered by.',
  values: {
    CHUNK_INDEX: {
      value: 'chunkIndex',
      description: 'The position in the execution; needs an executionId.',
    },
    PRIORITY: { value: 'priority', description: 'The priority; ties are ordered oldest first.' },
    CREATED_AT: { value: 'createdAt', description: 'When the chunk was planned.' },
  } as const,
});

export const ChunkOrder = builder.inputType('ChunkOrder', {
  description: 'How to order chunks. If omitted, by index within an execution, otherwise newest first.',
  fields: (t) => ({
    field: t.field({ type: ChunkOrderField, required: true, description: 'The field to order by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'The direction.' }),
  }),
});
