import { builder } from '../../graphql/builder.js';
import { name } from '../../jobs/job-checks.js';
import { registerKindInput } from '../../jobs/kind-input.graphql.js';

const TaskJobInput = builder.inputType('TaskJobInput', {
  description: 'Plain background work: none of the other kinds.',
  fields: (t) => ({
    handler: t.string({
      description: "What its workers claim by, such as send-email. The job's slug if omitted.",
    }),
  }),
});

registerKindInput('TASK', {
  field: 'task',
  description: 'Plain background work.',
  type: TaskJobInput,
  parse: ({ handler }: typeof TaskJobInput.$inferInput, path) => ({
    handler: handler == null ? null : name(handler, [...path, 'handler']),
  }),
});
