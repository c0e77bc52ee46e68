import { builder } from '../graphql/builder.js';

export const SocialTaskType = builder.enumType('SocialTaskType', {
  description: 'What to do on X.',
  values: {
    FOLLOW: { description: 'Follow an account.' },
    LIKE: { description: 'Like a post.' },
    RETWEET: { description: 'Repost a post.' },
    REPLY: { description: 'Reply to a post.' },
    QUOTE: { description: 'Quote a post.' },
    OTHER: { description: 'Something else, described by `taskTypeText`.' },
  } as const,
});

export const CompletionStatus = builder.enumType('CompletionStatus', {
  description: 'The status of a claim to have done a task.',
  values: {
    PENDING: { description: 'Not decided yet.' },
    VERIFIED: { description: 'The task was done.' },
    REJECTED: { description: 'The task was not done.' },
  } as const,
});

export const VerificationResult = builder.enumType('VerificationResult', {
  description: 'The result of a verification.',
  values: {
    VERIFIED: { description: 'The task was done.' },
    REJECTED: { description: 'The task was not done.' },
    ERROR: { description: 'It could not be determined.' },
  } as const,
});
