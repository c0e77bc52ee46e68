import type { Caller } from '../core/caller.js';
import { NEEDS_CREDENTIALS } from '../core/db/tenancy.js';
import { DomainError, InvalidInputError, Refusal } from '../core/domain-errors.js';
import { BadUserInput, type InputIssue, unauthenticated } from '../core/errors.js';
import type { Context } from './context.js';

type DomainErrorClass = new (...args: never[]) => DomainError;

/** Who a mutation comes from. @throws GraphQLError UNAUTHENTICATED without credentials. */
export function callerOf(context: Context): Caller {
  const { viewer } = context;
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  return { ...context, viewer };
}

/**
 * What a mutation answers: what the work gives, or the failure that it met, where that is one of those the mutation
 * names. Any other is thrown on, and masked.
 */
export async function expecting<T, C extends DomainErrorClass>(
  errors: readonly C[],
  work: () => Promise<T>,
): Promise<T | InstanceType<C>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && isOneOf(errors, error.failure)) return error.failure;
    throw error;
  }
}

/** The same for a failure that is one item's answer among others. */
export function expected<T, C extends DomainErrorClass>(
  errors: readonly C[],
  value: T | DomainError,
): T | InstanceType<C> {
  if (!(value instanceof DomainError)) return value;
  if (isOneOf(errors, value)) return value;
  throw new Refusal(value);
}

function isOneOf<C extends DomainErrorClass>(
  errors: readonly C[],
  error: DomainError,
): error is InstanceType<C> {
  return errors.some((type) => error instanceof type);
}

/** What a mutation answers that can meet no other error: what the work gives, or what is wrong with its input. */
export async function expectingInput<T>(work: () => T | Promise<T>): Promise<T | InvalidInputError> {
  try {
    return await work();
  } catch (error) {
    return invalidInput(error);
  }
}

/**
 * Reads the items of a plural mutation, each by itself, and does what they ask of those that can be read: one that
 * a rule refuses answers so, and keeps no other from being done.
 * @param path Of the list.
 * @param read What an item says. @throws BadUserInput where a rule beyond its type refuses it.
 * @param work Answers each of those that were read, in their order.
 * @returns An answer for each item, in their order.
 */
export async function eachByItself<Input, Item, Answer>(
  inputs: readonly Input[],
  path: InputIssue['path'],
  read: (input: Input, path: Array<string | number>) => Item,
  work: (items: Item[]) => Promise<Answer[]>,
): Promise<Array<Answer | InvalidInputError>> {
  const said = inputs.map((input, place) => {
    try {
      return { item: read(input, [...path, place]) };
    } catch (error) {
      return invalidInput(error);
    }
  });
  const items = said.flatMap((one) => (one instanceof InvalidInputError ? [] : [one.item]));
  const answers = items.length > 0 ? await work(items) : [];
  const given = answers.values();
  return said.map((one): Answer | InvalidInputError => {
    if (one instanceof InvalidInputError) return one;
    const { value, done } = given.next();
    if (done) throw new Error('not every item was answered');
    return value;
  });
}

function invalidInput(error: unknown): InvalidInputError {
  if (error instanceof BadUserInput) return new InvalidInputError(error.message, error.issues);
  throw error;
}

/** For a result union's `resolveType`: a failure by its class, anything else is the payload. */
export function resultOf(payload: string): (value: object) => string {
  return (value) => (value instanceof DomainError ? value.name : payload);
}
