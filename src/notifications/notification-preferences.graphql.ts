import { refuseInput } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone } from '../graphql/input/changes.js';
import { boundedInt, boundedText, inputField } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { NotificationPreferences } from './notification.graphql.js';
import { type PreferenceChanges, updateNotificationPreferences } from './notification-preferences.service.js';
import { type WebhookRules, webhookUrlFault } from './webhooks/address.js';

const MAX_URL_LENGTH = 2_048;
const MAX_THRESHOLD = 1_000_000_000;

const UpdateNotificationPreferencesInput = builder.inputType('UpdateNotificationPreferencesInput', {
  description: 'Changes to your notification preferences. Omitted fields stay unchanged.',
  fields: (t) => ({
    onFailure: t.boolean({
      description: 'Notify when an execution fails. An attempt that will be retried does not count.',
    }),
    onCompletion: t.boolean({ description: 'Notify when an execution completes.' }),
    onLowCredits: t.boolean({ description: 'Notify when the balance falls below `lowCreditsThreshold`.' }),
    lowCreditsThreshold: t.int({ description: `The low-credit threshold: 0 to ${MAX_THRESHOLD} credits.` }),
    email: t.boolean({
      description: 'Also send notifications by email; several close together become one message.',
    }),
    webhookUrl: t.string({
      description: 'Also send notifications as signed requests to this https URL. null removes it.',
    }),
    newWebhookSecret: t.boolean({
      defaultValue: false,
      description:
        'Creates a new signing secret. For one day, requests are also signed with the previous one.',
    }),
  }),
});

const asIs = <T>(value: T) => value;

/** @throws GraphQLError BAD_USER_INPUT */
function changesIn(
  input: typeof UpdateNotificationPreferencesInput.$inferInput,
  rules: WebhookRules,
): PreferenceChanges {
  return {
    onFailure: changeOf(input.onFailure, inputField('onFailure'), asIs),
    onCompletion: changeOf(input.onCompletion, inputField('onCompletion'), asIs),
    onLowCredits: changeOf(input.onLowCredits, inputField('onLowCredits'), asIs),
    lowCreditsThreshold: changeOf(
      input.lowCreditsThreshold,
      inputField('lowCreditsThreshold'),
      (value, path) => boundedInt(value, path, { max: MAX_THRESHOLD }),
    ),
    email: changeOf(input.email, inputField('email'), asIs),
    webhookUrl: changeOrNone(input.webhookUrl, inputField('webhookUrl'), (value, path) => {
      const url = boundedText(value, path, MAX_URL_LENGTH);
      const fault = webhookUrlFault(url, rules);
      return fault === null ? url : refuseInput(path, fault);
    }),
  };
}

const UpdateNotificationPreferences = payload<{ ownerId: string; webhookSecret: string | null }>(
  'UpdateNotificationPreferences',
  {
    description: 'The updated preferences.',
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
          'The new webhook signing secret; null if none was created. Store it: it is shown only once.',
      }),
    }),
  },
).orInvalidInput('The updated preferences, or why they were not changed.');

builder.mutationField('updateNotificationPreferences', (t) =>
  t.field({
    authScopes: { $all: { manage: true, read: true } },
    description:
      'Changes what you are notified about, and how. Needs READ as well, because notifications contain what READ protects.',
    ...UpdateNotificationPreferences.takes(
      UpdateNotificationPreferencesInput,
      'The changes.',
      async (input, context) => {
        const { rules, secrets } = context.webhooks;
        const changes = changesIn(input, rules);
        const caller = callerOf(context);
        const webhookSecret = await updateNotificationPreferences(
          caller,
          await secrets(),
          changes,
          input.newWebhookSecret ?? false,
        );
        return { ownerId: caller.viewer.accountId, webhookSecret };
      },
    ),
  }),
);
