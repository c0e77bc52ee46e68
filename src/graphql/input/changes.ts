import { type InputPath, refuseInput } from '../../core/errors.js';

/** Gives what an input's value means. @throws GraphQLError BAD_USER_INPUT */
type Check<Input, Value> = (value: Input, path: InputPath) => Value;

/** A field of a new thing that may have none: null where it is left out. */
export function orNone<Input, Value>(
  value: Input | null | undefined,
  path: InputPath,
  check: Check<Input, Value>,
): Value | null {
  return value == null ? null : check(value, path);
}

/**
 * A change of what must always have a value: undefined where it is left out.
 * @throws GraphQLError BAD_USER_INPUT for null.
 */
export function changeOf<Input, Value>(
  value: Input | null | undefined,
  path: InputPath,
  check: Check<Input, Value>,
): Value | undefined {
  if (value === undefined) return undefined;
  return value === null ? refuseInput(path, 'cannot be null; leave it out to keep it.') : check(value, path);
}

/** A change of what may have no value: undefined where it is left out, null where it is taken away. */
export function changeOrNone<Input, Value>(
  value: Input | null | undefined,
  path: InputPath,
  check: Check<Input, Value>,
): Value | null | undefined {
  return value === undefined ? undefined : orNone(value, path, check);
}
