import type { ErrorFieldsFragment } from './generated/graphql';

/** Every error of the API: the compiler says when one is missing, or is no more. */
const ERRORS: Record<NonNullable<ErrorFieldsFragment['__typename']>, true> = {
  ConflictError: true,
  ExpiredError: true,
  InsufficientCreditsError: true,
  InvalidInputError: true,
  InvalidTransitionError: true,
  LeaseLostError: true,
  NotFoundError: true,
  OpenChunksError: true,
  QuotaExceededError: true,
  UnavailableError: true,
};

/**
 * What implements the interfaces that documents have fragments on. Without it the cache guesses which fragments an
 * answer matches, and takes the fields of errors out of the answers of mutations.
 */
export const POSSIBLE_TYPES = {
  Error: Object.keys(ERRORS),
  Job: ['MonitorJob', 'CrawlJob', 'BotJob', 'AgentTask', 'TaskJob'],
};
