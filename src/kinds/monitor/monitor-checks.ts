import { type InputPath, refuseInput } from '../../core/errors.js';
import { texts, within } from '../../jobs/job-checks.js';

export const MAX_TOPICS = 50;
const MAX_TOPIC_LENGTH = 200;
export const MAX_HOURS_BACK = 365 * 24;

const X_USERNAME = /^\w{1,15}$/;

export const topics = texts(MAX_TOPICS, MAX_TOPIC_LENGTH);
export const hoursBack = within(1, MAX_HOURS_BACK);

/** The name of an X account. @throws GraphQLError BAD_USER_INPUT */
export function xUsername(value: string, path: InputPath): string {
  return X_USERNAME.test(value)
    ? value
    : refuseInput(path, '1 to 15 letters, digits and underscores, without the @.');
}
