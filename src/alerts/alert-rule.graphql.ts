import type { PageArgs } from '../core/db/keyset.js';
import { builder } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { Job } from '../jobs/job.graphql.js';
import { jobCondition } from '../jobs/job-condition.js';
import { registerParts } from '../people/parts.js';
import { AlertCondition } from './alert-condition.graphql.js';
import { conditionOf } from './condition.js';
import { JUDGED_EVERY_SECONDS, TOLD_EVERY_SECONDS } from './judge.service.js';

registerParts({ ofRuns: [], ofJobs: ['alerts', 'alert_rules'], ofOwners: ['alerts', 'alert_rules'] });

export const AlertKind = builder.enumType('AlertKind', {
  description: 'The kinds of alert rules.',
  values: {
    MISSING_RUN: { description: 'An execution did not start or complete in time.' },
    FAILURE_RATE: { description: 'Too many executions failed.' },
    QUEUE_AGE: { description: 'An execution waits too long.' },
    LONG_RUN: { description: 'An execution runs too long.' },
    FAILURE_GROUP: { description: 'Failures that look alike are new, or came again.' },
  } as const,
});

export const AlertRule = builder.prismaNode('AlertRule', {
  id: { field: 'id' },
  nullable: true,
  description: `Something an account wants to be told of. It is judged every ${JUDGED_EVERY_SECONDS} seconds.`,
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    kind: t.expose('kind', { type: AlertKind, description: 'The kind of rule.' }),
    condition: t.field({
      type: AlertCondition,
      description: 'The condition under which an alert opens.',
      select: { kind: true, condition: true },
      resolve: conditionOf,
    }),
    job: t.relation('job', {
      type: Job,
      nullable: true,
      description: 'The job it is about; null for all jobs of the account.',
    }),
    isEnabled: t.exposeBoolean('isEnabled', { description: 'Whether it is judged.' }),
    repeatSeconds: t.exposeInt('repeatSeconds', {
      nullable: true,
      description: 'How often you are told again of what is open and not acknowledged; null for once.',
    }),
    evaluatedAt: t.expose('evaluatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last judged; null if not yet.',
    }),
    notifiedAt: t.expose('notifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: `When you were last told of something that opened; null if never. You are told at most once in ${TOLD_EVERY_SECONDS} seconds.`,
    }),
    owner: t.relation('owner', { description: 'The owner.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the rule was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the rule was last changed.' }),
  }),
});

const AlertRuleConnection = connectionType(AlertRule, 'AlertRule', 'alert rules');

const AlertRuleFilter = builder.inputType('AlertRuleFilter', {
  description:
    'Selects alert rules. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    jobId: t.id({ description: 'The job it is about.' }),
    kind: t.field({ type: [AlertKind], description: 'The kind of rule.' }),
    isEnabled: t.boolean({ description: 'Whether it is judged.' }),
  }),
});

interface AlertRuleListArgs extends PageArgs {
  filter?: typeof AlertRuleFilter.$inferInput | null;
}

/** Rules, newest first. @throws GraphQLError BAD_USER_INPUT */
function alertRuleList({ filter, ...page }: AlertRuleListArgs) {
  const where = {
    ...jobCondition(filter?.jobId, filterField('jobId')),
    kind: inCondition(filter?.kind, filterField('kind')),
    isEnabled: filter?.isEnabled ?? undefined,
  };
  const order = { name: 'alertRules', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('AlertRule', where, order, page);
}

builder.queryField('alertRules', (t) =>
  t.field({
    type: AlertRuleConnection,
    authScopes: { read: true },
    args: builder.args((t) => ({
      ...pageArgs(t),
      filter: t.field({ type: AlertRuleFilter, description: 'Limits the list to matching rules.' }),
    })),
    description: 'The alert rules you can see, newest first.',
    resolve: (_root, args, context, info) =>
      readList(alertRuleList(args), context, info, (query) => context.db.alertRule.findMany(query)),
  }),
);
