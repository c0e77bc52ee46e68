import { NotFoundError } from '../core/domain-errors.js';
import { encodeId, parseAccountId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone } from '../graphql/input/changes.js';
import { boundedText, inputField, MAX_TEXT_LENGTH } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { FailureGroup, FailureGroupState, failureGroups } from './failure-group.graphql.js';
import { decideFailureGroup } from './failure-group-state.service.js';

const SetFailureGroupStateInput = builder.inputType('SetFailureGroupStateInput', {
  description: 'A decision about failures that look alike. Omitted fields stay unchanged.',
  fields: (t) => ({
    ownerId: t.id({ description: 'Whose failures, for administrators. If omitted, yours.' }),
    fingerprint: t.string({ required: true, description: 'The fingerprint that they share.' }),
    state: t.field({ type: FailureGroupState, description: 'The state.' }),
    note: t.string({
      description: `A note about it, at most ${MAX_TEXT_LENGTH} characters. null removes it.`,
    }),
  }),
});

const SetFailureGroupState = payload<{ ownerId: string; fingerprint: string }>('SetFailureGroupState', {
  description: 'The group that was decided about.',
  fields: (t) => ({
    failureGroup: t.field({
      type: FailureGroup,
      nullable: true,
      description: 'The group, over the last 30 days; null if it was not seen in them.',
      resolve: async ({ ownerId, fingerprint }, _args, context) => {
        const filter = { ownerId: encodeId('Account', ownerId), errorFingerprint: [fingerprint] };
        const [group] = await failureGroups(context, { filter, cut: null, first: 1 });
        return group ?? null;
      },
    }),
  }),
}).or('The group that was decided about, or why it was not.', [NotFoundError]);

builder.mutationField('setFailureGroupState', (t) =>
  t.field({
    authScopes: { manage: true },
    description:
      'Resolves, ignores, opens or annotates failures that look alike. A resolved group opens again when it comes again.',
    ...SetFailureGroupState.takes(SetFailureGroupStateInput, 'The decision.', async (input, context) => {
      const fingerprint = boundedText(input.fingerprint, inputField('fingerprint'));
      const ownerId =
        input.ownerId == null ? null : parseAccountId(input.ownerId, inputField('ownerId')).uuid;
      const decided = await decideFailureGroup(callerOf(context), ownerId, fingerprint, {
        state: changeOf(input.state, inputField('state'), (state) => state),
        note: changeOrNone(input.note, inputField('note'), (note, path) =>
          boundedText(note, path, MAX_TEXT_LENGTH),
        ),
      });
      return { ownerId: decided, fingerprint };
    }),
  }),
);
