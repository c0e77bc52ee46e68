import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { within } from '../../jobs/job-checks.js';
import { registerKindInput } from '../../jobs/kind-input.graphql.js';

const MAX_ROUNDS = 10_000;
const MAX_MEMORY_SIZE = 1_000_000;
const DEFAULTS = { maxRounds: 5, memorySize: 50 } as const;

const maxRounds = within(1, MAX_ROUNDS);
const memorySize = within(0, MAX_MEMORY_SIZE);

const AgentTaskInput = builder.inputType('AgentTaskInput', {
  description: "An LLM agent's task definition.",
  fields: (t) => ({
    maxRounds: t.int({
      defaultValue: DEFAULTS.maxRounds,
      description: `The maximum number of rounds: 1 to ${MAX_ROUNDS}.`,
    }),
    memorySize: t.int({
      defaultValue: DEFAULTS.memorySize,
      description: `How many messages the agent remembers: 0 to ${MAX_MEMORY_SIZE}.`,
    }),
  }),
});

registerKindInput('AGENT', {
  field: 'agent',
  description: 'Runs an LLM agent.',
  type: AgentTaskInput,
  parse: (
    input: typeof AgentTaskInput.$inferInput,
    path,
  ): Prisma.AgentTaskUncheckedCreateWithoutJobInput => ({
    maxRounds: maxRounds(input.maxRounds ?? DEFAULTS.maxRounds, [...path, 'maxRounds']),
    memorySize: memorySize(input.memorySize ?? DEFAULTS.memorySize, [...path, 'memorySize']),
  }),
});
