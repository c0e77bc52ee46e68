import { z } from 'zod';

/** What notifications can be about, and what the database keeps of it; CHECKs hold both. */
const told = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('execution.failed'),
    facts: z.object({ jobName: z.string(), reason: z.string().nullable() }),
  }),
  z.object({
    type: z.literal('execution.completed'),
    facts: z.object({ jobName: z.string(), runNumber: z.number(), itemsProcessed: z.number() }),
  }),
  z.object({
    type: z.literal('credits.low'),
    facts: z.object({ balance: z.number(), threshold: z.number() }),
  }),
]);

/** What a notification is about, as webhooks are told it too. */
export const notificationType = z.enum(told.options.map(({ shape }) => shape.type.value));

export interface Words {
  /** One line, where the job's name is one. */
  title: string;
  body: string;
}

/** Puts into words what happened, for the API, mails and webhooks. */
export function wordsOf(notification: { type: string; facts: unknown }): Words {
  const { type, facts } = told.parse(notification);
  switch (type) {
    case 'execution.failed':
      return { title: `${facts.jobName} failed`, body: facts.reason ?? 'No reason was given.' };
    case 'execution.completed':
      return {
        title: `${facts.jobName} completed`,
        body: `Run ${facts.runNumber} processed ${facts.itemsProcessed} items.`,
      };
    case 'credits.low':
      return {
        title: 'Credits are low',
        body: `${facts.balance} credits are left; you asked to be notified below ${facts.threshold}.`,
      };
  }
}
