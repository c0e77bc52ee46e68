import { builder } from '../../graphql/builder.js';
import { DateTimeRange } from '../../graphql/input/inputs.graphql.js';
import { forwardArgs } from '../../graphql/relay/args.js';
import { ArtifactType, MetricType } from './enums.graphql.js';

export const MetricFilter = builder.inputType('MetricFilter', {
  description:
    'Selects metrics. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'Only this job.' }),
    executionId: t.id({ description: 'Only this execution.' }),
    name: t.stringList({ description: 'Only these names.' }),
    metricType: t.field({ type: [MetricType], description: 'Only these types.' }),
    labels: t.field({ type: 'JSON', description: 'Contained in labels (JSONB containment). Needs a bound.' }),
    timestamp: t.field({ type: DateTimeRange, description: 'When it was measured.' }),
  }),
});

export const metricArgs = builder.args((t) => ({
  ...forwardArgs(t),
  filter: t.field({ type: MetricFilter, description: 'Limits the list to matching metrics.' }),
}));

export const ArtifactFilter = builder.inputType('ArtifactFilter', {
  description:
    'Selects artifacts. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'Only this job.' }),
    executionId: t.id({ description: 'Only this execution.' }),
    artifactType: t.field({ type: [ArtifactType], description: 'Only these types.' }),
    name: t.string({ description: 'Only this exact name.' }),
  }),
});

export const artifactArgs = builder.args((t) => ({
  ...forwardArgs(t),
  filter: t.field({ type: ArtifactFilter, description: 'Limits the list to matching artifacts.' }),
}));
