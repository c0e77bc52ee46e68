import { builder } from '../../graphql/builder.js';

export const MetricType = builder.enumType('MetricType', {
  description: 'How to interpret a metric.',
  values: {
    COUNTER: { description: 'A count that only grows.' },
    GAUGE: { description: 'A value that goes up and down.' },
    HISTOGRAM: { description: 'One observation of a distribution.' },
    TIMER: { description: 'A duration.' },
  } as const,
});

export const ArtifactType = builder.enumType('ArtifactType', {
  description: 'The type of an artifact.',
  values: {
    REPORT: { description: 'A report for people to read.' },
    DATA: { description: 'Data.' },
    LOG: { description: 'A log.' },
    CONFIG: { description: 'A configuration.' },
    CODE: { description: 'Source code.' },
    IMAGE: { description: 'A picture.' },
    OTHER: { description: 'Anything else.' },
  } as const,
});
