import type { CombinedError } from '@urql/core';

/** One thing that is wrong with an input: where, from the argument on, and what. */
interface Issue {
  path: readonly string[];
  message: string;
}

/** What went wrong, as a person is told. */
export interface Failure {
  /** The API's code, or NETWORK where the server was not reached. */
  code: string;
  message: string;
  issues: readonly Issue[];
}

/** A member of a mutation's union that implements Error. */
interface ErrorMember {
  code: string;
  message: string;
  issues?: readonly Issue[];
}

/** The first of the errors that a whole operation failed by; those of single fields beside data are in `graphQLErrors`. */
export function failureOf(error: CombinedError): Failure {
  const [first] = error.graphQLErrors;
  if (!first) {
    return { code: 'NETWORK', message: 'The server cannot be reached.', issues: [] };
  }
  const { code, issues } = first.extensions;
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: first.message,
    issues: Array.isArray(issues) ? issues.filter(isIssue) : [],
  };
}

function isIssue(value: unknown): value is Issue {
  return typeof value === 'object' && value !== null && 'path' in value && 'message' in value;
}

/** Whether a result of a mutation is one of its errors. */
export function isErrorMember<Result extends object>(result: Result): result is Extract<Result, ErrorMember> {
  return 'code' in result && 'message' in result;
}

/** An error of a union as what it is. */
export function failureOfMember({ code, message, issues = [] }: ErrorMember): Failure {
  return { code, message, issues };
}

/** What is said of the field with one of these names, for beside it. */
export function issueAt(failure: Failure | null, ...names: string[]): string | null {
  const found = failure?.issues.find(({ path }) => names.includes(path.at(-1) ?? ''));
  // The API's messages go on behind the name of the field.
  return found ? found.message.charAt(0).toUpperCase() + found.message.slice(1) : null;
}

/** What is said of no field that is shown: for above them all. */
export function unplacedOf(failure: Failure | null, ...names: string[]): string | null {
  if (!failure) return null;
  const rest = failure.issues.filter(({ path }) => !names.includes(path.at(-1) ?? ''));
  if (failure.issues.length === 0) return failure.message;
  return rest.length === 0
    ? null
    : rest.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ');
}
