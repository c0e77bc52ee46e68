import { NotFoundError } from '../core/domain-errors.js';
import { type InputPath, refuseInput } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf } from '../graphql/input/changes.js';
import { boundedInt, boundedText, inputField } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { SocialTaskType } from './enums.graphql.js';
import { SocialTask } from './social-task.graphql.js';
import { createSocialTask, updateSocialTask } from './social-task-write.service.js';

const MAX_REWARD_CREDITS = 1_000_000;
const MAX_TARGET_LENGTH = 2_048;

const CreateSocialTaskInput = builder.inputType('CreateSocialTaskInput', {
  description: 'The social task to create. It is active at once.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'The task in one line.' }),
    taskType: t.field({ type: SocialTaskType, required: true, description: 'What to do.' }),
    taskTypeText: t.string({
      description: 'What to do, in words. Required with OTHER, refused with any other type.',
    }),
    target: t.string({ required: true, description: 'The account or post it concerns.' }),
    rewardCredits: t.int({
      defaultValue: 0,
      description: `The credits paid for a verified completion, once per user: 0 to ${MAX_REWARD_CREDITS}.`,
    }),
  }),
});

const UpdateSocialTaskInput = builder.inputType('UpdateSocialTaskInput', {
  description: 'Changes to a social task. Omitted fields stay unchanged.',
  fields: (t) => ({
    socialTaskId: t.id({ required: true, description: 'The task.' }),
    title: t.string({ description: 'The task in one line.' }),
    rewardCredits: t.int({
      description: `The credits paid from now on, including for claims already submitted: 0 to ${MAX_REWARD_CREDITS}.`,
    }),
    isActive: t.boolean({ description: 'Whether completions are accepted.' }),
  }),
});

const title = (value: string, path: InputPath) => boundedText(value, path);
const reward = (value: number, path: InputPath) => boundedInt(value, path, { max: MAX_REWARD_CREDITS });

/** @throws GraphQLError BAD_USER_INPUT unless just OTHER has a text. */
function taskTypeOf({ taskType, taskTypeText }: typeof CreateSocialTaskInput.$inferInput) {
  const path = inputField('taskTypeText');
  if (taskType === 'OTHER') {
    return {
      taskType,
      taskTypeText: boundedText(taskTypeText ?? refuseInput(path, 'required when taskType is OTHER.'), path),
    };
  }
  if (taskTypeText != null) refuseInput(path, 'allowed only when taskType is OTHER.');
  return { taskType, taskTypeText: null };
}

function socialTaskPayload(name: string, description: string) {
  return payload<{ id: string }>(name, {
    description,
    fields: (t) => ({
      socialTask: t.field({ type: SocialTask, description: 'The task.', resolve: ({ id }) => ({ id }) }),
    }),
  });
}

const CreateSocialTask = socialTaskPayload('CreateSocialTask', 'The new task.').orInvalidInput(
  'The new task, or why it was not created.',
);

const UpdateSocialTask = socialTaskPayload('UpdateSocialTask', 'The updated task.').or(
  'The updated task, or why it was not changed.',
  [NotFoundError],
);

builder.mutationFields((t) => ({
  createSocialTask: t.field({
    authScopes: { admin: true },
    description: 'Creates a social task. Administrators only.',
    ...CreateSocialTask.takes(CreateSocialTaskInput, 'The task to create.', async (input, context) => ({
      id: await createSocialTask(callerOf(context), {
        title: title(input.title, inputField('title')),
        ...taskTypeOf(input),
        target: boundedText(input.target, inputField('target'), MAX_TARGET_LENGTH),
        rewardCredits: reward(input.rewardCredits ?? 0, inputField('rewardCredits')),
      }),
    })),
  }),
  updateSocialTask: t.field({
    authScopes: { admin: true },
    description: 'Changes a social task. Administrators only.',
    ...UpdateSocialTask.takes(UpdateSocialTaskInput, 'The changes.', async (input, context) => {
      const { uuid } = parseId(input.socialTaskId, ['SocialTask'], inputField('socialTaskId'));
      const changes = {
        title: changeOf(input.title, inputField('title'), title),
        rewardCredits: changeOf(input.rewardCredits, inputField('rewardCredits'), reward),
        isActive: changeOf(input.isActive, inputField('isActive'), (value) => value),
      };
      await updateSocialTask(callerOf(context), uuid, changes);
      return { id: uuid };
    }),
  }),
}));
