import type { PageArgs } from '../core/db/keyset.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { DateTimeRange, dateCondition, inCondition } from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { Job } from '../jobs/job.graphql.js';
import { jobCondition } from '../jobs/job-condition.js';
import { Notification } from '../notifications/notification.graphql.js';
import { Actor, actor } from '../people/actor.graphql.js';
import { AlertRule } from './alert-rule.graphql.js';
import { alertStatus } from './alert-status.js';

export const AlertStatus = builder.enumType('AlertStatus', {
  description: 'Whether an alert needs somebody.',
  values: {
    OPEN: { description: 'The condition holds, and nobody has acknowledged it.' },
    ACKNOWLEDGED: { description: 'The condition holds, and somebody has acknowledged it.' },
    CLOSED: { description: 'The condition holds no more, or the rule was changed or disabled.' },
  } as const,
});

export const Alert = builder.prismaNode('Alert', {
  id: { field: 'id' },
  nullable: true,
  description: "A time during which a rule's condition holds or held.",
  select: { id: true },
  fields: (t) => ({
    rule: t.relation('rule', { type: AlertRule, description: 'The rule.' }),
    status: t.field({
      type: AlertStatus,
      description: 'Whether it needs somebody.',
      select: { status: true },
      resolve: ({ status }) => alertStatus.parse(status),
    }),
    value: t.exposeFloat('value', {
      description:
        'What was measured last: seconds, the share of a failure rate, or how many failures of a group there were in a day.',
    }),
    threshold: t.exposeFloat('threshold', { description: 'The bound that it was beyond, in the same unit.' }),
    job: t.relation('job', {
      type: Job,
      nullable: true,
      description: 'The job it is about; null if it is about several.',
    }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The execution it is about, or an example of them; null if none.',
    }),
    errorFingerprint: t.string({
      nullable: true,
      description: 'Of a FAILURE_GROUP rule, the fingerprint that the failures share; null otherwise.',
      select: { subject: true, rule: { select: { kind: true } } },
      resolve: ({ subject, rule }) => (rule.kind === 'FAILURE_GROUP' ? subject : null),
    }),
    detail: t.exposeString('detail', {
      nullable: true,
      description: 'The beginning of the error message of such a failure; null otherwise.',
    }),
    openedAt: t.expose('openedAt', {
      type: 'DateTime',
      description: 'When the condition was found to hold.',
    }),
    seenAt: t.expose('seenAt', { type: 'DateTime', description: 'When it was last found to hold.' }),
    notifiedAt: t.expose('notifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When you were last told of it; null if not yet.',
    }),
    acknowledgedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who acknowledged it, and when; null if nobody.',
      select: (_args, _context, nested) => ({
        acknowledgedBy: true,
        acknowledgedByUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: (alert) => actor(alert.acknowledgedBy, alert.acknowledgedByUser),
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it closed; null if it did not.',
    }),
  }),
});

builder.prismaObjectField(Notification, 'alert', (t) =>
  t.relation('alert', { type: Alert, nullable: true, description: 'The alert it is about; null if none.' }),
);

const AlertConnection = connectionType(Alert, 'Alert', 'alerts');

const AlertFilter = builder.inputType('AlertFilter', {
  description:
    'Selects alerts. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    status: t.field({ type: [AlertStatus], description: 'Whether it needs somebody.' }),
    alertRuleId: t.id({ description: 'The rule.' }),
    jobId: t.id({ description: 'The job it is about.' }),
    openedAt: t.field({ type: DateTimeRange, description: 'When it opened.' }),
  }),
});

interface AlertListArgs extends PageArgs {
  filter?: typeof AlertFilter.$inferInput | null;
}

/** Alerts, newest first. @throws GraphQLError BAD_USER_INPUT */
function alertList({ filter, ...page }: AlertListArgs) {
  const { status, alertRuleId, jobId, openedAt } = filter ?? {};
  const where = {
    ...jobCondition(jobId, filterField('jobId')),
    ...(alertRuleId != null && {
      ruleId: parseId(alertRuleId, ['AlertRule'], filterField('alertRuleId')).uuid,
    }),
    status: inCondition(status, filterField('status')),
    openedAt: dateCondition(openedAt, filterField('openedAt')),
  };
  const order = { name: 'alerts', field: 'openedAt', type: 'date', direction: 'desc' } as const;
  return createList('Alert', where, order, page);
}

builder.queryField('alerts', (t) =>
  t.field({
    type: AlertConnection,
    authScopes: { read: true },
    args: builder.args((t) => ({
      ...pageArgs(t),
      filter: t.field({ type: AlertFilter, description: 'Limits the list to matching alerts.' }),
    })),
    description: 'The alerts of the rules you can see, open and closed, newest first.',
    resolve: (_root, args, context, info) =>
      readList(alertList(args), context, info, (query) => context.db.alert.findMany(query)),
  }),
);
