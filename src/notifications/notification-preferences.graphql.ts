import { InvalidInputError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone } from '../graphql/input/changes.js';
import { boundedInt, boundedText, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expectingInput, resultOf } from '../graphql/mutations.js';
import { NotificationPreferences } from './notification.graphql.js';
import { type PreferenceChanges, updateNotificationPreferences } from './notification-preferences.service.js';
import { type WebhookRules, webhookUrlFault } from './webhooks/address.js';

const MAX_URL_LENGTH = 2_048;
const MAX_THRESHOLD = 1_000_000_000;

const UpdateNotificationPreferencesInput = builder.inputType('UpdateNotificationPreferencesInput', {
  description: 'What the caller wants to be told, and how; what is left out stays as it is.',
  fields: (t) => ({
    onFailure: t.boolean({
      description: 'That a run failed; an attempt that is followed by another is none.',
    }),
    onCompletion: t.boolean({ description: 'That a run completed.' }),
    onLowCredits: t.boolean({ description: 'That the balance went below `lowCreditsThreshold`.' }),
    lowCreditsThreshold: t.int({ description: `Credits: 0 to ${MAX_THRESHOLD}.` }),
    email: t.boolean({ description: 'By mail too; several that come close together are one mail.' }),
    webhookUrl: t.string({
      description: 'By a signed request to this https address too. null takes it away.',
    }),
    newWebhookSecret: t.boolean({
      defaultValue: false,
      description: 'Makes a new secret for the signatures. For a day the one before it signs beside it.',
    }),
  }),
});

const at = (field: string): InputIssue['path'] => ['input', field];
const asIs = <T>(value: T) => value;

/** @throws GraphQLError BAD_USER_INPUT */
function changesIn(
  input: typeof UpdateNotificationPreferencesInput.$inferInput,
  rules: WebhookRules,
): PreferenceChanges {
  return {
    onFailure: changeOf(input.onFailure, at('onFailure'), asIs),
    onCompletion: changeOf(input.onCompletion, at('onCompletion'), asIs),
    onLowCredits: changeOf(input.onLowCredits, at('onLowCredits'), asIs),
    lowCreditsThreshold: changeOf(input.lowCreditsThreshold, at('lowCreditsThreshold'), (value, path) =>
      boundedInt(value, path, { max: MAX_THRESHOLD }),
    ),
    email: changeOf(input.email, at('email'), asIs),
    webhookUrl: changeOrNone(input.webhookUrl, at('webhookUrl'), (value, path) => {
      const url = boundedText(value, path, MAX_URL_LENGTH);
      const fault = webhookUrlFault(url, rules);
      return fault === null ? url : refuseInput(path, fault);
    }),
  };
}

const UpdateNotificationPreferencesPayload = builder
  .objectRef<{ ownerId: string; webhookSecret: string | null }>('UpdateNotificationPreferencesPayload')
  .implement({
    description: 'The preferences as they are now.',
    fields: (t) => ({
      notificationPreferences: t.prismaField({
        type: NotificationPreferences,
        description: 'The preferences.',
        resolve: (query, { ownerId }, _args, { db }) =>
          db.notificationPreferences.findUniqueOrThrow({ ...query, where: { ownerId } }),
      }),
      webhookSecret: t.exposeString('webhookSecret', {
        nullable: true,
        description:
          'The new secret that webhooks are signed with, where there is a new one: keep it, it is told this once.',
      }),
    }),
  });

const UpdateNotificationPreferencesResult = builder.unionType('UpdateNotificationPreferencesResult', {
  description: 'The preferences as they are now, or why they stayed as they were.',
  types: [UpdateNotificationPreferencesPayload, InvalidInputError],
  resolveType: resultOf('UpdateNotificationPreferencesPayload'),
});

builder.mutationField('updateNotificationPreferences', (t) =>
  t.field({
    type: UpdateNotificationPreferencesResult,
    authScopes: { $all: { manage: true, read: true } },
    description: 'Changes what the caller is told, and how. It needs READ too: what is told is read.',
    args: {
      input: t.arg({
        type: UpdateNotificationPreferencesInput,
        required: true,
        description: 'What is to change.',
      }),
    },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const { rules, secrets } = context.webhooks;
        const changes = changesIn(input, rules);
        const caller = callerOf(context);
        const webhookSecret = await updateNotificationPreferences(
          caller,
          await secrets(),
          changes,
          input.newWebhookSecret ?? false,
        );
        return { ownerId: caller.viewer.userId, webhookSecret };
      }),
  }),
);
