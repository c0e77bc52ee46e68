import type { CompletionStatus, SocialTaskType, VerificationResult } from '../api/generated/graphql';

export const TASK_TYPES: readonly SocialTaskType[] = ['FOLLOW', 'LIKE', 'REPLY', 'RETWEET', 'QUOTE', 'OTHER'];
export const COMPLETION_STATUSES: readonly CompletionStatus[] = ['PENDING', 'VERIFIED', 'REJECTED'];
export const RESULTS: readonly VerificationResult[] = ['VERIFIED', 'REJECTED', 'ERROR'];

const WORDS: Record<SocialTaskType, string> = {
  FOLLOW: 'Follow',
  LIKE: 'Like',
  REPLY: 'Reply',
  RETWEET: 'Repost',
  QUOTE: 'Quote',
  OTHER: 'Other',
};

export const typeWord = (type: string): string =>
  Object.entries(WORDS).find(([value]) => value === type)?.[1] ?? type;
