import { InvalidInputError, NotFoundError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { SocialTaskType } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { changeOf } from '../graphql/input/changes.js';
import { boundedInt, boundedText, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expecting, expectingInput, resultOf } from '../graphql/mutations.js';
import { SocialTask } from './social-task.graphql.js';
import { createSocialTask, updateSocialTask } from './social-task-write.service.js';

const MAX_REWARD_CREDITS = 1_000_000;
const MAX_TARGET_LENGTH = 2_048;

const CreateSocialTaskInput = builder.inputType('CreateSocialTaskInput', {
  description: 'A new social task, active at once.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'In a line.' }),
    taskType: t.field({ type: SocialTaskType, required: true, description: 'What is to be done.' }),
    taskTypeText: t.string({
      description: 'What kind of task it is, in words: with OTHER, and only there.',
    }),
    target: t.string({ required: true, description: 'With which account or post.' }),
    rewardCredits: t.int({
      defaultValue: 0,
      description: `What is paid for it, once: 0 to ${MAX_REWARD_CREDITS}.`,
    }),
  }),
});

const UpdateSocialTaskInput = builder.inputType('UpdateSocialTaskInput', {
  description: 'What is to change of a social task; what is left out stays as it is.',
  fields: (t) => ({
    socialTaskId: t.id({ required: true, description: 'The task.' }),
    title: t.string({ description: 'In a line.' }),
    rewardCredits: t.int({
      description: `What is paid from now on, also for what was submitted before: 0 to ${MAX_REWARD_CREDITS}.`,
    }),
    isActive: t.boolean({ description: 'Whether it can be done now.' }),
  }),
});

type Path = InputIssue['path'];

const at = (field: string): Path => ['input', field];
const title = (value: string, path: Path) => boundedText(value, path);
const reward = (value: number, path: Path) => boundedInt(value, path, { max: MAX_REWARD_CREDITS });

/** @throws GraphQLError BAD_USER_INPUT unless just OTHER has a text. */
function taskTypeOf({ taskType, taskTypeText }: typeof CreateSocialTaskInput.$inferInput) {
  const path = at('taskTypeText');
  if (taskType === 'OTHER') {
    return {
      taskType,
      taskTypeText: boundedText(taskTypeText ?? refuseInput(path, 'OTHER needs it.'), path),
    };
  }
  if (taskTypeText != null) refuseInput(path, 'only OTHER has it.');
  return { taskType, taskTypeText: null };
}

function socialTaskPayload<const Name extends string>(name: Name, description: string) {
  return builder.objectRef<{ id: string }>(name).implement({
    description,
    fields: (t) => ({
      socialTask: t.field({ type: SocialTask, description: 'The task.', resolve: ({ id }) => ({ id }) }),
    }),
  });
}

const CreateSocialTaskPayload = socialTaskPayload('CreateSocialTaskPayload', 'The task that was made.');
const UpdateSocialTaskPayload = socialTaskPayload('UpdateSocialTaskPayload', 'The task as it is now.');

const UPDATE_ERRORS = [NotFoundError] as const;

const CreateSocialTaskResult = builder.unionType('CreateSocialTaskResult', {
  description: 'The task that was made, or why none was.',
  types: [CreateSocialTaskPayload, InvalidInputError],
  resolveType: resultOf('CreateSocialTaskPayload'),
});

const UpdateSocialTaskResult = builder.unionType('UpdateSocialTaskResult', {
  description: 'The task as it is now, or why it stayed as it was.',
  types: [UpdateSocialTaskPayload, ...UPDATE_ERRORS],
  resolveType: resultOf('UpdateSocialTaskPayload'),
});

builder.mutationFields((t) => ({
  createSocialTask: t.field({
    type: CreateSocialTaskResult,
    authScopes: { admin: true },
    description: 'Makes a social task. For administrators.',
    args: { input: t.arg({ type: CreateSocialTaskInput, required: true, description: 'Which task.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => ({
        id: await createSocialTask(callerOf(context), {
          title: title(input.title, at('title')),
          ...taskTypeOf(input),
          target: boundedText(input.target, at('target'), MAX_TARGET_LENGTH),
          rewardCredits: reward(input.rewardCredits ?? 0, at('rewardCredits')),
        }),
      })),
  }),
  updateSocialTask: t.field({
    type: UpdateSocialTaskResult,
    authScopes: { admin: true },
    description: 'Changes a social task. For administrators.',
    args: {
      input: t.arg({ type: UpdateSocialTaskInput, required: true, description: 'What is to change.' }),
    },
    resolve: (_root, { input }, context) => {
      const { uuid } = parseId(input.socialTaskId, ['SocialTask'], at('socialTaskId'));
      const changes = {
        title: changeOf(input.title, at('title'), title),
        rewardCredits: changeOf(input.rewardCredits, at('rewardCredits'), reward),
        isActive: changeOf(input.isActive, at('isActive'), (value) => value),
      };
      return expecting(UPDATE_ERRORS, async () => {
        await updateSocialTask(callerOf(context), uuid, changes);
        return { id: uuid };
      });
    },
  }),
}));
