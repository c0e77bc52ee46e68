import { z } from 'zod';

/** What holds of one of the alerts of a rule, and of how many. */
const alertFacts = z.object({
  ruleName: z.string(),
  jobName: z.string().nullable(),
  state: z.enum(['OPENED', 'REPEATED', 'CLOSED']),
  condition: z.enum([
    'NOT_STARTED',
    'NOT_COMPLETED',
    'FAILURE_RATE',
    'QUEUE_AGE',
    'LONG_RUN',
    'FAILURE_GROUP',
  ]),
  count: z.int(),
  value: z.number(),
  threshold: z.number(),
  detail: z.string().nullable(),
});

export type AlertFacts = z.infer<typeof alertFacts>;

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
  z.object({ type: z.literal('alert'), facts: alertFacts }),
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
    case 'alert':
      return {
        title: `${ALERT_TITLES[facts.state]}: ${facts.ruleName}`,
        body: [
          `${facts.jobName === null ? '' : `${facts.jobName}: `}${holds(facts)}`,
          ...(facts.count > 1 ? [`So it is of ${facts.count - 1} more.`] : []),
        ].join(' '),
      };
  }
}

const ALERT_TITLES = { OPENED: 'Alert', REPEATED: 'Still open', CLOSED: 'Closed' } as const;

/** What was last found where an alert is open, or was. */
function holds({ condition, value, threshold, detail }: AlertFacts): string {
  const [found, bound] = [lasting(value), lasting(threshold)];
  switch (condition) {
    case 'NOT_STARTED':
      return `no run started for ${found}; one was expected within ${bound}.`;
    case 'NOT_COMPLETED':
      return `no run completed for ${found}; one was expected within ${bound}.`;
    case 'FAILURE_RATE':
      return `${percent(value)} of the runs failed; ${percent(threshold)} is the limit.`;
    case 'QUEUE_AGE':
      return `a run waited for ${found}; ${bound} is the limit.`;
    case 'LONG_RUN':
      return `a run went on for ${found}; ${bound} is the limit.`;
    case 'FAILURE_GROUP':
      return `a failure is new, or came again: ${detail ?? 'no message was given.'}`;
  }
}

const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;

/** A time in its largest two units. */
function lasting(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const said = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return said.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
