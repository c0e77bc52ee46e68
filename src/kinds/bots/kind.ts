import type { Prisma } from '../../generated/prisma/client.js';
import { registerKind } from '../../jobs/kinds.js';

declare module '../../core/node-types.js' {
  interface JobTypes {
    BOT: 'BotJob';
  }
}

registerKind({
  name: 'BOT',
  description: 'Drives a browser bot through named stages.',
  type: 'BotJob',
  idPrefix: 'bot',
  runCost: 0,
  row: {
    create: (own: Prisma.BotJobUncheckedCreateWithoutJobInput) => ({ bot: { create: own } }),
    update: (tx, { id, ownerId }, own: Prisma.BotJobUncheckedUpdateWithoutJobInput) =>
      tx.botJob.update({ where: { jobId: id, ownerId }, data: own }),
  },
  key: {
    jobFilter: { name: 'botId', description: 'The bot that the job drives.' },
    executionFilter: { name: 'botId', description: 'The bot it drives.' },
    claim: { name: 'botIds', description: 'Only executions of these bots.' },
  },
  parts: { ofRuns: ['job_stages'], ofJobs: [], ofOwners: [] },
  withoutRead: {
    BotJob: ['botId'],
    Execution: ['botId'],
    Stage: ['id', 'attempt', 'name', 'status', 'startedAt', 'endedAt', 'durationMs'],
  },
  loadApi: () =>
    Promise.all([
      import('./bot-job-input.graphql.js'),
      import('./bot-job.graphql.js'),
      import('./stage.graphql.js'),
      import('./stage-record.graphql.js'),
    ]),
});
