import { refuseInput } from '../../core/errors.js';
import { partSubject, RECORD_ERRORS, recorded, WorkRef } from '../../executions/lease/work.graphql.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedBatch,
  boundedText,
  idempotencyKey,
  jsonObject,
  optionalText,
} from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { MetricType } from './enums.graphql.js';
import { MetricSnapshot } from './metric.graphql.js';
import { recordMetrics } from './metric-record.service.js';
import type { NewMetric } from './metric-record.sql.js';

const MetricInput = builder.inputType('MetricInput', {
  description: 'A measurement to record.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What was measured.' }),
    metricType: t.field({ type: MetricType, required: true, description: 'How to interpret the value.' }),
    value: t.float({ required: true, description: 'The value: a finite number.' }),
    unit: t.string({ description: 'The unit.' }),
    labels: t.field({
      type: 'JSON',
      description: 'Labels that distinguish it from other metrics with the same name; an object.',
    }),
    timestamp: t.field({ type: 'DateTime', description: 'When it was measured; now if omitted.' }),
  }),
});

const RecordMetricsInput = builder.inputType('RecordMetricsInput', {
  description: '1 to 1,000 measurements: of an execution (`work`), of a job (`jobId`), or of neither.',
  fields: (t) => ({
    work: t.field({
      type: WorkRef,
      description: 'The execution they belong to, with the proof that you hold it.',
    }),
    jobId: t.id({ description: 'The job they belong to, instead of an execution.' }),
    metrics: t.field({ type: [MetricInput], required: true, description: 'The measurements.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

function newMetric(input: typeof MetricInput.$inferInput, path: Array<string | number>): NewMetric {
  const { metricType, value } = input;
  return {
    name: boundedText(input.name, [...path, 'name']),
    metricType,
    value: Number.isFinite(value) ? value : refuseInput([...path, 'value'], 'must be a finite number.'),
    unit: optionalText(input.unit, [...path, 'unit']),
    labels: jsonObject(input.labels, [...path, 'labels']),
    timestamp: input.timestamp ?? null,
  };
}

const RecordMetrics = payload<{ ids: string[] }>('RecordMetrics', {
  description: 'The recorded measurements.',
  fields: (t) => ({
    metrics: t.field({
      type: [MetricSnapshot],
      description: 'One for each item, in order.',
      resolve: ({ ids }, _args, context, info) =>
        recorded(ids, context, info, (query) => context.db.metricSnapshot.findMany(query)),
    }),
  }),
}).or('The recorded measurements, or why none were recorded.', RECORD_ERRORS);

builder.mutationField('recordMetrics', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Records measurements. Those of an execution are accepted for up to 15 minutes after it COMPLETED or FAILED, never after it was CANCELED.',
    ...RecordMetrics.takes(RecordMetricsInput, 'The measurements to record.', async (input, context) => {
      const request = {
        subject: partSubject(input, ['input']),
        metrics: boundedBatch(input.metrics, ['input', 'metrics']).map((metric, place) =>
          newMetric(metric, ['input', 'metrics', place]),
        ),
      };
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      return { ids: await recordMetrics(callerOf(context), key, request) };
    }),
  }),
);
