import type { Caller } from './caller.js';
import type { Context } from './context.js';
import { NEEDS_CREDENTIALS } from './db/tenancy.js';
import { DomainError, Refusal } from './domain-errors.js';
import { unauthenticated } from './errors.js';

type DomainErrorClass = new (...args: never[]) => DomainError;

/** Who a mutation comes from. @throws GraphQLError UNAUTHENTICATED without credentials. */
export function callerOf({ viewer, db, leases, runCosts, mailer, credentialsChanged }: Context): Caller {
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  return { viewer, db, leases, runCosts, mailer, credentialsChanged };
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

/** For a result union's `resolveType`: a failure by its class, anything else is the payload. */
export function resultOf(payload: string): (value: object) => string {
  return (value) => (value instanceof DomainError ? value.name : payload);
}
