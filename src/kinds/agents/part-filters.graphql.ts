import { builder } from '../../graphql/builder.js';
import { DateTimeRange } from '../../graphql/input/inputs.graphql.js';
import { forwardArgs } from '../../graphql/relay/args.js';
import { ArtifactType, MetricType } from './enums.graphql.js';

export const MetricFilter = builder.inputType('MetricFilter', {
  description:
    'Which metrics. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'Of this job.' }),
    executionId: t.id({ description: 'Of this run.' }),
    name: t.stringList({ description: 'Of one of these names.' }),
    metricType: t.field({ type: [MetricType], description: 'Of one of these types.' }),
    labels: t.field({ type: 'JSON', description: 'Contained in labels (JSONB containment). Needs a bound.' }),
    timestamp: t.field({ type: DateTimeRange, description: 'When it was measured.' }),
  }),
});

export const metricArgs = builder.args((t) => ({
  ...forwardArgs(t),
  filter: t.field({ type: MetricFilter, description: 'Which metrics.' }),
}));

export const ArtifactFilter = builder.inputType('ArtifactFilter', {
  description:
    'Which artifacts. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'Of this job.' }),
    executionId: t.id({ description: 'Of this run.' }),
    artifactType: t.field({ type: [ArtifactType], description: 'Of one of these types.' }),
    name: t.string({ description: 'Of just this name.' }),
  }),
});

export const artifactArgs = builder.args((t) => ({
  ...forwardArgs(t),
  filter: t.field({ type: ArtifactFilter, description: 'Which artifacts.' }),
}));
