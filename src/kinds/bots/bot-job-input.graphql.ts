import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { name } from '../../jobs/job-checks.js';
import { registerKindInput } from '../../jobs/kind-input.graphql.js';

const BotJobInput = builder.inputType('BotJobInput', {
  description: 'Drives a browser bot through named stages.',
  fields: (t) => ({
    botId: t.string({ required: true, description: 'The bot to drive.' }),
  }),
});

registerKindInput('BOT', {
  field: 'bot',
  description: 'Drives a browser bot.',
  type: BotJobInput,
  parse: (input: typeof BotJobInput.$inferInput, path): Prisma.BotJobUncheckedCreateWithoutJobInput => ({
    botId: name(input.botId, [...path, 'botId']),
  }),
});
