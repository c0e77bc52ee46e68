import { PAGE_SIZE } from '../core/db/keyset.js';
import { boundedInt } from '../graphql/input/limits.js';

/** The argument that says how many of a list that has no pages. @param usual How many if it is left out. */
export function firstArg(usual: number) {
  return { defaultValue: usual, description: `How many at most: 1 to ${PAGE_SIZE.max}.` } as const;
}

/** @throws GraphQLError BAD_USER_INPUT where it is out of range. */
export function checkFirst(first: number | null | undefined, usual: number): number {
  return boundedInt(first ?? usual, ['first'], { min: 1, max: PAGE_SIZE.max });
}
