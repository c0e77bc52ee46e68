import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { registerKindInput } from '../../jobs/kind-input.graphql.js';
import * as check from './monitor-checks.js';

const MonitorJobInput = builder.inputType('MonitorJobInput', {
  description: 'Watches an X account for topics.',
  fields: (t) => ({
    xUsername: t.string({ required: true, description: 'The X account to watch, without the @.' }),
    topics: t.stringList({
      required: true,
      description: `The topics to look for: 1 to ${check.MAX_TOPICS}.`,
    }),
    hoursBack: t.int({
      required: true,
      defaultValue: 24,
      description: `How far back to read posts: 1 to ${check.MAX_HOURS_BACK} hours.`,
    }),
  }),
});

registerKindInput('MONITOR', {
  field: 'monitor',
  description: 'Watches an X account.',
  type: MonitorJobInput,
  parse: (
    input: typeof MonitorJobInput.$inferInput,
    path,
  ): Prisma.MonitorJobUncheckedCreateWithoutJobInput => ({
    xUsername: check.xUsername(input.xUsername, [...path, 'xUsername']),
    topics: check.topics(input.topics, [...path, 'topics']),
    hoursBack: check.hoursBack(input.hoursBack, [...path, 'hoursBack']),
  }),
});
