import { InvalidTransitionError, NotFoundError, QuotaExceededError } from '../core/domain-errors.js';
import { type InputPath, refuseInput } from '../core/errors.js';
import { encodeId, parseId } from '../core/ids.js';
import type { AlertKind } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone, orNone } from '../graphql/input/changes.js';
import { boundedInt, boundedText, inputField } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { parseJobId } from '../jobs/job-id.js';
import { Alert } from './alert.graphql.js';
import { AlertConditionInput, conditionIn } from './alert-inputs.graphql.js';
import { AlertRule } from './alert-rule.graphql.js';
import {
  acknowledgeAlert,
  createAlertRule,
  deleteAlertRule,
  updateAlertRule,
} from './alert-write.service.js';
import { TOLD_EVERY_SECONDS } from './judge.service.js';

const MAX_REPEAT_SECONDS = 31 * 24 * 60 * 60;
const DEFAULT_ENABLED = true;

const described = {
  name: 'The name, which notifications begin with.',
  isEnabled: 'Whether it is judged. One that is not has no open alerts.',
  repeatSeconds: `How often you are told again of what is open and not acknowledged: ${TOLD_EVERY_SECONDS} to ${MAX_REPEAT_SECONDS} seconds.`,
  rule: 'The rule.',
};

const CreateAlertRuleInput = builder.inputType('CreateAlertRuleInput', {
  description: 'The alert rule to create; you will own it.',
  fields: (t) => ({
    name: t.string({ required: true, description: described.name }),
    jobId: t.id({ description: 'The job it is about; all of your jobs if omitted. `missingRun` needs one.' }),
    condition: t.field({
      type: AlertConditionInput,
      required: true,
      description: 'The condition under which an alert opens.',
    }),
    isEnabled: t.boolean({ defaultValue: DEFAULT_ENABLED, description: described.isEnabled }),
    repeatSeconds: t.int({ description: `${described.repeatSeconds} If omitted, once.` }),
  }),
});

const UpdateAlertRuleInput = builder.inputType('UpdateAlertRuleInput', {
  description:
    'Changes to an alert rule. Omitted fields stay unchanged. Another condition closes its open alerts and begins anew.',
  fields: (t) => ({
    alertRuleId: t.id({ required: true, description: described.rule }),
    name: t.string({ description: described.name }),
    condition: t.field({
      type: AlertConditionInput,
      description: 'The condition under which an alert opens, as a whole.',
    }),
    isEnabled: t.boolean({ description: described.isEnabled }),
    repeatSeconds: t.int({ description: `${described.repeatSeconds} null for once.` }),
  }),
});

const DeleteAlertRuleInput = builder.inputType('DeleteAlertRuleInput', {
  description: 'The alert rule to delete.',
  fields: (t) => ({ alertRuleId: t.id({ required: true, description: described.rule }) }),
});

const AcknowledgeAlertInput = builder.inputType('AcknowledgeAlertInput', {
  description: 'The alert to acknowledge.',
  fields: (t) => ({ alertId: t.id({ required: true, description: 'The alert.' }) }),
});

const repeatSeconds = (value: number, path: InputPath) =>
  boundedInt(value, path, { min: TOLD_EVERY_SECONDS, max: MAX_REPEAT_SECONDS });

/** @throws GraphQLError BAD_USER_INPUT */
const ruleIdIn = (id: string) => parseId(id, ['AlertRule'], inputField('alertRuleId')).uuid;

/** @throws GraphQLError BAD_USER_INPUT */
function requireJob(kind: AlertKind | undefined, hasJob: boolean, path: InputPath): void {
  if (kind === 'MISSING_RUN' && !hasJob) refuseInput(path, 'a rule about a missing run needs a job.');
}

function rulePayload(name: string, description: string) {
  return payload<{ id: string }>(name, {
    description,
    fields: (t) => ({
      alertRule: t.prismaField({
        type: AlertRule,
        description: 'The rule.',
        resolve: (query, { id }, _args, { db }) =>
          db.alertRule.findUniqueOrThrow({ ...query, where: { id } }),
      }),
    }),
  });
}

const CreateAlertRule = rulePayload('CreateAlertRule', 'The new rule.').or(
  'The new rule, or why it was not created.',
  [NotFoundError, QuotaExceededError],
);

const UpdateAlertRule = rulePayload('UpdateAlertRule', 'The updated rule.').or(
  'The updated rule, or why it was not changed.',
  [NotFoundError],
);

const DeleteAlertRule = payload<{ deletedAlertRuleId: string }>('DeleteAlertRule', {
  description: 'The rule that was deleted.',
  fields: (t) => ({
    deletedAlertRuleId: t.exposeID('deletedAlertRuleId', { description: 'The id of the deleted rule.' }),
  }),
}).or('The deleted rule, or why it was not deleted.', [NotFoundError]);

const AcknowledgeAlert = payload<{ id: string }>('AcknowledgeAlert', {
  description: 'The acknowledged alert.',
  fields: (t) => ({
    alert: t.prismaField({
      type: Alert,
      description: 'The alert.',
      resolve: (query, { id }, _args, { db }) => db.alert.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
}).or('The acknowledged alert, or why it was not.', [NotFoundError, InvalidTransitionError]);

builder.mutationFields((t) => ({
  createAlertRule: t.field({
    authScopes: { manage: true },
    description:
      'Creates an alert rule. What it finds is told as your notifications are: in the API, by mail and by webhook.',
    ...CreateAlertRule.takes(CreateAlertRuleInput, 'The rule to create.', async (input, context) => {
      const condition = conditionIn(input.condition, inputField('condition'));
      requireJob(condition.kind, input.jobId != null, inputField('jobId'));
      const job = input.jobId == null ? null : parseJobId(input.jobId, inputField('jobId'));
      const id = await createAlertRule(callerOf(context), job, {
        name: boundedText(input.name, inputField('name')),
        condition,
        isEnabled: input.isEnabled ?? DEFAULT_ENABLED,
        repeatSeconds: orNone(input.repeatSeconds, inputField('repeatSeconds'), repeatSeconds),
      });
      return { id };
    }),
  }),
  updateAlertRule: t.field({
    authScopes: { manage: true },
    description: 'Changes, enables or disables an alert rule.',
    ...UpdateAlertRule.takes(UpdateAlertRuleInput, 'The changes.', async (input, context) => {
      const id = ruleIdIn(input.alertRuleId);
      const changes = {
        name: changeOf(input.name, inputField('name'), (name, path) => boundedText(name, path)),
        condition: changeOf(input.condition, inputField('condition'), conditionIn),
        isEnabled: changeOf(input.isEnabled, inputField('isEnabled'), (value) => value),
        repeatSeconds: changeOrNone(input.repeatSeconds, inputField('repeatSeconds'), repeatSeconds),
      };
      await updateAlertRule(callerOf(context), id, changes, ({ jobId }) =>
        requireJob(changes.condition?.kind, jobId !== null, inputField('condition')),
      );
      return { id };
    }),
  }),
  deleteAlertRule: t.field({
    authScopes: { manage: true },
    description: 'Deletes an alert rule with its alerts.',
    ...DeleteAlertRule.takes(DeleteAlertRuleInput, 'The rule to delete.', async (input, context) => {
      const id = ruleIdIn(input.alertRuleId);
      await deleteAlertRule(callerOf(context), id);
      return { deletedAlertRuleId: encodeId('AlertRule', id) };
    }),
  }),
  acknowledgeAlert: t.field({
    authScopes: { manage: true },
    description:
      'Acknowledges an open alert: you are not notified of it again. Acknowledging it twice changes nothing.',
    ...AcknowledgeAlert.takes(AcknowledgeAlertInput, 'The alert.', async (input, context) => {
      const id = parseId(input.alertId, ['Alert'], inputField('alertId')).uuid;
      await acknowledgeAlert(callerOf(context), id);
      return { id };
    }),
  }),
}));
