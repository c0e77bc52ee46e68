import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { Job } from '../../jobs/job.graphql.js';
import { kindRow } from '../../jobs/kind-row.js';

export const BotJob = builder.prismaNode('Job', {
  variant: 'BotJob',
  interfaces: [Job],
  id: { field: 'id' },
  findUnique: (id) => ({ id, kind: 'BOT' }),
  nullable: true,
  description: 'Drives a browser bot through named stages (seed 002).',
  select: { id: true, kind: true, cron: true },
  fields: (t) => ({
    botId: t.string({
      description: 'The bot to drive.',
      select: { bot: { select: { botId: true } } },
      resolve: ({ bot }) => kindRow(bot).botId,
    }),
  }),
});

builder.prismaObjectField(Execution, 'botId', (t) =>
  t.string({
    nullable: true,
    description: 'The bot it drives; null for other kinds of job.',
    select: { kind: true, kindKey: true },
    resolve: ({ kind, kindKey }) => (kind === 'BOT' ? kindKey : null),
  }),
);
